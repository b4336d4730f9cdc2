/**
 * Ctrl+F: find cards by their words, number, kind or tag, and the people here. What fits is lit on the board while one
 * looks; Enter goes there. Not the browser's own search: that finds nothing in cards that are out of sight.
 */
import search from 'lucide-static/icons/search.svg?raw';
import tagIcon from 'lucide-static/icons/tag.svg?raw';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { App } from '../app/app';
import { lookWith } from '../app/look-with';
import { type Found, findOn } from '../app/search';
import { count, nameOf } from '../app/words';
import { useApp } from './context';
import { Drawn, KindGlyph } from './icon';
import { Icon } from './icons';
import { Mark } from './mark';

/** Rows drawn at once. */
const SHOWN = 60;

interface Row {
  readonly key: string;
  readonly card?: string;
  readonly icon: ComponentChildren;
  readonly label: string;
  readonly note: string;
  run(): void;
}

export function FindPanel() {
  const app = useApp();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const { watch } = app.live.value;
  watch.anyCard.value;
  const found = findOn(app, typed);
  const rows = rowsOf(app, found, setTyped);
  const active = rows[Math.min(at, rows.length - 1)];
  useLayoutEffect(() => field.current!.focus(), []);
  useEffect(() => {
    app.found.value = new Set(found.cards.map((card) => card.id));
  }, [typed, found.cards.length]);
  useEffect(() => {
    if (active?.card && typed) show(app, active.card);
  }, [active?.card, typed]);
  useEffect(
    () => () => {
      app.found.value = new Set();
    },
    [],
  );
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && rows.length)
      setAt((was) => (Math.min(was, rows.length - 1) + step + rows.length) % rows.length);
    else if (event.key === 'Enter' && active) active.run();
    else if (event.key === 'Escape') app.close();
    else return;
    event.preventDefault();
  };
  return (
    <search class="find panel" aria-label="Find on this board">
      <div class="find__bar">
        <Drawn source={search} />
        <input
          ref={field}
          class="find__field"
          role="combobox"
          aria-label="Find cards, people and tags"
          aria-expanded={rows.length > 0}
          aria-autocomplete="list"
          aria-controls={`${id}-list`}
          aria-activedescendant={active ? `${id}-${active.key}` : undefined}
          placeholder="Find cards, people, tags"
          autoComplete="off"
          enterKeyHint="search"
          dir="auto"
          value={typed}
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
        <button type="button" class="icon-btn" aria-label="Close" onClick={() => app.close()}>
          <Icon name="close" />
        </button>
      </div>
      <div class="pick find__list" id={`${id}-list`} role="listbox" aria-label="What was found" tabIndex={-1}>
        {rows.slice(0, SHOWN).map((row) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the combobox's
          <div
            key={row.key}
            id={`${id}-${row.key}`}
            class={`pick__row${row === active ? ' is-active' : ''}`}
            role="option"
            tabIndex={-1}
            aria-selected={row === active}
            ref={row === active ? intoView : null}
            onClick={() => row.run()}
          >
            {row.icon}
            <span class="grow">{row.label}</span>
            <span class="xs muted">{row.note}</span>
          </div>
        ))}
      </div>
      <p class="small muted find__count" role="status">
        {words(typed, found)}
      </p>
    </search>
  );
}

function words(typed: string, { cards, people }: Found): string {
  if (!typed.trim()) return 'Words, a number like P2, a kind, #tag or a name.';
  if (!cards.length && !people.length) return 'Nothing on this board fits these words.';
  const many = count(cards.length, 'card', 'cards');
  const shown = cards.length > SHOWN ? `, the first ${SHOWN} listed` : '';
  return `${many}${shown}${people.length ? `, ${count(people.length, 'person', 'people')}` : ''}`;
}

function rowsOf(app: App, { people, tags, cards }: Found, type: (words: string) => void): Row[] {
  return [
    ...people.map(({ person, group }) => ({
      key: person.participant,
      icon: <Mark group={group} size="sm" quiet />,
      label: person.name,
      note: 'Look with them',
      run: () => {
        app.close();
        lookWith(app, person.participant);
      },
    })),
    ...tags.map(({ tag, n }) => ({
      key: `tag-${n}-${tag.replace(/\W/g, '_')}`,
      icon: <Drawn source={tagIcon} />,
      label: `#${tag}`,
      note: count(n, 'card', 'cards'),
      run: () => type(`#${tag}`),
    })),
    ...cards.slice(0, SHOWN).map((card) => ({
      key: card.id,
      card: card.id,
      icon: <KindGlyph kind={card.kind} />,
      label: nameOf(card),
      note: app.session.peek().view.zones.get(card.zone ?? '')?.title ?? '',
      run: () => {
        app.close();
        app.focusCard(card.id);
      },
    })),
  ];
}

/** Bring it into sight while the focus stays in the field. */
function show(app: App, card: string): void {
  if (app.mode.peek() === 'canvas' && app.canvas.peek()) app.canvas.peek()!.showCard(card);
  else document.getElementById(`card-${card}`)?.scrollIntoView({ block: 'center' });
}

function intoView(row: HTMLElement | null): void {
  row?.scrollIntoView({ block: 'nearest' });
}
