/** A list to pick one card from; typing filters it. A combobox, so the arrows work while typing. */

import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { Kind } from '../board/schema';
import { useApp } from './context';
import { Dialog } from './dialog';
import { KindGlyph } from './icon';

export interface Choice {
  readonly id: string;
  readonly kind: Kind;
  readonly label: string;
  readonly note: string;
  run(): void;
}

export interface PickerProps {
  readonly title: string;
  readonly choices: readonly Choice[];
  /** Above the list. */
  readonly children?: ComponentChildren;
  readonly empty?: string;
}

const SHOWN = 200;

export function Picker({ title, choices, children, empty }: PickerProps) {
  const app = useApp();
  const id = useId();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const fitting = choices.filter(({ label, note }) =>
    words.every((word) => `${label} ${note}`.toLowerCase().includes(word)),
  );
  const shown = fitting.slice(0, SHOWN);
  const active = shown[Math.min(at, shown.length - 1)];
  const choose = (choice: Choice) => {
    app.close();
    choice.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setAt((was) => Math.min(Math.max(was + step, 0), Math.max(shown.length - 1, 0)));
    else if (event.key === 'Enter' && active) choose(active);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={title}>
      {children}
      <label class="label" for={`${id}-type`}>
        Type to find a card
      </label>
      <input
        id={`${id}-type`}
        class="input"
        data-first
        role="combobox"
        aria-expanded="true"
        aria-autocomplete="list"
        aria-controls={`${id}-list`}
        aria-activedescendant={active ? `${id}-${active.id}` : undefined}
        autoComplete="off"
        value={typed}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div class="pick" id={`${id}-list`} role="listbox" aria-label={title} tabIndex={-1}>
        {shown.map((choice) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the combobox's
          <div
            key={choice.id}
            id={`${id}-${choice.id}`}
            class={`pick__row${choice === active ? ' is-active' : ''}`}
            role="option"
            tabIndex={-1}
            aria-selected={choice === active}
            ref={choice === active ? intoView : null}
            onClick={() => choose(choice)}
          >
            <KindGlyph kind={choice.kind} />
            <span class="grow">{choice.label}</span>
            <span class="xs muted">{choice.note}</span>
          </div>
        ))}
      </div>
      <p class="small muted" role="status">
        {shown.length ? `${fitting.length} to choose from` : (empty ?? 'No card fits these words.')}
      </p>
    </Dialog>
  );
}

function intoView(row: HTMLElement | null): void {
  row?.scrollIntoView({ block: 'nearest' });
}
