/** One card's element. Elements are pooled: the same one shows one card after another. */
import type { Kind } from '../board/schema';
import { type Caret, wordsWith } from './caret';

/** In the order they stand in the page. */
const ORDER = [
  'tail',
  'step',
  'held',
  'head',
  'before',
  'words',
  'after',
  'state',
  'foot',
  'threads',
  'loose',
  'frame',
] as const;
/** A part around the card's words, made from markup and replaced when that changes. */
export type Part = Exclude<(typeof ORDER)[number], 'words'>;

/** Everything that is drawn of a card, worked out by describe.ts. */
export interface Facts {
  readonly id: string;
  readonly kind: Kind;
  readonly states: readonly string[];
  /** Its accessible name: kind, number, first words, states. */
  readonly name: string;
  readonly words: string;
  /** Where others are writing in the words. */
  readonly carets: readonly Caret[];
  readonly parts: Readonly<Partial<Record<Part, string>>>;
}

export class CardFace {
  readonly el = document.createElement('article');
  /** The paragraph the words are in; the editor lays its field over it. */
  readonly words = document.createElement('p');
  readonly #say = document.createElement('span');
  #nodes: Partial<Record<(typeof ORDER)[number], Element>> = { words: this.words };
  #markup: Partial<Record<Part, string>> = {};
  #said = '';
  #classes = '';

  constructor() {
    this.el.tabIndex = -1;
    this.words.className = 'card__text';
    this.words.dir = 'auto';
    this.#say.className = 'card__say';
    this.words.append(this.#say);
    this.el.append(this.words);
  }

  show(facts: Facts): void {
    this.el.dataset.id = facts.id;
    this.el.setAttribute('aria-label', facts.name);
    this.#dress(`card card--${facts.kind} k-${facts.kind} ${facts.states.join(' ')}`);
    this.#speak(facts.words, facts.carets);
    for (const part of ORDER) if (part !== 'words') this.#fit(part, facts.parts[part] ?? '');
  }

  place(x: number, y: number): void {
    this.el.style.transform = `translate(${x}px, ${y}px)`;
  }

  width(w: number): void {
    this.el.style.width = `${w}px`;
  }

  layer(z: number): void {
    this.el.style.zIndex = String(Math.round(z));
  }

  #speak(words: string, carets: readonly Caret[]): void {
    const said = JSON.stringify([words, carets]);
    if (said === this.#said) return;
    this.#said = said;
    this.#say.replaceChildren(...wordsWith(words, carets));
  }

  #dress(classes: string): void {
    if (classes !== this.#classes) this.el.className = classes;
    this.#classes = classes;
  }

  #fit(part: Part, markup: string): void {
    if (markup === (this.#markup[part] ?? '')) return;
    this.#markup[part] = markup;
    this.#nodes[part]?.remove();
    delete this.#nodes[part];
    if (!markup) return;
    const node = parsed(markup);
    const later = ORDER.slice(ORDER.indexOf(part) + 1).find((one) => this.#nodes[one]);
    this.el.insertBefore(node, later ? this.#nodes[later]! : null);
    this.#nodes[part] = node;
  }
}

const template = document.createElement('template');

function parsed(markup: string): Element {
  template.innerHTML = markup;
  return template.content.firstElementChild!;
}
