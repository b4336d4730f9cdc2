/** What people say about a card: answered, resolved, opened again; and the list of all of it. */
import resolved from 'lucide-static/icons/circle-check.svg?raw';
import reply from 'lucide-static/icons/reply.svg?raw';
import { useId, useState } from 'preact/hooks';
import { showDetails } from '../app/details';
import { cardsTalkedOf, type Talk, talksOn } from '../app/talk';
import { type Group, groupOf, nameOf, refOf } from '../app/words';
import { addComment, deleteComment, resolveComment, rewordComment } from '../board/commands/comments';
import type { CardView, CommentView } from '../board/schema';
import { useChanges } from './changes';
import { useApp } from './context';
import { Dialog } from './dialog';
import { Drawn, KindGlyph } from './icon';
import { Icon } from './icons';
import { Mark } from './mark';

export function CommentPart({ card }: { card: CardView }) {
  const app = useApp();
  useChanges(card.id);
  const talks = talksOn(app.session.value.view, card.id);
  const open = talks.filter(({ comment }) => !comment.resolved);
  const done = talks.filter(({ comment }) => comment.resolved);
  const may = app.session.value.commands.mayComment(card.id);
  return (
    <section aria-label="Comments">
      {talks.length === 0 && <p class="small muted">No comments yet.</p>}
      <ul class="talk">
        {open.map((talk) => (
          <TalkItem key={talk.comment.id} talk={talk} card={card} />
        ))}
      </ul>
      {done.length > 0 && (
        <details class="resolved">
          <summary>{done.length === 1 ? '1 resolved' : `${done.length} resolved`}</summary>
          <ul class="talk">
            {done.map((talk) => (
              <TalkItem key={talk.comment.id} talk={talk} card={card} />
            ))}
          </ul>
        </details>
      )}
      {app.me.role !== 'observer' && may !== true && <p class="hint">{may}</p>}
      {app.me.role !== 'observer' && may === true && (
        <Write
          label={`Add a comment to ${nameOf(card)}`}
          placeholder="Add a comment"
          button="Add comment"
          card={card}
        />
      )}
      <button type="button" class="btn btn--sm talk__all" onClick={() => app.open({ kind: 'talk' })}>
        All comments on this board
      </button>
    </section>
  );
}

function TalkItem({ talk: { comment, answers }, card }: { talk: Talk; card: CardView }) {
  const app = useApp();
  const [answering, setAnswering] = useState(false);
  const may = app.me.role !== 'observer';
  const resolve = () => {
    const on = !comment.resolved;
    const done = resolveComment(app.session.peek().commands, comment.id, on);
    if (done !== true) return app.announce(done, true);
    app.toast(on ? 'Comment resolved.' : 'Comment opened again.', { label: 'Undo', run: () => app.undo() });
  };
  return (
    <li class={comment.resolved ? 'is-resolved' : ''}>
      <Comment comment={comment} />
      {answers.length > 0 && (
        <ul class="talk talk--answers" aria-label="Answers">
          {answers.map((answer) => (
            <li key={answer.id}>
              <Comment comment={answer} />
            </li>
          ))}
        </ul>
      )}
      {may && (
        <p class="row talk__acts">
          <button
            type="button"
            class="btn btn--sm btn--quiet"
            aria-expanded={answering}
            onClick={() => setAnswering(!answering)}
          >
            <Drawn source={reply} />
            Answer<span class="vh"> {beginning(comment)}</span>
          </button>
          <button type="button" class="btn btn--sm btn--quiet" onClick={resolve}>
            <Drawn source={resolved} />
            {comment.resolved ? 'Open again' : 'Resolve'}
            <span class="vh"> {beginning(comment)}</span>
          </button>
        </p>
      )}
      {answering && (
        <Write
          label={`Answer ${beginning(comment)}`}
          placeholder="Your answer"
          button="Add answer"
          card={card}
          answers={comment.id}
          onDone={() => setAnswering(false)}
        />
      )}
    </li>
  );
}

function beginning({ text }: CommentView): string {
  return `“${[...text].slice(0, 30).join('')}”`;
}

function Comment({ comment }: { comment: CommentView }) {
  const app = useApp();
  const [rewording, setRewording] = useState(false);
  const { view, commands } = app.session.value;
  const mine = !comment.author || comment.author === app.me.participant;
  const group = groupOf(comment.department ?? (mine ? app.me.department : null), view.info.departments);
  const name = comment.author ? app.live.value.people.nameOf(comment.author) : app.me.name;
  const remove = () => {
    const may = deleteComment(commands, comment.id);
    if (may === true) app.toast('Comment deleted.', { label: 'Undo', run: () => app.undo() });
    else app.announce(may, true);
  };
  return (
    <>
      <p class="row">
        <Mark group={group} size="sm" quiet={!name} />
        <b class="grow">{said(name, group)}</b>
        <span class="small muted">{ago(comment.created)}</span>
        {mine && app.me.role !== 'observer' && (
          <button
            type="button"
            class="icon-btn"
            aria-label={`Change my comment ${beginning(comment)}`}
            onClick={() => setRewording(!rewording)}
          >
            <Icon name="pencil" />
          </button>
        )}
        {(mine || app.me.role === 'facilitator') && (
          <button
            type="button"
            class="icon-btn"
            aria-label={`Delete this comment by ${said(name, group)}`}
            onClick={remove}
          >
            <Icon name="trash" />
          </button>
        )}
      </p>
      {rewording ? (
        <Reword comment={comment} onDone={() => setRewording(false)} />
      ) : (
        <p class="talk__words" dir="auto">
          {comment.text}
        </p>
      )}
    </>
  );
}

