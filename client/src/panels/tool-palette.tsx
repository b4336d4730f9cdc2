/** The tools, each with its word. One stop for Tab; the arrows go on from there. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Tool } from '../app/app';
import { mayAddNow } from '../app/stage';
import { KIND } from '../app/words';
import { mayTouch } from '../board/rights';
import type { Kind } from '../board/schema';
import { useApp } from './context';
import { Icon, KindGlyph } from './icon';

export interface ToolKey {
  readonly tool: Tool;
  readonly word: string;
  readonly key: string;
}

const CARDS: readonly (ToolKey & { tool: Kind })[] = [
  { tool: 'story', word: KIND.story.short, key: 'S' },
  { tool: 'problem', word: KIND.problem.short, key: 'P' },
  { tool: 'idea', word: KIND.idea.short, key: 'I' },
  { tool: 'commitment', word: KIND.commitment.short, key: 'C' },
  { tool: 'note', word: KIND.note.short, key: 'N' },
];

/** Tool keys, which work only with the canvas focused and can be turned off. */
export const TOOL_KEYS: readonly ToolKey[] = [
  { tool: 'select', word: 'Select', key: 'V' },
  { tool: 'hand', word: 'Move', key: 'H' },
  ...CARDS,
  { tool: 'thread', word: 'Thread', key: 'T' },
  { tool: 'comment', word: 'Comment', key: 'K' },
  { tool: 'pen', word: 'Draw', key: 'D' },
  { tool: 'eraser', word: 'Rub out', key: 'E' },
];

export function ToolPalette() {
  const app = useApp();
  const bar = useRef<HTMLDivElement>(null);
  const [stop, setStop] = useState(0);
  useEffect(() => {
    const buttons = tools(bar.current!);
    for (const [at, button] of buttons.entries())
      button.tabIndex = at === Math.min(stop, buttons.length - 1) ? 0 : -1;
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const buttons = tools(bar.current!);
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const to = {
      ArrowDown: at + 1,
      ArrowRight: at + 1,
      ArrowUp: at - 1,
      ArrowLeft: at - 1,
      Home: 0,
      End: -1,
    }[event.key];
    if (to === undefined) return;
    const next = (to + buttons.length) % buttons.length;
    setStop(next);
    buttons[next]!.focus();
    event.preventDefault();
  };
  app.live.value.watch.session.value;
  const watches = app.me.role === 'observer';
  const why = (kind: Kind) => {
    const may = mayAddNow(app.session.value.view, app.me, kind);
    return may === true ? undefined : may;
  };
  const open = mayTouch(app.me, app.session.value.view);
  const closed = open === true ? undefined : open;
  return (
    <div
      class="tools panel"
      role="toolbar"
      aria-label="Tools"
      aria-orientation="vertical"
      ref={bar}
      onKeyDown={onKeyDown}
    >
      <ToolButton tool="select" word="Select" keys="V" icon={<Icon name="select" />} />
      <ToolButton tool="hand" word="Move" keys="H" icon={<Icon name="hand" />} />
      {!watches && (
        <>
          <hr />
          {CARDS.map(({ tool, word, key }) => (
            <ToolButton
              key={tool}
              tool={tool}
              word={word}
              keys={key}
              icon={<KindGlyph kind={tool} />}
              why={why(tool)}
            />
          ))}
          {app.me.role === 'facilitator' && <ZoneButton />}
          <hr />
          <ToolButton tool="thread" word="Thread" keys="T" icon={<Icon name="thread" />} why={closed} />
          <ToolButton tool="comment" word="Comment" keys="K" icon={<Icon name="comment" />} why={closed} />
          <ToolButton tool="pen" word="Draw" keys="D" icon={<Icon name="pen" />} why={closed} />
          <hr />
          <UndoButtons />
        </>
      )}
    </div>
  );
}

function ToolButton({
  tool,
  word,
  keys,
  icon,
  why,
}: {
  tool: Tool;
  word: string;
  keys: string;
  icon: ComponentChildren;
  /** Why it may not be used now. */
  why?: string | undefined;
}) {
  const app = useApp();
  const now = app.tool.value;
  const on = now === tool || (tool === 'pen' && (now === 'marker' || now === 'eraser'));
  const choose = () => {
    if (why) app.announce(why, true);
    else app.tool.value = tool;
  };
  return (
    <button
      type="button"
      class="tool"
      aria-pressed={on}
      title={why ?? `${word} (${keys})`}
      aria-disabled={why ? 'true' : undefined}
      onClick={choose}
    >
      {icon}
      <span>{word}</span>
    </button>
  );
}

/** Not a tool: a zone is named first, and put beside the others. */
function ZoneButton() {
  const app = useApp();
  return (
    <button
      type="button"
      class="tool"
      title="Add a zone"
      aria-haspopup="dialog"
      onClick={() => app.open({ kind: 'zone', zone: null })}
    >
      <Icon name="zone" />
      <span>Zone</span>
    </button>
  );
}

function UndoButtons() {
  const app = useApp();
  const { commands } = app.session.value;
  const [, drawAgain] = useState(0);
  useEffect(() => commands.onUndoChange(() => drawAgain((n) => n + 1)), [commands]);
  return (
    <div class="tools__pair">
      <button
        type="button"
        class="icon-btn"
        aria-label="Undo"
        title="Undo (Ctrl Z)"
        aria-disabled={!commands.canUndo()}
        onClick={() => app.undo()}
      >
        <Icon name="undo" />
      </button>
      <button
        type="button"
        class="icon-btn"
        aria-label="Do again"
        title="Do again (Ctrl Shift Z)"
        aria-disabled={!commands.canRedo()}
        onClick={() => app.redo()}
      >
        <Icon name="redo" />
      </button>
    </div>
  );
}

function tools(bar: HTMLElement): HTMLButtonElement[] {
  return [...bar.querySelectorAll<HTMLButtonElement>('button')];
}
