/** What was changed here and is not on the server's disk yet. */

export class Unkept {
  /** Sync messages with an update sent on this connection, as the server counts them. */
  #sent = 0;
  /** Thing → the message that carried its latest change; 0 while it has not been sent. */
  readonly #things = new Map<string, number>();
  #kept = 0;

  changed(thing: string): void {
    this.#things.set(thing, 0);
  }

  /** Everything that was waiting went out with the message just sent. */
  sent(): void {
    this.#sent++;
    for (const [thing, message] of this.#things) if (message === 0) this.#things.set(thing, this.#sent);
  }

  /** A message was sent, and what was waiting goes out with a later one. */
  partSent(): void {
    this.#sent++;
  }

  /** The first `count` messages are on disk. */
  kept(count: number): void {
    this.#kept = Math.max(this.#kept, count);
    for (const [thing, message] of this.#things)
      if (message > 0 && message <= count) this.#things.delete(thing);
  }

  /** The connection ended: what was under way may be lost, and counting starts anew on the next one. */
  lost(): void {
    this.#sent = 0;
    this.#kept = 0;
    for (const thing of this.#things.keys()) this.#things.set(thing, 0);
  }

  /** Whether all that was sent on this connection is kept; the first message answers the server's question. */
  get all(): boolean {
    return this.#sent > 0 && this.#kept >= this.#sent && this.#things.size === 0;
  }

  get size(): number {
    return this.#things.size;
  }

  get things(): ReadonlySet<string> {
    return new Set(this.#things.keys());
  }
}
