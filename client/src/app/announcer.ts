/** What is said aloud to people who listen: one polite region and one urgent one, never a stream. */
import { signal } from '@preact/signals';
import { keep, kept } from './kept';

export type Loudness = 'loud' | 'quiet' | 'off';

/** Own results are gathered briefly; others' changes come at most this often (DESIGN, LiveDigest). */
const OWN_MS = 150;
const OTHERS_MS: Record<Loudness, number> = { loud: 10_000, quiet: 60_000, off: Number.POSITIVE_INFINITY };
const KEY = 'digest';

function keptLoudness(): Loudness {
  const loudness = kept(KEY);
  return loudness === 'quiet' || loudness === 'off' ? loudness : 'loud';
}

export class Announcer {
  readonly polite = signal('');
  readonly urgent = signal('');
  readonly loudness = signal<Loudness>(keptLoudness());
  #own: string[] = [];
  #digest: (() => string) | null = null;
  #ownTimer: ReturnType<typeof setTimeout> | null = null;
  #othersTimer: ReturnType<typeof setTimeout> | null = null;
  #lastOthers = Number.NEGATIVE_INFINITY;

  /** Something I did, or that concerns me: soon, together with what else was said just now. */
  say(text: string): void {
    this.#own.push(text);
    this.#ownTimer ??= setTimeout(() => this.#speakOwn(), OWN_MS);
  }

  /** My own failure, a change of stage or of rights: at once. */
  alert(text: string): void {
    this.urgent.value = anew(this.urgent.peek(), text);
  }

  /** Others' changes wait; `words` is asked for when it is time, so it may gather more meanwhile. */
  others(words: () => string): void {
    this.#digest = words;
    if (this.#othersTimer) return;
    const every = OTHERS_MS[this.loudness.peek()];
    if (every === Number.POSITIVE_INFINITY) return;
    const wait = Math.max(1_500, this.#lastOthers + every - Date.now());
    this.#othersTimer = setTimeout(() => this.#speakOthers(), wait);
  }

  setLoudness(loudness: Loudness): void {
    this.loudness.value = loudness;
    keep(KEY, loudness);
    if (this.#othersTimer) clearTimeout(this.#othersTimer);
    this.#othersTimer = null;
  }

  #speakOwn(): void {
    this.#ownTimer = null;
    this.polite.value = anew(this.polite.peek(), this.#own.join(' '));
    this.#own = [];
  }

  #speakOthers(): void {
    this.#othersTimer = null;
    const words = this.#digest?.() ?? '';
    this.#digest = null;
    if (!words) return;
    this.#lastOthers = Date.now();
    this.polite.value = anew(this.polite.peek(), words);
  }
}

/** The same words twice would not be read twice; a no-break space at the end makes them new. */
function anew(before: string, text: string): string {
  return before === text ? `${text}\u00a0` : text;
}
