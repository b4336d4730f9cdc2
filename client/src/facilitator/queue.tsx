/**
 * What waits for a yes: beside the board as a tray, on a phone as a dialog. With a card in focus A approves, H hides the
 * marked words, E changes the words, S sends it back.
 */

import chevron from 'lucide-static/icons/chevron-down.svg?raw';
import eraser from 'lucide-static/icons/eraser.svg?raw';
import shield from 'lucide-static/icons/shield-check.svg?raw';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { App } from '../app/app';
import { ago } from '../app/day';
import { FIELD } from '../app/field-words';
import { groupOf, KIND } from '../app/words';
import { LIMITS } from '../board/schema';
import { fitHeight } from '../panels/card-editor';
import { useApp } from '../panels/context';
import { Dialog } from '../panels/dialog';
import { Drawn, Icon, kindIcon } from '../panels/icon';
import { Mark } from '../panels/mark';
import './queue.css';
import { act, desk, look, type Part, type Waiting } from './waiting';

const PROMISE =
  'Nobody else sees these until you say yes. Nothing is changed without a note to who wrote it.';

export function Tray() {
  const app = useApp();
  const [open, setOpen] = useState(true);
  const tray = useRef<HTMLElement>(null);
  const items = useDesk(app);
  if (!items.length) return null;
  return (
    <section
      class={`tray panel${open ? '' : ' is-shut'}${app.dock.value ? ' tray--dock' : ''}`}
      data-region="queue"
      aria-labelledby="tray-title"
      tabIndex={-1}
      ref={tray}
    >
      <div class="tray__head">
        <h2 id="tray-title">
          Waiting for you <span class="chip tray__count tnum">{items.length}</span>
        </h2>
        {open && <p class="small muted grow">{PROMISE}</p>}
        {open && (
          <button
            type="button"
            class="btn btn--quiet btn--sm"
            aria-haspopup="dialog"
            onClick={() => app.open({ kind: 'approval' })}
          >
            Check settings
          </button>
        )}
        <button
          type="button"
          class="icon-btn"
          aria-expanded={open}
          aria-label={open ? 'Fold what waits for you' : 'Unfold what waits for you'}
          onClick={() => setOpen(!open)}
        >
          <Drawn source={chevron} />
        </button>
      </div>
      {open && <Queue items={items} leave={() => tray.current?.focus()} />}
    </section>
  );
}

export function QueueDialog() {
  const app = useApp();
  const items = useDesk(app);
  return (
    <Dialog title="Waiting for you" page>
      <p class="small muted">{PROMISE}</p>
      {items.length ? <Queue items={items} leave={() => app.close()} /> : <p>Nothing waits for you now.</p>}
      <p class="dialog__acts">
        <button type="button" class="btn" onClick={() => app.open({ kind: 'approval' })}>
          Check settings
        </button>
      </p>
    </Dialog>
  );
}

function useDesk(app: App): readonly Waiting[] {
  const sign = app.deskSign.value;
  useEffect(() => void look(app), [sign]);
  return desk.value.items;
}

/** After a card is seen to, the focus is on the next one. */
function Queue({ items, leave }: { items: readonly Waiting[]; leave(): void }) {
  const list = useRef<HTMLUListElement>(null);
  const next = (at: number) =>
    requestAnimationFrame(() => {
      const rows = list.current?.querySelectorAll<HTMLElement>('article');
      const row = rows?.[Math.min(at, rows.length - 1)];
      if (row) row.focus();
      else leave();
    });
  return (
    <ul class="queue" ref={list}>
      {items.map((item, at) => (
        <li key={item.card}>
          <Item item={item} at={at} of={items.length} next={() => next(at)} />
        </li>
      ))}
    </ul>
  );
}

type Doing = 'look' | 'edit' | 'back';

interface ItemProps {
  readonly item: Waiting;
  readonly at: number;
  readonly of: number;
  next(): void;
}

