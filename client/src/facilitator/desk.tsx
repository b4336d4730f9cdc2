/** A card looked through for words that tell who someone is; hiding them, or all of the card; and putting it back. */
import { useEffect, useId, useState } from 'preact/hooks';
import type { App } from '../app/app';
import { hiddenWords, KIND, refOf } from '../app/words';
import { LIMITS } from '../board/schema';
import { useApp } from '../panels/context';
import { Dialog } from '../panels/dialog';
import { Icon } from '../panels/icon';
import { ask } from './ask';
import './desk.css';

interface Part {
  readonly words: string;
  readonly what: string | null;
}

interface Found {
  readonly parts: readonly Part[];
  /** Words that may tell who someone is, and what would stand in their place. */
  readonly words: readonly (readonly [string, string])[];
}

export function DeskDialog({ card: id }: { card: string }) {
  const app = useApp();
  app.live.value.watch.card(id).value;
  const card = app.session.value.view.cards.get(id);
  const [found, setFound] = useState<Found | null>(null);
  const [off, setOff] = useState<ReadonlySet<string>>(new Set());
  const look = async () => {
    const { ok, said } = await ask(app, 'moderate', { check: id });
    if (ok) setFound(said as unknown as Found);
  };
  useEffect(() => void look(), [id, card?.text]);
  if (!card) return null;
  const chosen = found?.words.filter(([words]) => !off.has(words)) ?? [];
  const turn = (words: string) =>
    setOff(new Set(off.has(words) ? [...off].filter((one) => one !== words) : [...off, words]));
  return (
    <Dialog title={`Check ${KIND[card.kind].one.toLowerCase()} ${refOf(card)}`} wide>
      {card.hidden ? <p>{hiddenWords(card)}</p> : <Marked found={found} />}
      {found && found.words.length > 0 && (
        <fieldset class="field desk__words">
          <legend class="label">Words that may tell who someone is</legend>
          {found.words.map(([words, instead]) => (
            <label key={words} class="desk__word">
              <input type="checkbox" checked={!off.has(words)} onChange={() => turn(words)} />
              <span>
                <mark>{words}</mark> becomes <b>{instead}</b>
              </span>
            </label>
          ))}
          <p class="hint">They leave the board for everyone. You can undo it until tomorrow.</p>
        </fieldset>
      )}
      {found && found.words.length === 0 && (
        <p class="small">
          <Icon name="check" /> No names or numbers found. It may still name someone: read it once.
        </p>
      )}
      <div class="dialog__acts">
        {chosen.length > 0 && (
          <button
            type="button"
            class="btn btn--primary"
            data-first
            onClick={() => hideWords(app, id, chosen)}
          >
            Hide marked words
          </button>
        )}
      </div>
      {!card.hidden && <HideCard card={id} />}
      <Names onKept={look} />
    </Dialog>
  );
}

function Marked({ found }: { found: Found | null }) {
  if (!found) return <p class="muted">Looking…</p>;
  return (
    <p class="desk__text" dir="auto">
      {found.parts.map(({ words, what }, n) => (what ? <mark key={n}>{words}</mark> : words))}
    </p>
  );
}

function HideCard({ card }: { card: string }) {
  const app = useApp();
  const id = useId();
  const [reason, setReason] = useState('');
  const [error, setError] = useState(false);
  const hide = (event: Event) => {
    event.preventDefault();
    if (!reason.trim()) return setError(true);
    void hideCard(app, card, reason.trim());
  };
  return (
    <form class="field desk__hide" onSubmit={hide}>
      <label class="label" for={id}>
        Or hide the whole card. Why?
      </label>
      <p class="hint" id={`${id}-hint`}>
        Everyone reads the reason. The words go from everyone’s screen; their writer can still see them.
      </p>
      {error && (
        <p class="error" role="alert">
          <Icon name="alert" />
          Say why, in a few words. Its writer reads it.
        </p>
      )}
      <div class="row">
        <input
          class={`input grow${error ? ' is-error' : ''}`}
          id={id}
          maxLength={LIMITS.title}
          aria-describedby={`${id}-hint`}
          value={reason}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
        <button type="submit" class="btn">
          <Icon name="eyeOff" />
          Hide the card
        </button>
      </div>
    </form>
  );
}

/** One name a line; kept with the board, read by facilitators alone. */
export function Names({ onKept }: { onKept(): void }) {
  const app = useApp();
  const [names, setNames] = useState<string | null>(null);
  const read = async () => {
    const { ok, said } = await ask(app, 'moderate', { names: true });
    if (ok) setNames((said.names as string[]).join('\n'));
  };
  const keep = async () => {
    const { ok } = await ask(app, 'moderate', { names: (names ?? '').split('\n') });
    if (!ok) return;
    app.announce('The names are kept.');
    onKept();
  };
  return (
    <details
      class="desk__names"
      onToggle={(event) => event.currentTarget.open && names === null && void read()}
    >
      <summary>Names to look for</summary>
      <label class="field">
        <span class="hint">
          One on each line: people and places that should not be named. Only facilitators see the list.
        </span>
        <textarea
          class="input"
          rows={5}
          aria-label="Names to look for"
          value={names ?? ''}
          onInput={(event) => setNames(event.currentTarget.value)}
        />
      </label>
      <button type="button" class="btn btn--sm" onClick={keep}>
        Keep the list
      </button>
    </details>
  );
}

async function hideWords(app: App, card: string, words: Found['words']): Promise<void> {
  const { ok, said } = await ask(app, 'moderate', { redact: card, words });
  if (!ok) return;
  app.close();
  const undo = () => void ask(app, 'moderate', { undo: said.undo });
  app.toast('The words are hidden. They are on nobody’s screen any more.', { label: 'Undo', run: undo });
}

async function hideCard(app: App, card: string, reason: string): Promise<void> {
  const { ok } = await ask(app, 'moderate', { hide: card, reason });
  if (!ok) return;
  app.close();
  app.toast('The card is hidden.', { label: 'Undo', run: () => void unhide(app, card) });
}

export async function unhide(app: App, card: string): Promise<void> {
  const { ok } = await ask(app, 'moderate', { unhide: card });
  const now = app.session.peek().view.cards.get(card);
  if (ok && now) app.toast(`${refOf(now)} is shown again.`);
}

/** What its writer wrote in a card that is hidden now. */
export function OwnWords({ card: id }: { card: string }) {
  const app = useApp();
  const [text, setText] = useState<string | null>(null);
  useEffect(() => {
    fetch(`/api/b/${app.boot.board.id}/hidden/${id}`)
      .then((answer) => (answer.ok ? answer.json() : null))
      .then(
        (said: { text: string } | null) => setText(said?.text ?? 'These words can’t be read any more.'),
        () => setText('The server can’t be reached right now. Try again in a moment.'),
      );
  }, [id]);
  const card = app.session.value.view.cards.get(id);
  return (
    <Dialog title="Your words">
      {card && <p class="small muted">{hiddenWords(card)}</p>}
      <p class="desk__text" dir="auto">
        {text ?? 'One moment…'}
      </p>
      <p class="small">
        Nobody but you and the people who run this room can read this. Talk to them if it should be shown.
      </p>
    </Dialog>
  );
}
