/** What can be done with what is selected: a bar of buttons above it, or below where there is no room. */
import { edit } from '../app/act';
import { showDetails } from '../app/details';
import { countKind, nameOf } from '../app/words';
import type { May } from '../board/rights';
import { icon } from '../panels/icons';
import { around, type Box } from './box';
import { toScreen } from './camera';
import type { Canvas } from './canvas';
import { duplicate, remove } from './chosen-deed';

const GAP = 18;
const MARGIN = 8;

type IconName = Parameters<typeof icon>[0];

interface Action {
  readonly words: string;
  readonly icon: IconName;
  /** Only the icon is drawn; the words are its name. */
  readonly quiet?: true;
  /** Where it may not be done now: why not. */
  readonly may?: May;
  run(button: HTMLElement): void;
}

export class Toolbar {
  readonly #el = document.createElement('div');
  readonly #canvas: Canvas;
  #for = '';
  #name = '';
  #size = { w: 0, h: 0 };

  constructor(canvas: Canvas, signal: AbortSignal) {
    this.#canvas = canvas;
    this.#el.className = 'seltools';
    this.#el.role = 'toolbar';
    this.#el.hidden = true;
    canvas.host.append(this.#el);
    this.#el.addEventListener('keydown', (event) => this.#key(event), { signal });
    const sizes = new ResizeObserver(([entry]) => {
      const [box] = entry!.borderBoxSize;
      this.#size = { w: box?.inlineSize ?? 0, h: box?.blockSize ?? 0 };
      canvas.schedule();
    });
    sizes.observe(this.#el);
    signal.addEventListener('abort', () => sizes.disconnect());
  }

  /** Show the buttons for what is selected now. */
  show(ids: ReadonlySet<string>, hidden: boolean): void {
    const hide = hidden || ids.size === 0;
    if (hide !== this.#el.hidden) this.#el.hidden = hide; // Said anew each frame it would be worked out anew.
    if (this.#el.hidden) return;
    const [only] = ids.size === 1 ? ids : [];
    this.#call(only ? this.#nameOf(only) : countKind(ids.size, 'note').replace('note', 'card'));
    const { commands } = this.#canvas.session;
    const rights = only
      ? [this.#mayWrite(only), commands.mayEdit(only), commands.mayDiscuss(only)]
      : [commands.mayJoinIn()];
    const key = [...ids, ...rights].join();
    if (key === this.#for) return;
    this.#for = key;
    const actions = only ? this.#ofOne(only) : this.#ofMany();
    const focused = this.#el.contains(document.activeElement);
    this.#el.replaceChildren(...actions.flatMap((action) => this.#button(action)));
    this.#roveTo(0, focused);
  }

  /** Follow the cards on screen, from what is known of them: nothing is measured here. */
  place(boxes: Iterable<Box>): void {
    const box = this.#el.hidden ? null : around(boxes);
    if (!box) return;
    const { camera, size } = this.#canvas;
    const { w, h } = size.peek();
    const [left, top] = toScreen(camera, box.minX, box.minY);
    const bottom = toScreen(camera, box.maxX, box.maxY)[1];
    const above = top - GAP - this.#size.h;
    const y = above >= MARGIN ? above : Math.min(bottom + GAP, h - this.#size.h - MARGIN);
    const x = Math.max(MARGIN, Math.min(left - 9, w - this.#size.w - MARGIN));
    this.#el.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
  }

  /** By keys, which may be quicker than the next frame: what was selected before is meant no more. */
  focus(): void {
    this.show(this.#canvas.chosen.ids, false);
    this.#buttons()[0]?.focus({ preventScroll: true });
  }

  /** A card has its number a moment after it was made, and its words change. */
  #call(name: string): void {
    if (name === this.#name) return;
    this.#name = this.#el.ariaLabel = name;
  }

  #nameOf(card: string): string {
    const view = this.#canvas.session.view.cards.get(card);
    return view ? nameOf(view) : '';
  }

  /** As `edit` has it. */
  #mayWrite(card: string): May {
    const { commands } = this.#canvas.session;
    return commands.mayTakeUp(card) || commands.mayReword(card);
  }

  #ofOne(card: string): Action[] {
    const { app, session } = this.#canvas;
    const read: Action[] = [
      { words: 'Thread', icon: 'thread', run: () => app.open({ kind: 'thread', card }) },
      { words: 'Details', icon: 'comment', run: () => showDetails(app, card) },
    ];
    if (app.me.role === 'observer') return read;
    const react: Action = {
      words: 'React',
      icon: 'helping',
      may: session.commands.mayDiscuss(card),
      run: (at) => app.open({ kind: 'react', card, at }),
    };
    // What only I can see can be answered by nobody.
    const unseen = session.view.cards.get(card)?.silent === true;
    return [
      { words: 'Edit', icon: 'pencil', may: this.#mayWrite(card), run: () => edit(app, card) },
      read[0]!,
      ...(unseen ? [] : [react]),
      read[1]!,
      {
        words: 'Move',
        icon: 'arrowRight',
        may: session.commands.mayEdit(card),
        run: (at) => app.open({ kind: 'move', card, at }),
      },
      {
        words: 'More',
        icon: 'ellipsis',
        quiet: true,
        run: (at) => app.open({ kind: 'card-menu', card, at }),
      },
    ];
  }

  #ofMany(): Action[] {
    const canvas = this.#canvas;
    if (canvas.app.me.role === 'observer') return [];
    const may = canvas.session.commands.mayJoinIn();
    return [
      { words: 'Duplicate', icon: 'copy', may, run: () => duplicate(canvas) },
      { words: 'Delete', icon: 'trash', may, run: () => remove(canvas) },
      {
        words: 'More',
        icon: 'ellipsis',
        quiet: true,
        run: (at) => canvas.app.open({ kind: 'group-menu', at }),
      },
    ];
  }

  #button(action: Action): HTMLElement[] {
    const button = document.createElement('button');
    button.type = 'button';
    button.innerHTML = icon(action.icon);
    if (action.quiet) button.ariaLabel = action.words;
    else button.append(action.words);
    const { may = true } = action;
    if (may !== true) {
      button.ariaDisabled = 'true';
      button.title = may;
    }
    button.addEventListener('click', () => this.#canvas.refuses(may) || action.run(button));
    if (!action.quiet) return [button];
    const line = document.createElement('i');
    line.className = 'sep';
    return [line, button];
  }

  #key(event: KeyboardEvent): void {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key === 'Escape') this.#canvas.focus.onChosen();
    else if (by) this.#roveTo(this.#buttons().indexOf(document.activeElement as HTMLElement) + by, true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #roveTo(index: number, focus = false): void {
    const buttons = this.#buttons();
    const chosen = buttons.at(index % buttons.length);
    for (const button of buttons) button.tabIndex = button === chosen ? 0 : -1;
    if (focus) chosen?.focus({ preventScroll: true });
  }

  #buttons(): HTMLElement[] {
    return [...this.#el.querySelectorAll('button')];
  }
}