function Item({ item, at, of, next }: ItemProps) {
  const app = useApp();
  const [doing, setDoing] = useState<Doing>('look');
  const article = useRef<HTMLElement>(null);
  const kind = KIND[item.kind].one;
  const done = async (what: object, says: string) => {
    const { ok } = await act(app, what, says);
    if (ok) {
      setDoing('look');
      next();
    }
  };
  const acts = {
    a: () => done({ approve: item.card, seen: item.seen }, `${kind} approved. It is on the board.`),
    h: () => hide(),
    e: () => setDoing('edit'),
    s: () => setDoing('back'),
  };
  const hide = () => {
    if (!item.marked.length) return app.announce('No words are marked. E changes them by hand.', true);
    return done(
      { hide_words: item.card, words: item.marked },
      'The marked words are hidden. Its writer is told.',
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== article.current || event.ctrlKey || event.metaKey || event.altKey) return;
    const run = app.keysOn.peek() ? acts[event.key.toLowerCase() as keyof typeof acts] : undefined;
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step) neighbour(article.current, step)?.focus();
    else run?.();
    if (!step && !run) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const stop = () => {
    setDoing('look');
    article.current?.focus();
  };
  return (
    <article
      class={`qi k-${item.kind}`}
      ref={article}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keys act on the card in focus (A, H, E, S)
      tabIndex={0}
      aria-label={`${at + 1} of ${of}: ${kind}, ${about(item)}. ${item.words}. ${hint(item)}`}
      aria-keyshortcuts="A H E S"
      onKeyDown={onKeyDown}
    >
      <div class="qi__head">
        <span class="kind">
          <Icon name={kindIcon(item.kind)} />
          {kind}
        </span>
        <Who item={item} />
        <span class="xs muted">{ago(item.since)}</span>
      </div>
      {doing === 'edit' ? (
        <Edit
          item={item}
          onKeep={(text) =>
            void done({ edit: item.card, text }, 'The words are changed. Its writer is told.')
          }
          onLeave={stop}
        />
      ) : (
        <Words item={item} />
      )}
      {doing === 'back' && (
        <Back
          kind={kind}
          onSend={(reason) =>
            void done({ put_back: item.card, reason }, 'Sent back to its writer, with your reason.')
          }
          onLeave={stop}
        />
      )}
      {doing === 'look' && (
        <>
          <Why item={item} />
          <div class="qi__acts">
            {item.marked.length > 0 && (
              <button type="button" class="btn btn--sm btn--primary" aria-keyshortcuts="H" onClick={acts.h}>
                <Drawn source={eraser} />
                Hide marked words
              </button>
            )}
            <button
              type="button"
              class={`btn btn--sm${item.marked.length ? '' : ' btn--primary'}`}
              aria-keyshortcuts="A"
              onClick={acts.a}
            >
              <Icon name="check" />
              Approve
            </button>
            <button type="button" class="btn btn--sm" aria-keyshortcuts="E" onClick={acts.e}>
              Edit
            </button>
            <button type="button" class="btn btn--sm" aria-keyshortcuts="S" onClick={acts.s}>
              Send back
            </button>
          </div>
        </>
      )}
    </article>
  );
}

function neighbour(from: HTMLElement | null, step: number): HTMLElement | undefined {
  const all = [...(from?.closest('.queue')?.querySelectorAll<HTMLElement>('article') ?? [])];
  return all[all.indexOf(from!) + step];
}

function Who({ item }: { item: Waiting }) {
  const app = useApp();
  const group = groupOf(item.department, app.session.value.view.info.departments);
  if (!item.name) return <span class="xs muted grow">no name</span>;
  return (
    <span class="xs muted grow qi__who">
      <Mark group={group} size="sm" />
      {item.name}
    </span>
  );
}

function Words({ item }: { item: Waiting }) {
  return (
    <div class="qi__words" dir="auto">
      {item.before !== null && <p class="xs muted qi__before">The board says: {item.before}</p>}
      <p>
        <Marked parts={item.text} />
      </p>
      {item.fields.map(({ name, text }) => (
        <p key={name} class="small">
          <b>{FIELD[name] ?? name}:</b> <Marked parts={text} />
        </p>
      ))}
    </div>
  );
}

