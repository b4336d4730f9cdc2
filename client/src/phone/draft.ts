/** What is being written on the phone: kept on this device until it is posted. */
import { type Signal, signal } from '@preact/signals';
import { keep, kept } from '../app/kept';
import { isKind, type Kind } from '../board/schema';

export interface Draft {
  /** Null: what the stage asks for. */
  readonly kind: Kind | null;
  readonly text: string;
  /** Who may keep this story; nothing is chosen beforehand. */
  readonly keep: string | null;
  /** Of a story: the services it touched. */
  readonly services: readonly string[];
  /** Null: the zone its kind belongs to. */
  readonly zone: string | null;
}

const EMPTY: Draft = { kind: null, text: '', keep: null, services: [], zone: null };

export class Drafts {
  readonly draft: Signal<Draft>;
  readonly #key: string;

  constructor(board: string) {
    this.#key = `draft.${board}`;
    this.draft = signal(read(kept(this.#key)));
  }

  write(patch: Partial<Draft>): void {
    this.draft.value = { ...this.draft.peek(), ...patch };
    keep(this.#key, this.draft.peek().text ? JSON.stringify(this.draft.peek()) : null);
  }

  /** It is on the board: the next one begins empty, of the same kind. */
  posted(): void {
    this.draft.value = { ...EMPTY, kind: this.draft.peek().kind };
    keep(this.#key, null);
  }
}

function read(text: string | null): Draft {
  const known = text ? (JSON.parse(text) as Partial<Draft>) : {};
  const services = Array.isArray(known.services) ? known.services : [];
  return { ...EMPTY, ...known, services, kind: isKind(known.kind) ? known.kind : null };
}
