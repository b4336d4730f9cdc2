/** With what to draw: pen, highlighter or eraser, colour and width; there while one of them is in hand. */

import eraser from 'lucide-static/icons/eraser.svg?raw';
import highlighter from 'lucide-static/icons/highlighter.svg?raw';
import pen from 'lucide-static/icons/pen-line.svg?raw';
import type { Tool } from '../app/app';
import { drawingOf } from '../app/drawings';
import type { Canvas } from './canvas';
import type { DrawingBoard } from './drawing-board';
import { INKS, WIDTHS } from './stroke';

const TOOLS = [
  { tool: 'pen', words: 'Pen', icon: pen },
  { tool: 'marker', words: 'Highlighter', icon: highlighter },
  { tool: 'eraser', words: 'Eraser', icon: eraser },
] as const;
const COLOUR_WORDS: Readonly<Record<(typeof INKS)[number], string>> = {
  ink: 'Ink',
  story: 'Red',
  problem: 'Blue',
  idea: 'Brown',
  commitment: 'Green',
};
const WIDTH_WORDS = ['Thin', 'Medium', 'Thick'];

export class InkBar {
  readonly #canvas: Canvas;
  readonly #board: DrawingBoard;
  readonly #el = document.createElement('div');

  constructor(canvas: Canvas, board: DrawingBoard) {
    this.#canvas = canvas;
    this.#board = board;
    this.#el.className = 'inkbar panel';
    this.#el.role = 'toolbar';
    this.#el.ariaLabel = 'Drawing';
    this.#el.hidden = true;
    this.#el.append(
      ...TOOLS.map(({ tool, words, icon }) =>
        this.#button(words, icon, 'tool', tool, () => this.#take(tool)),
      ),
      line(),
      ...INKS.map((colour) =>
        this.#button(COLOUR_WORDS[colour], '<i class="inkbar__dot"></i>', 'colour', colour, () => {
          board.colour = colour;
        }),
      ),
      line(),
      ...WIDTHS.map((width, n) =>
        this.#button(WIDTH_WORDS[n]!, '<i class="inkbar__line"></i>', 'width', String(width), () => {
          board.width = width;
        }),
      ),
      line(),
      this.#describe(),
    );
    this.#el.addEventListener('keydown', (event) => this.#key(event));
    canvas.host.append(this.#el);
  }

  show(tool: Tool): void {
    this.#el.hidden = !TOOLS.some((one) => one.tool === tool);
    this.#mark();
  }

  #take(tool: Tool): void {
    this.#canvas.app.tool.value = tool;
  }

  #button(words: string, icon: string, part: string, value: string, run: () => void): HTMLElement {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'icon-btn';
    button.innerHTML = icon.replace('<svg', '<svg aria-hidden="true"');
    button.title = button.ariaLabel = words;
    button.dataset.part = part;
    button.dataset.value = value;
    button.addEventListener('click', () => {
      run();
      this.#mark();
    });
    return button;
  }

  #describe(): HTMLElement {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'btn btn--sm inkbar__say';
    button.textContent = 'Say what it shows';
    button.addEventListener('click', () => {
      const mine = [...this.#canvas.session.view.strokes.values()].filter(({ id }) =>
        this.#board.ink.mayDescribe(id),
      );
      const drawing = drawingOf(this.#canvas.session.view, mine.at(-1)?.id ?? '');
      if (drawing) this.#canvas.app.open({ kind: 'drawing', strokes: drawing.strokes.map(({ id }) => id) });
      else
        this.#canvas.app.toast('Draw something first. Then say what it shows, for those who can’t see it.');
    });
    return button;
  }

  #mark(): void {
    const tool = this.#canvas.app.tool.peek();
    const now: Record<string, string> = {
      tool,
      colour: this.#board.colour,
      width: String(this.#board.width),
    };
    for (const button of this.#buttons()) {
      const { part = '', value } = button.dataset;
      if (part) button.ariaPressed = String(now[part] === value);
      button.hidden = part !== 'tool' && part !== '' && tool !== 'pen';
    }
    for (const rule of this.#el.querySelectorAll<HTMLElement>('hr:not(:first-of-type)'))
      rule.hidden = tool !== 'pen';
    this.#rove(this.#buttons().findIndex((button) => button.dataset.value === tool));
  }

  #key(event: KeyboardEvent): void {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const shown = this.#buttons().filter(({ hidden }) => !hidden);
    if (event.key === 'Escape') {
      this.#take('select');
      this.#canvas.focus.onHost();
    } else if (by) {
      const next = shown.at((shown.indexOf(document.activeElement as HTMLElement) + by) % shown.length);
      this.#rove(this.#buttons().indexOf(next!));
      next?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #rove(index: number): void {
    for (const [n, button] of this.#buttons().entries()) button.tabIndex = n === Math.max(0, index) ? 0 : -1;
  }

  #buttons(): HTMLElement[] {
    return [...this.#el.querySelectorAll('button')];
  }
}

function line(): HTMLElement {
  const rule = document.createElement('hr');
  rule.ariaHidden = 'true';
  return rule;
}