function Marked({ parts }: { parts: readonly Part[] }) {
  return <>{parts.map(({ words, what }, n) => (what ? <mark key={n}>{words}</mark> : words))}</>;
}

function Why({ item }: { item: Waiting }) {
  const named = item.marked.length > 0;
  const room = item.kind === 'story' && (item.keep === null || item.keep === 'room');
  return (
    <p class={`qi__why${named ? '' : ' is-clear'}`}>
      {named ? <Icon name="eyeOff" /> : room ? <Icon name="lock" /> : <Drawn source={shield} />}
      {hint(item)}
    </p>
  );
}

const NAMED: Record<string, string> = {
  email: 'an e-mail address',
  nhs: 'an NHS number',
  ni: 'a National Insurance number',
  phone: 'a phone number',
  postcode: 'a postcode',
  date: 'a date',
  name: 'a person',
};

function hint(item: Waiting): string {
  const all = [...item.text, ...item.fields.flatMap(({ text }) => text)];
  const found = [...new Set(all.flatMap(({ what }) => (what ? (NAMED[what] ?? what) : [])))];
  if (found.length) return `Could tell: ${found.join(', ')}`;
  if (item.kind === 'story' && (item.keep === null || item.keep === 'room'))
    return 'No names or numbers found. Room only: not kept after today';
  return 'No names or numbers found';
}

function about({ name, before }: Waiting): string {
  return `${before === null ? 'new' : 'a change'}${name ? ` by ${name}` : ''}`;
}

interface EditProps {
  readonly item: Waiting;
  onKeep(text: string): void;
  onLeave(): void;
}

function Edit({ item, onKeep, onLeave }: EditProps) {
  const [text, setText] = useState(item.words);
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    fitHeight(field.current!);
    field.current!.focus();
  }, []);
  const keep = (event: Event) => {
    event.preventDefault();
    if (text.trim() && text !== item.words) onKeep(text);
    else onLeave();
  };
  return (
    <form class="qi__form" onSubmit={keep} onKeyDown={(event) => leaveOnEscape(event, onLeave)}>
      <textarea
        class="input"
        aria-label="Its words"
        rows={3}
        maxLength={LIMITS.text}
        ref={field}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <div class="qi__acts">
        <button type="submit" class="btn btn--sm btn--primary">
          Keep these words
        </button>
        <button type="button" class="btn btn--sm" onClick={onLeave}>
          Leave as it was
        </button>
      </div>
    </form>
  );
}

interface BackProps {
  readonly kind: string;
  onSend(reason: string): void;
  onLeave(): void;
}

function Back({ kind, onSend, onLeave }: BackProps) {
  const [reason, setReason] = useState('');
  const [error, setError] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  const send = (event: Event) => {
    event.preventDefault();
    if (reason.trim()) onSend(reason.trim());
    else {
      setError(true);
      field.current?.focus();
    }
  };
  return (
    <form class="qi__form" onSubmit={send} onKeyDown={(event) => leaveOnEscape(event, onLeave)}>
      {error && (
        <p class="error" role="alert">
          <Icon name="alert" />
          Say why, in a few words. Its writer reads it.
        </p>
      )}
      <label class="field">
        <span class="label">Why does this {kind.toLowerCase()} go back? Its writer reads it.</span>
        <input
          class={`input${error ? ' is-error' : ''}`}
          maxLength={LIMITS.title}
          ref={field}
          value={reason}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </label>
      <div class="qi__acts">
        <button type="submit" class="btn btn--sm btn--primary">
          Send it back
        </button>
        <button type="button" class="btn btn--sm" onClick={onLeave}>
          Not now
        </button>
      </div>
    </form>
  );
}

function leaveOnEscape(event: KeyboardEvent, leave: () => void): void {
  event.stopPropagation();
  if (event.key !== 'Escape') return;
  event.preventDefault();
  leave();
}