function said(name: string | null, group: Group | null): string {
  if (name && group?.colour) return `${name}, ${group.name}`;
  return name ?? group?.name ?? 'Someone';
}

export function ago(created: number, now = Date.now()): string {
  if (!created) return 'just now';
  const minutes = Math.floor((now - created) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ago`;
  return new Date(created).toLocaleDateString(undefined, { day: 'numeric', month: 'short' });
}

interface WriteProps {
  readonly label: string;
  readonly placeholder: string;
  readonly button: string;
  readonly card: CardView;
  /** The comment that is answered. */
  readonly answers?: string;
  onDone?(): void;
}

function Write({ label, placeholder, button, card, answers, onDone }: WriteProps) {
  const app = useApp();
  const add = (text: string) => {
    if (!text.trim()) return 'Write something first.';
    if (!addComment(app.session.peek().commands, card.id, text, answers))
      return 'This is too long for a comment.';
    app.announce(answers ? 'Answer added.' : `Comment added to ${refOf(card)}.`);
    onDone?.();
    return '';
  };
  return (
    <Field label={label} placeholder={placeholder} button={button} text="" focus={!!answers} onSave={add} />
  );
}

function Reword({ comment, onDone }: { comment: CommentView; onDone(): void }) {
  const app = useApp();
  const save = (text: string) => {
    const may = rewordComment(app.session.peek().commands, comment.id, text);
    if (may !== true) return may;
    onDone();
    return '';
  };
  return (
    <Field label="Change your comment" placeholder="" button="Save" text={comment.text} focus onSave={save} />
  );
}

interface FieldProps {
  readonly label: string;
  readonly placeholder: string;
  readonly button: string;
  readonly text: string;
  readonly focus: boolean;
  /** Says what is wrong, or nothing. */
  onSave(text: string): string;
}

function Field({ label, placeholder, button, text: begun, focus, onSave }: FieldProps) {
  const id = useId();
  const [text, setText] = useState(begun);
  const [error, setError] = useState('');
  const save = () => {
    const wrong = onSave(text);
    setError(wrong);
    if (!wrong) setText('');
  };
  return (
    <div class="field talk__write">
      <label class="vh" for={id}>
        {label}
      </label>
      {error && (
        <p class="error" role="alert">
          <Icon name="alert" />
          {error}
        </p>
      )}
      <textarea
        id={id}
        class={`input${error ? ' is-error' : ''}`}
        rows={2}
        dir="auto"
        placeholder={placeholder}
        ref={focus ? focusOnce : null}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.isComposing) save();
        }}
      />
      <button type="button" class="btn btn--sm" onClick={save}>
        {button}
      </button>
    </div>
  );
}

const focused = new WeakSet<HTMLElement>();

function focusOnce(field: HTMLElement | null): void {
  if (!field || focused.has(field)) return;
  focused.add(field);
  field.focus();
}

type Shown = 'open' | 'all';

/** Every comment on the board, card by card; each leads to its card. */
export function TalkDialog() {
  const app = useApp();
  const [shown, setShown] = useState<Shown>('open');
  app.live.value.watch.anyCard.value;
  const { view } = app.session.value;
  const cards = cardsTalkedOf(view)
    .map((id) => ({ card: view.cards.get(id)!, talks: talksOn(view, id) }))
    .map(({ card, talks }) => ({
      card,
      talks: talks.filter(({ comment }) => shown === 'all' || !comment.resolved),
    }))
    .filter(({ talks }) => talks.length > 0);
  const jump = (id: string) => {
    app.close();
    showDetails(app, id, 'comments');
  };
  return (
    <Dialog title="All comments" side>
      <fieldset class="seg talk__seg">
        <legend class="vh">Which comments</legend>
        {(['open', 'all'] as const).map((one) => (
          <button key={one} type="button" aria-pressed={shown === one} onClick={() => setShown(one)}>
            {one === 'open' ? 'Open' : 'Resolved too'}
          </button>
        ))}
      </fieldset>
      {cards.length === 0 && (
        <p class="muted">{shown === 'open' ? 'No open comments.' : 'Nobody has commented yet.'}</p>
      )}
      <ul class="talks">
        {cards.map(({ card, talks }) => (
          <li key={card.id} class={`k-${card.kind}`}>
            <button type="button" class="tie tie__go" onClick={() => jump(card.id)}>
              <KindGlyph kind={card.kind} />
              <span class="grow">{nameOf(card)}</span>
            </button>
            <ul class="talk">
              {talks.map(({ comment, answers }) => (
                <li key={comment.id} class={comment.resolved ? 'is-resolved' : ''}>
                  <Comment comment={comment} />
                  {answers.length > 0 && (
                    <p class="small muted">
                      {answers.length === 1 ? '1 answer' : `${answers.length} answers`}
                    </p>
                  )}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

/** "2 comments" for a card's line; nothing for none. */
export function commentCount(n: number): string | null {
  return n === 0 ? null : n === 1 ? '1 comment' : `${n} comments`;
}
