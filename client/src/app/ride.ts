/**
 * Layers that follow the camera, while it moves.
 *
 * Chromium moves a layer without asking anew which elements lie over which only while the layer has an animation of its
 * transform (its DirectlyUpdateCcTransform). With a thousand cards that question takes a third of every frame. So each
 * layer gets an animation that stands still before its beginning, which costs nothing; other browsers take no notice of
 * it. Not one that has begun: of such a one Chromium asks for a second frame after each in which its layer was moved.
 */
const NEVER_MS = 1e8;

export class Ride {
  readonly #layers: readonly Element[];
  #held: readonly Animation[] = [];

  constructor(layers: readonly Element[]) {
    this.#layers = layers;
  }

  /** The camera moves. */
  on(): void {
    if (this.#held.length) return;
    this.#held = this.#layers.map((layer) => {
      const nothing = layer.animate({ transform: ['none', 'none'] }, { duration: 1, delay: NEVER_MS });
      nothing.pause();
      return nothing;
    });
  }

  /** It has come to rest. */
  off(): void {
    for (const nothing of this.#held) nothing.cancel();
    this.#held = [];
  }
}
