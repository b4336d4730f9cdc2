/** The canvas's elements, from the floor up, and how they follow the camera. */
import type { Camera } from '../app/app';
import { Ride } from '../app/ride';
import { KIND } from '../app/words';
import { CARD_SIZE, type Kind } from '../board/schema';
import { icon, kindIcon } from '../panels/icon';
import { BARS_ZOOM, FAR_ZOOM } from './camera';

/** The parquet's pattern repeats after this many pixels. */
const PARQUET = 112;
/** The camera rests when it has not moved for this long: then words are drawn sharp at the new zoom. */
const REST_MS = 150;
/** Headings, handles and edges of zones may be off by this much while the camera moves. */
const RESIZE = 2;
/** What is drawn for afar may be drawn so much too large or too small while the camera moves. */
const REDRAW = 1.6;

export class Sheet {
  readonly floor = part('div', 'floor');
  /** What follows the camera as one: zones, threads, cards. */
  readonly world = part('div', 'world');
  readonly zones = part('div', 'layer layer--zones');
  readonly under = part('div', 'layer layer--under');
  readonly cards = part('div', 'layer layer--cards');
  readonly ends = part('div', 'layer layer--ends');
  readonly over = part('canvas', 'canvas__over');
  readonly marks = part('div', 'layer layer--marks');
  readonly marquee = part('div', 'marquee');
  readonly #ride = new Ride([this.floor, this.world, this.marks]);
  readonly #host: HTMLElement;
  readonly #rested: () => void;
  #rest: ReturnType<typeof setTimeout> | undefined;
  #isMoving = false;
  #zoom = 1;
  /** The zoom that the drawn layer is made for while it moves. */
  #drawnFor = 1;
  /** The zoom that zones' headings and handles were last sized for. */
  #sized = 0;

  /** `rested` is told when the camera has come to rest. */
  constructor(host: HTMLElement, rested: () => void) {
    this.#host = host;
    this.#rested = rested;
    for (const silent of [this.floor, this.under, this.ends, this.over, this.marquee])
      silent.ariaHidden = 'true';
    this.marquee.hidden = true;
    host.classList.add('canvas');
    host.tabIndex = -1; // Said aloud: without the attribute it reads as -1 too, but takes no focus.
    const { floor, world, zones, under, cards, ends, over, marks, marquee } = this;
    world.append(zones, under, cards, ends);
    host.append(floor, world, over, marks, marquee);
  }

  destroy(): void {
    clearTimeout(this.#rest);
    this.#host.replaceChildren();
  }

  look({ x, y, z }: Camera): void {
    const [dx, dy] = [-x * z, -y * z];
    this.floor.style.transform = `translate(${dx % PARQUET}px, ${dy % PARQUET}px)`;
    for (const moved of [this.world, this.marks])
      moved.style.transform = `translate(${dx}px, ${dy}px) scale(${z})`;
    this.#drawFor(z);
    this.#host.classList.toggle('is-far', z < FAR_ZOOM);
    if (z !== this.#zoom) this.#counter(this.marks, 1 / z);
    this.#zoom = z;
    const turned = z < FAR_ZOOM !== this.#sized < FAR_ZOOM;
    if (turned || Math.max(z / this.#sized, this.#sized / z) > RESIZE) this.#sizeZones();
    this.#moving();
  }

  /**
   * What the compositor holds of a layer in motion is drawn for one zoom. Near, that is the zoom at which it set out; from
   * afar, where that would be a hundred windows, the drawing is made anew in steps: each for half the zoom of the one
   * before, so that there are few, none falls where near and far change over, and there and back makes the same.
   */
  #drawFor(z: number): void {
    const far = z < FAR_ZOOM;
    const off = Math.max(z / this.#drawnFor, this.#drawnFor / z);
    if (far ? off <= REDRAW : this.#drawnFor === 1) return;
    this.#drawnFor = far ? stepAt(z) : 1;
    this.under.style.transform = `scale(${1 / this.#drawnFor})`;
    this.under.style.setProperty('--drawn-for', String(this.#drawnFor));
  }

  /** Only where it is used: a variable set higher up would have every card's style worked out anew. */
  #counter(layer: HTMLElement, scale: number): void {
    layer.style.setProperty('--inv', String(scale));
  }

  /** What keeps its size on zones makes the page lay them out anew: in steps while zooming, exactly at rest. */
  #sizeZones(): void {
    if (this.#sized === this.#zoom) return;
    const z = this.#zoom;
    this.#sized = z;
    this.#counter(this.zones, z < FAR_ZOOM ? 1 / z : 1);
    this.zones.style.setProperty('--px', String(1 / z));
    this.under.style.setProperty('--px', String(1 / z));
    this.under.classList.toggle('is-tiny', z <= BARS_ZOOM);
  }

  #moving(): void {
    if (!this.#isMoving) this.#setOut();
    this.#isMoving = true;
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.#still(), REST_MS);
  }

  #setOut(): void {
    this.#host.classList.add('is-moving');
    this.#ride.on();
  }

  #still(): void {
    this.#isMoving = false;
    this.#ride.off();
    this.#host.classList.remove('is-moving');
    this.#sizeZones();
    this.#rested();
  }
}

/** The zoom, of those that what is seen from afar is drawn for, that is nearest to this one. */
function stepAt(z: number): number {
  const first = FAR_ZOOM * 0.8;
  return first * 2 ** Math.min(0, Math.round(Math.log2(z / first)));
}

/** The outline of a card that is about to be placed. */
export class Ghost {
  readonly #el = part('div', 'card card--ghost');
  readonly #layer: HTMLElement;
  #kind: Kind | null = null;

  constructor(layer: HTMLElement) {
    this.#el.ariaHidden = 'true';
    this.#layer = layer;
  }

  show(kind: Kind, x: number, y: number): void {
    if (kind !== this.#kind) this.#dress(kind);
    if (!this.#el.isConnected) this.#layer.append(this.#el);
    this.#el.style.transform = `translate(${x}px, ${y}px)`;
  }

  hide(): void {
    this.#el.remove();
  }

  #dress(kind: Kind): void {
    const [w, h] = CARD_SIZE[kind];
    this.#kind = kind;
    this.#el.innerHTML = `<span class="kind">${icon(kindIcon(kind))}${KIND[kind].one}</span>`;
    this.#el.className = `card card--${kind} k-${kind} card--ghost`;
    this.#el.style.width = `${w}px`;
    this.#el.style.height = `${h}px`;
  }
}

function part<K extends keyof HTMLElementTagNameMap>(tag: K, name: string): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  element.className = name;
  return element;
}
