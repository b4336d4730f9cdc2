/**
 * A WebSocket that comes back: after a while that grows with every failure and differs for everyone, at once when the
 * browser says it is online or the tab is seen again, and when nothing was heard for longer than the server ever keeps
 * silent. It knows nothing of what is sent.
 */
import { SUBPROTOCOL } from './protocol';

export interface LineEvents {
  opened(): void;
  received(data: Uint8Array): void;
  /** `final`: the server sent us away and will not be asked again. */
  /** `reason`: the server’s own words, where it has some. */
  closed(code: number, final: boolean, reason: string): void;
  /**
   * Asked when no connection could be opened twice in a row: a browser is not told why. Answers with a close code that is
   * final if the server will not have us, else with null.
   */
  whyNot?(): Promise<number | null>;
}

/** Waiting times, for tests to shorten. */
export interface Pace {
  readonly first_ms: number;
  readonly most_ms: number;
  readonly silent_ms: number;
}

const PACE: Pace = { first_ms: 300, most_ms: 15_000, silent_ms: 30_000 };

export class Line {
  readonly #url: string;
  readonly #events: LineEvents;
  readonly #pace: Pace;
  #socket: WebSocket | null = null;
  #failures = 0;
  /** Connections in a row that never opened. */
  #unopened = 0;
  #retry: ReturnType<typeof setTimeout> | null = null;
  #heard = 0;
  readonly #watch: ReturnType<typeof setInterval>;
  readonly #stops: (() => void)[] = [];
  #over = false;

  constructor(url: string, events: LineEvents, pace: Partial<Pace> = {}) {
    this.#url = url;
    this.#events = events;
    this.#pace = { ...PACE, ...pace };
    this.#watch = setInterval(() => this.#checkSilence(), this.#pace.silent_ms / 10);
    this.#listen('window', 'online', () => this.#retryNow());
    this.#listen('window', 'offline', () => this.hangUp());
    this.#listen('document', 'visibilitychange', () => {
      if (document.visibilityState === 'visible') this.#seen();
    });
    this.#connect();
  }

  get open(): boolean {
    return this.#socket?.readyState === 1;
  }

  send(data: Uint8Array<ArrayBuffer>): void {
    if (this.open) this.#socket?.send(data);
  }

  /** The connection has proved its worth: the next failure starts with a short wait again. */
  good(): void {
    this.#failures = 0;
  }

  destroy(): void {
    this.#over = true;
    clearInterval(this.#watch);
    if (this.#retry) clearTimeout(this.#retry);
    for (const stop of this.#stops) stop();
    const socket = this.#socket;
    this.#socket = null;
    socket?.close(1000);
  }

  #connect(): void {
    if (this.#retry) clearTimeout(this.#retry);
    this.#retry = null;
    const socket = new WebSocket(this.#url, SUBPROTOCOL);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    this.#heard = Date.now();
    const current = (run: () => void) => {
      if (this.#socket !== socket) return;
      this.#heard = Date.now();
      run();
    };
    socket.onopen = () =>
      current(() => {
        this.#unopened = 0;
        this.#events.opened();
      });
    socket.onmessage = ({ data }) =>
      current(() => {
        if (data instanceof ArrayBuffer) this.#events.received(new Uint8Array(data));
      });
    socket.onclose = ({ code, reason }) => current(() => this.#closed(code, reason));
    this.#unopened++;
  }

  /** The server's word on why it lets us in no more ends it; silence, or a server that is away, does not. */
  async #ask(): Promise<void> {
    const code = await this.#events.whyNot?.().catch(() => null);
    if (!code || this.#over || this.open) return;
    this.destroy();
    this.#events.closed(code, true, '');
  }

  #closed(code: number, reason = ''): void {
    this.#socket = null;
    const final = code >= 4400 && code < 4500;
    if (final) this.destroy();
    else this.#retry = setTimeout(() => this.#connect(), this.#wait_ms());
    this.#events.closed(code, final, reason ?? '');
    if (!final && this.#unopened >= 2) void this.#ask();
  }

  /** Between half and one and a half times the doubled wait: a room that lost its server must not return as one. */
  #wait_ms(): number {
    const doubled = this.#pace.first_ms * 2 ** Math.min(this.#failures++, 20);
    return Math.min(doubled, this.#pace.most_ms) * (0.5 + Math.random());
  }

  /** Let go of this connection without waiting for its close, which may take minutes, and come back. */
  hangUp(): void {
    const socket = this.#socket;
    if (!socket) return;
    this.#closed(1006);
    socket.close();
  }

  #retryNow(): void {
    if (this.#over) return;
    if (!this.#socket) this.#connect();
    else this.#checkSilence();
  }

  #seen(): void {
    if (!this.#socket) this.#retryNow();
    else this.#checkSilence();
  }

  #checkSilence(): void {
    if (this.#socket && Date.now() - this.#heard > this.#pace.silent_ms) {
      this.hangUp();
      this.#retryNow();
    }
  }

  #listen(where: 'window' | 'document', event: string, run: () => void): void {
    const target = (globalThis as { window?: EventTarget; document?: EventTarget })[where];
    target?.addEventListener(event, run);
    this.#stops.push(() => target?.removeEventListener(event, run));
  }
}
