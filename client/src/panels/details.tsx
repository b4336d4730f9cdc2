/** Everything about one card beside its words: permission, thread, reactions, comments. */
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { react } from '../app/act';
import { type Group, groupOf, KIND, nameOf, needOf, REACTION, refOf } from '../app/words';
import { bindText } from '../app/writing';
import { type CardView, type CommentView, REACTIONS } from '../board/schema';
import { fitHeight } from './card-editor';
import { reactionIcon } from './card-menu';
import { useApp } from './context';
import { Dialog } from './dialog';
import { Icon } from './icon';
import { KeepChoice } from './keep-choice';
import { Mark } from './mark';
import { SaveState } from './save-state';
import { ThreadList } from './thread-list';

/** The same as a dialog, where there is no column for it. */
export function DetailsDialog({ card: id }: { card: string }) {
  const card = useCard(id);
  if (!card) return null;
  return (
    <Dialog title={`${KIND[card.kind].one} ${card.label}`.trim()} side>
      <Details card={card} />
    </Dialog>
  );
}

/** The outline's third column. */
export function DetailsColumn({ card: id }: { card: string | null }) {
  const card = useCard(id);
  if (!card) {
    return (
      <aside class="det" aria-label="Details">
        <p class="muted">Choose a card to see its thread, reactions and comments.</p>
      </aside>
    );
  }
  return (
    <aside class="det" aria-labelledby="det-h">
      <div class="row">
        <h2 id="det-h" class="grow">
          {`${KIND[card.kind].one} ${card.label}`.trim()}
        </h2>
        <SaveState />
      </div>
      <Details card={card} />
    </aside>
  );
}

function useCard(id: string | null): CardView | null {
  const app = useApp();
  if (id) app.live.value.watch.card(id).value;
  return (id && app.session.value.view.cards.get(id)) || null;
}

const WORDS_LABEL: Partial<Record<CardView['kind'], string>> = {
  story: 'What happened',
  problem: 'What keeps going wrong',
  idea: 'What if…',
  commitment: 'What will be done',
};

function Details({ card }: { card: CardView }) {
  return (
    <div class="det__body" key={card.id}>
      <WordsField card={card} />
      {card.kind === 'story' && <StoryKeep card={card} />}
      <ThreadPart card={card} />
      <ReactionPart card={card} />
      <CommentPart card={card} />
    </div>
  );
}

function WordsField({ card }: { card: CardView }) {
  const app = useApp();
  const session = app.session.value;
  const field = useRef<HTMLTextAreaElement>(null);
  const [error, setError] = useState('');
  const [focused, setFocused] = useState(false);
  const may = session.commands.mayEdit(card.id);
  const writer = app.live.value.people.writing.value.get(card.id);
  const why = may !== true ? may : null;
  const hint = why ?? (error || (writer ? `${writer.name} is writing here too.` : ''));
  const id = useId();
  useEffect(() => {
    if (!focused || why) return;
    return bindText(field.current!, session, card.id, setError);
  }, [focused, why, session, card.id]);
  useEffect(() => {
    if (!focused) field.current!.value = card.text;
    fitHeight(field.current!);
  });
  return (
    <div class="field">
      <label class="label" for={id}>
        {WORDS_LABEL[card.kind] ?? 'Words'}
      </label>
      {hint && <p class="hint">{hint}</p>}
      <textarea
        id={id}
        class="input"
        dir="auto"
        ref={field}
        readOnly={why !== null}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        onInput={(event) => fitHeight(event.currentTarget)}
      />
    </div>
  );
}

/** Only who may edit the story is asked; the others read the answer. */
function StoryKeep({ card }: { card: CardView }) {
  const app = useApp();
  const { commands } = app.session.value;
  const mine = card.author === app.me.participant || (!card.author && commands.mayDelete(card.id) === true);
  const keep = typeof card.fields.keep === 'string' ? card.fields.keep : null;
  return (
    <KeepChoice
      chosen={keep}
      {...(mine && commands.mayEdit(card.id) === true
        ? { onChoose: (chosen: string) => void commands.setField(card.id, 'keep', chosen) }
        : {})}
    />
  );
}

