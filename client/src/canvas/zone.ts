/** The tables: each zone with its heading, its prompt and how many cards are in it. */
import { FOLDED, type Folds } from '../app/folds';
import { countKind, emptyZone, writtenWords, zoneKind } from '../app/words';
import type { ZoneView } from '../board/schema';
import { isSilent } from '../board/session';
import type { BoardView } from '../board/view';
import { icon } from '../panels/icon';
import { type Box, boxAt } from './box';

export interface Table extends Box {
  readonly id: string;
  readonly zone: ZoneView;
}

export class ZoneFace {
  readonly id: string;
  readonly el = document.createElement('section');
  readonly head = document.createElement('div');
  readonly #title = document.createElement('h2');
  readonly #prompt = document.createElement('p');
  readonly #count = document.createElement('span');
  readonly #lock = document.createElement('span');
  readonly #fold = document.createElement('button');
  readonly #empty = document.createElement('p');
  /** How many letters invite the first card. */
  invites = 0;

  constructor(id: string) {
    this.id = id;
    this.el.className = 'zone';
    this.head.className = 'zone__head';
    this.#title.id = `zone-${id}`;
    this.#title.dir = this.#prompt.dir = 'auto';
    this.#count.className = 'zone__count tnum';
    this.#empty.className = 'zone__empty';
    this.el.setAttribute('aria-labelledby', this.#title.id);
    this.#lock.className = 'zone__lock';
    this.#lock.innerHTML = `${icon('lock')}Locked`;
    this.#fold.type = 'button';
    this.#fold.className = 'zone__fold';
    this.#fold.id = `zone-fold-${id}`;
    this.#fold.innerHTML = icon('chevron');
    this.#fold.setAttribute('aria-labelledby', `${this.#fold.id} ${this.#title.id}`);
    this.head.append(this.#fold, this.#title, this.#lock, this.#prompt, this.#count);
    this.el.append(this.head, this.#empty);
  }

  /** `hidden`: cards written here that only their writers see. */
  show(zone: ZoneView, cards: number, hidden: number | null, folded: boolean): void {
    this.el.classList.toggle('is-folded', folded);
    this.#fold.ariaLabel = this.#fold.title = folded ? 'Open the zone' : 'Fold up the zone';
    this.#fold.ariaExpanded = String(!folded);
    write(this.#title, zone.title);
    write(this.#prompt, zone.prompt);
    this.#lock.hidden = !zone.locked;
    this.el.classList.toggle('is-locked', zone.locked);
    write(this.#count, hidden ? `${hidden} hidden` : String(cards));
    this.#count.ariaLabel = hidden ? writtenWords(hidden) : countKind(cards, zoneKind(zone));
    this.el.classList.toggle('is-quiet', Boolean(hidden));
    const { title, text } = emptyZone(zone);
    write(this.#empty, cards || hidden || folded ? '' : `${title} ${text}`);
    this.invites = this.#empty.textContent?.length ?? 0;
  }

  place({ minX, minY, maxX, maxY }: Box): void {
    const { style } = this.el;
    [style.left, style.top] = [`${minX}px`, `${minY}px`];
    [style.width, style.height] = [`${maxX - minX}px`, `${maxY - minY}px`];
  }
}

export class Zones {
  readonly layer: HTMLElement;
  readonly all = new Map<string, Table>();
  /** Where words stand on the floor, about: headings with their questions, and what empty zones say. */
  readonly words: Box[] = [];
  readonly #view: BoardView;
  readonly #folds: Folds;
  readonly #faces = new Map<string, ZoneFace>();
  #target: string | null = null;
  #dressed: (face: ZoneFace) => void = () => {};

  constructor(layer: HTMLElement, view: BoardView, folds: Folds) {
    this.layer = layer;
    this.#view = view;
    this.#folds = folds;
  }

  /** Whether I have folded this zone up; never so for one that is gone. */
  folded(zone: string | null): boolean {
    return this.#folds.has(zone) && this.#view.zones.has(zone ?? '');
  }

  /** The folded zone that a card is in. */
  around(card: string): Table | undefined {
    const zone = this.#view.cards.get(card)?.zone ?? null;
    return this.folded(zone) ? this.all.get(zone ?? '') : undefined;
  }

  /** Draw the zones as they are now, in their order; there are few, and they seldom change. */
  show(): void {
    const zones = this.#view.zoneList();
    for (const id of this.#faces.keys()) if (!this.#view.zones.has(id)) this.#remove(id);
    this.all.clear();
    this.words.length = 0;
    for (const zone of zones) {
      const [x, y] = zone.pos;
      const folded = this.folded(zone.id);
      const table = { id: zone.id, zone, ...boxAt(x, y, zone.size[0], folded ? FOLDED : zone.size[1]) };
      const face = this.#face(zone.id);
      this.all.set(zone.id, table);
      const { session } = this.#view;
      const hidden = isSilent(session, zone.id) ? (session.silent?.zones[zone.id] ?? 0) : null;
      face.show(zone, this.#view.cardsIn(zone.id).length, hidden, folded);
      face.place(table);
      this.words.push(...wordsIn(table, face.invites));
    }
  }

  /** Draw a zone here, until the board says where it is. */
  put(id: string, box: Box): void {
    const table = this.all.get(id);
    if (!table) return;
    this.all.set(id, { ...table, ...pick(box) });
    this.#face(id).place(box);
  }

  /** Give every zone, and each that comes, parts of its own. */
  dress(dressed: (face: ZoneFace) => void): void {
    this.#dressed = dressed;
    for (const face of this.#faces.values()) dressed(face);
  }

  /** The zone that an element is part of. */
  faceOf(part: Element): ZoneFace | undefined {
    const el = part.closest('.zone');
    return [...this.#faces.values()].find((face) => face.el === el);
  }

  face(id: string): ZoneFace | undefined {
    return this.#faces.get(id);
  }

  /** Light the zone a card would land in. */
  aim(zone: string | null): void {
    if (zone === this.#target) return;
    if (this.#target) this.#faces.get(this.#target)?.el.classList.remove('is-target');
    if (zone) this.#faces.get(zone)?.el.classList.add('is-target');
    this.#target = zone;
  }

  #face(id: string): ZoneFace {
    const known = this.#faces.get(id);
    if (known) return known;
    const face = new ZoneFace(id);
    this.#faces.set(id, face);
    this.layer.append(face.el);
    this.#dressed(face);
    return face;
  }

  #remove(id: string): void {
    this.#faces.get(id)?.el.remove();
    this.#faces.delete(id);
  }
}

/** canvas.css: a heading is one line; an invitation has lines of about 44 letters, or fewer in a narrow zone. */
const HEADING = 50;
const LINE = 375;
const LETTER = 7.6;

function wordsIn({ minX, minY, maxX }: Box, invites: number): Box[] {
  const heading = boxAt(minX, minY, maxX - minX, HEADING);
  if (!invites) return [heading];
  const width = Math.min(maxX - minX, LINE);
  const lines = Math.ceil((invites * LETTER) / Math.max(80, width - 40));
  return [heading, boxAt(minX, heading.maxY, width, 20 + 23 * lines)];
}

function pick({ minX, minY, maxX, maxY }: Box): Box {
  return { minX, minY, maxX, maxY };
}

function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
