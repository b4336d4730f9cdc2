/** What is drawn and said from one session: signals of its changes, its people, its unsent cards, its news. */
import { effect, signal } from '@preact/signals';
import type { Announcer } from './announcer';
import type { Session } from './app';
import type { Boot } from './boot';
import type { Digest } from './digest';
import { untilFetched } from './fetching';
import { whenIdle } from './idle';
import { People } from './people';
import { Unsent } from './unsent';
import { Watch } from './watch';

const NEWS = 6;

export class Live {
  readonly watch: Watch;
  readonly people: People;
  readonly unsent: Unsent;
  /** The last few digests, newest first. */
  readonly news = signal<readonly string[]>([]);
  readonly #stops: (() => void)[];
  #over = false;

  constructor(boot: Boot, session: Session, announcer: Announcer) {
    const { view, connection, presence } = session;
    this.watch = new Watch(view);
    this.people = new People(boot.me, presence, boot.names);
    this.unsent = new Unsent(boot.board.id, view, connection.saved);
    this.#stops = [];
    const load = () => untilFetched(() => import('./digest'));
    whenIdle(() => {
      void load().then(({ Digest }) => this.#over || this.#tellNews(new Digest(), session, announcer));
    });
  }

  #tellNews(digest: Digest, { view, connection }: Session, announcer: Announcer): void {
    const tell = () => {
      const words = digest.tell(view);
      if (words) this.news.value = [words, ...this.news.peek()].slice(0, NEWS);
      return words;
    };
    const stopDigest = view.onChange((change) => {
      digest.take(change, view);
      if (!digest.empty) announcer.others(tell);
    });
    // The board's first arrival is not news; what came while we were offline is.
    const stopSynced = effect(() => {
      if (!connection.synced.value || digest.begun) return;
      view.catchUp();
      digest.begin(view);
    });
    this.#stops.push(stopDigest, stopSynced);
  }

  stop(): void {
    this.#over = true;
    for (const stop of this.#stops) stop();
    for (const part of [this.watch, this.people, this.unsent]) part.stop();
  }
}