function ThreadPart({ card }: { card: CardView }) {
  const app = useApp();
  const threads = app.session.value.view.threadsOf(card.id);
  const need = needOf(card, threads);
  return (
    <section>
      <h3>Thread</h3>
      {need && <p class="hint">{need.hint}</p>}
      <ThreadList card={card} />
      {app.me.role !== 'observer' && (
        <button
          type="button"
          class="btn btn--sm"
          aria-haspopup="dialog"
          onClick={() => app.open({ kind: 'thread', card: card.id })}
        >
          <Icon name="plus" />
          Add to the thread
        </button>
      )}
    </section>
  );
}

function ReactionPart({ card }: { card: CardView }) {
  const app = useApp();
  const { reactions } = app.session.value.view;
  return (
    <section>
      <h3>Reactions</h3>
      <div class="reacts">
        {REACTIONS.map((kind) => (
          <button
            key={kind}
            type="button"
            class="btn btn--sm"
            aria-pressed={reactions.mine(card.id, kind)}
            aria-disabled={app.me.role === 'observer'}
            onClick={() => react(app, card.id, kind)}
          >
            <Icon name={reactionIcon(kind)} />
            {REACTION[kind].words}
            {reactions.count(card.id, kind) > 0 && (
              <span class="tnum"> {reactions.count(card.id, kind)}</span>
            )}
          </button>
        ))}
      </div>
    </section>
  );
}

function CommentPart({ card }: { card: CardView }) {
  const app = useApp();
  const comments = app.session.value.view.comments(card.id).filter(({ hidden }) => !hidden);
  return (
    <section>
      <h3>Comments</h3>
      {comments.length === 0 && <p class="small muted">No comments yet.</p>}
      <ul class="talk">
        {comments.map((comment) => (
          <Comment key={comment.id} comment={comment} />
        ))}
      </ul>
      {app.me.role !== 'observer' && <AddComment card={card} />}
    </section>
  );
}

function Comment({ comment }: { comment: CommentView }) {
  const app = useApp();
  const { view, commands } = app.session.value;
  const mine = !comment.author || comment.author === app.me.participant;
  const group = groupOf(comment.department ?? (mine ? app.me.department : null), view.info.departments);
  const name = comment.author ? app.live.value.people.nameOf(comment.author) : app.me.name;
  const remove = () => {
    const may = commands.deleteComment(comment.id);
    if (may === true) app.toast('Comment deleted.', { label: 'Undo', run: () => app.undo() });
    else app.announce(may, true);
  };
  return (
    <li>
      <p class="row">
        <Mark group={group} size="sm" quiet={!name} />
        <b class="grow">{said(name, group)}</b>
        <span class="small muted">{ago(comment.created)}</span>
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
      <p class="talk__words" dir="auto">
        {comment.text}
      </p>
    </li>
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

function AddComment({ card }: { card: CardView }) {
  const app = useApp();
  const id = useId();
  const [text, setText] = useState('');
  const [error, setError] = useState('');
  const add = () => {
    if (!text.trim()) return setError('Write something first.');
    if (!app.session.peek().commands.addComment(card.id, text))
      return setError('This is too long for a comment.');
    setText('');
    setError('');
    app.announce(`Comment added to ${refOf(card)}.`);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) add();
  };
  return (
    <div class="field">
      <label class="vh" for={id}>
        Add a comment to {nameOf(card)}
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
        placeholder="Add a comment"
        {...(app.narrow.value ? {} : { 'data-first': true })}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <button type="button" class="btn btn--sm" onClick={add}>
        Add comment
      </button>
    </div>
  );
}

/** "2 comments" for a card's line; nothing for none. */
export function commentCount(n: number): string | null {
  return n === 0 ? null : n === 1 ? '1 comment' : `${n} comments`;
}
