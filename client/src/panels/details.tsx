/** Everything about one card (DESIGN, 11): beside the canvas, in the outline's column, or as a page of its own. */
import * as threads from '../board/commands/threads';
import '../styles/details.css';
import { useEffect, useId } from 'preact/hooks';
import { react } from '../app/act-on';
import { BESIDE, beside, type DetailsTab, hideDetails, showDetails, tab } from '../app/details';
import { heldBy, joinIn } from '../app/hold';
import { openCount, talksOn } from '../app/talk';
import { groupOf, KIND, needOf, REACTION, refOf } from '../app/words';
import { type CardView, REACTIONS } from '../board/schema';
import type { BoardView } from '../board/view';
import { reactionIcon } from './card-menu';
import { useChanges } from './changes';
import { ago, CommentPart } from './comments';
import { useApp } from './context';
import { Dialog } from './dialog';
import { KindGlyph } from './icon';
import { Icon } from './icons';
import { JourneyPart } from './journey';
import { KIND_FIELDS } from './kind-fields';
import { Mark } from './mark';
import { SavedMark, SaveState } from './save-state';
import { TagsField } from './tags-field';
import { TextField } from './text-field';
import { ThreadList } from './thread-list';

/** Where there is no room beside the board. */
export function DetailsDialog({ card: id }: { card: string }) {
  const card = useCard(id);
  const app = useApp();
  if (!card) return null;
  return (
    <Dialog title={titleOf(card)} page>
      <div class={`det det--page k-${card.kind}`}>
        <div class="det__bar">
          <SaveState />
          <Steps card={card} onGo={(to) => app.open({ kind: 'comments', card: to })} />
        </div>
        <Parts card={card} />
      </div>
    </Dialog>
  );
}

/** The outline's third column. */
export function DetailsColumn({ card: id }: { card: string | null }) {
  const app = useApp();
  const card = useCard(id);
  if (!card) {
    return (
      <aside class="det" aria-label="Details">
        <p class="muted det__none">Choose a card to see its fields, thread, reactions and comments.</p>
      </aside>
    );
  }
  const leave = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    app.focusCard(card.id);
  };
  return (
    <aside class={`det k-${card.kind}`} aria-labelledby="det-h" onKeyDown={leave}>
      <Head card={card} />
      <Parts card={card} />
    </aside>
  );
}

/** Beside the canvas, which keeps the card in view. Another card that is chosen there is shown instead. */
export function DetailsPanel() {
  const app = useApp();
  const id = beside.value;
  const card = useCard(id);
  const chosen = app.selected.value;
  useEffect(() => {
    if (beside.peek() && chosen && chosen !== beside.peek()) beside.value = chosen;
  }, [chosen]);
  useEffect(() => {
    const query = matchMedia(BESIDE);
    const onChange = () => {
      const open = beside.peek();
      if (query.matches || !open) return;
      beside.value = null;
      showDetails(app, open, tab.peek());
    };
    query.addEventListener('change', onChange);
    return () => query.removeEventListener('change', onChange);
  }, [app]);
  const gone = id !== null && !card;
  useEffect(() => {
    if (gone) hideDetails(app);
  }, [gone, app]);
  useEffect(() => {
    if (!id) return;
    // The canvas is as wide as it will be once the page is laid out anew.
    const frame = requestAnimationFrame(() => requestAnimationFrame(() => app.canvas.peek()?.showCard(id)));
    return () => cancelAnimationFrame(frame);
  }, [id, app]);
  if (!card) return null;
  const leave = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
    event.preventDefault();
    hideDetails(app);
  };
  return (
    <aside class={`det det--beside k-${card.kind}`} aria-labelledby="det-h" onKeyDown={leave}>
      <Head card={card} onClose={() => hideDetails(app)} />
      <Parts card={card} />
    </aside>
  );
}

function Head({ card, onClose }: { card: CardView; onClose?(): void }) {
  const app = useApp();
  const go = (to: string) => {
    if (app.mode.peek() === 'canvas') beside.value = to;
    app.selection.value = new Set([to]);
  };
  return (
    <div class="det__head">
      <KindGlyph kind={card.kind} />
      <h2 id="det-h" class="grow">
        {titleOf(card)}
      </h2>
      <SavedMark />
      <Steps card={card} onGo={go} />
      {onClose && (
        <button
          type="button"
          class="icon-btn"
          aria-label="Close the details"
          title="Close (Esc)"
          onClick={onClose}
        >
          <Icon name="close" />
        </button>
      )}
    </div>
  );
}

/** The card before and after in reading order; Alt with Page Up and Page Down from anywhere in the details. */
function Steps({ card, onGo }: { card: CardView; onGo(card: string): void }) {
  const app = useApp();
  app.live.value.watch.order.value;
  const [before, after] = besides(app.session.value.view, card.id);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const to = event.altKey ? { PageUp: before, PageDown: after }[event.key] : undefined;
      if (to === undefined || !(event.target as HTMLElement).closest?.('.det, .dialog--page')) return;
      event.preventDefault();
      if (to) onGo(to);
      else app.announce(event.key === 'PageUp' ? 'This is the first card.' : 'This is the last card.');
    };
    document.addEventListener('keydown', onKey, true);
    return () => document.removeEventListener('keydown', onKey, true);
  });
  const step = (to: string | null, words: string, icon: 'arrowUp' | 'arrowDown', keys: string) => (
    <button
      type="button"
      class="icon-btn"
      aria-label={words}
      title={`${words} (${keys})`}
      aria-disabled={to === null}
      onClick={() => to && onGo(to)}
    >
      <Icon name={icon} />
    </button>
  );
  return (
    <>
      {step(before, 'Previous card', 'arrowUp', 'Alt Page Up')}
      {step(after, 'Next card', 'arrowDown', 'Alt Page Down')}
    </>
  );
}

function besides(view: BoardView, id: string): [string | null, string | null] {
  const zones = [...view.zoneList().map((zone) => zone.id), null];
  const cards = zones.flatMap((zone) => view.cardsIn(zone).map((card) => card.id));
  const at = cards.indexOf(id);
  return [cards[at - 1] ?? null, cards[at + 1] ?? null];
}

export function titleOf(card: CardView): string {
  return `${KIND[card.kind].one} ${card.label}`.trim();
}

function useCard(id: string | null): CardView | null {
  const app = useApp();
  if (id) app.live.value.watch.card(id).value;
  return (id && app.session.value.view.cards.get(id)) || null;
}

interface Part {
  readonly tab: DetailsTab;
  readonly words: string;
  readonly count?: number;
}

function partsOf(card: CardView, view: BoardView): Part[] {
  const threads = view.threadsOf(card.id);
  const steps = threads.filter(({ kind, to }) => kind === 'step' && to === card.id).length;
  const asked = threads.filter(({ kind, to }) => kind === 'challenges' && to === card.id).length;
  return [
    { tab: 'card', words: KIND[card.kind].one },
    ...(card.kind === 'story' ? [{ tab: 'journey', words: 'Journey', count: steps } as const] : []),
    { tab: 'threads', words: 'Thread', count: threads.length },
    { tab: 'challenges', words: 'Challenges', count: asked },
    { tab: 'comments', words: 'Comments', count: openCount(view, card.id) },
  ];
}

function Parts({ card }: { card: CardView }) {
  const app = useApp();
  useChanges(card.id);
  const id = useId();
  app.live.value.watch.threads.value;
  const { view } = app.session.value;
  const parts = partsOf(card, view);
  const chosen = parts.find((part) => part.tab === tab.value) ?? parts[0]!;
  const onKeyDown = (event: KeyboardEvent) => {
    const at = parts.indexOf(chosen);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: parts.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    tab.value = parts[(to + parts.length) % parts.length]!.tab;
    requestAnimationFrame(() => document.getElementById(`${id}-${tab.peek()}`)?.focus());
  };
  return (
    <>
      <div class="det__tabs" role="tablist" aria-label={`About ${titleOf(card)}`} onKeyDown={onKeyDown}>
        {parts.map((part) => (
          <button
            key={part.tab}
            id={`${id}-${part.tab}`}
            type="button"
            role="tab"
            aria-selected={part === chosen}
            aria-controls={`${id}-part`}
            tabIndex={part === chosen ? 0 : -1}
            onClick={() => (tab.value = part.tab)}
          >
            {part.words}
            {part.count ? <span class="tnum"> {part.count}</span> : null}
          </button>
        ))}
      </div>
      <div
        class="det__body"
        id={`${id}-part`}
        role="tabpanel"
        aria-labelledby={`${id}-${chosen.tab}`}
        key={`${card.id} ${chosen.tab}`}
      >
        <PartOf card={card} part={chosen.tab} />
      </div>
    </>
  );
}

function PartOf({ card, part }: { card: CardView; part: DetailsTab }) {
  if (part === 'journey') return <JourneyPart card={card} />;
  if (part === 'threads') return <ThreadPart card={card} />;
  if (part === 'challenges') return <ChallengePart card={card} />;
  if (part === 'comments') return <CommentPart card={card} />;
  return <CardPart card={card} />;
}

const WORDS_LABEL: Readonly<Record<CardView['kind'], string>> = {
  story: 'What happened',
  touchpoint: 'What happened',
  problem: 'The problem, in one sentence',
  idea: 'What if…',
  challenge: 'What do you question?',
  commitment: 'What will be done',
  note: 'Words',
};

function CardPart({ card }: { card: CardView }) {
  const app = useApp();
  useChanges(card.id);
  const may = app.session.value.commands.mayReword(card.id);
  const holder = heldBy(app, card.id);
  const why = may !== true ? may : holder ? `${holder.name} is writing here.` : null;
  const Fields = KIND_FIELDS[card.kind];
  return (
    <>
      {may !== true && app.me.role !== 'observer' && <p class="hint det__why">{may}</p>}
      {may === true && holder && (
        <div class="bar det__held" role="status">
          <Icon name="pencil" />
          <span class="grow">
            Held by {holder.name}, who is writing here. You can read it and comment on it.
          </span>
          <button type="button" class="btn btn--sm" onClick={() => joinIn(app, card.id)}>
            Write together
          </button>
        </div>
      )}
      <TextField card={card} label={WORDS_LABEL[card.kind]} why={why} lines={2} />
      <Needs card={card} />
      <Fields card={card} why={why} />
      <TagsField card={card} why={why} />
      {!card.silent && <ReactionPart card={card} />}
      <Foot card={card} />
    </>
  );
}

/** What this kind of card rests on, where it can be seen to be missing. */
function Needs({ card }: { card: CardView }) {
  const app = useApp();
  useChanges(card.id);
  const { view } = app.session.value;
  const need = needOf(card, view.threadsOf(card.id));
  if (!need || card.kind === 'challenge') return null;
  return (
    <p class="det__need">
      <Icon name="unlink" />
      <span class="grow">{need.hint}</span>
      {app.me.role !== 'observer' && (
        <button
          type="button"
          class="btn btn--sm"
          aria-haspopup="dialog"
          onClick={() => app.open({ kind: 'thread', card: card.id })}
        >
          Choose…
        </button>
      )}
    </p>
  );
}

function ThreadPart({ card }: { card: CardView }) {
  const app = useApp();
  useChanges(card.id);
  const threads = app.session.value.view.threadsOf(card.id);
  const need = needOf(card, threads);
  return (
    <section aria-label="Thread">
      {need && <p class="hint">{need.hint}</p>}
      {!need && threads.length === 0 && <p class="small muted">No thread yet.</p>}
      <ThreadList card={card} />
      <AddThread card={card} words="Add to the thread" />
    </section>
  );
}

function AddThread({ card, words }: { card: CardView; words: string }) {
  const app = useApp();
  if (app.me.role === 'observer') return null;
  return (
    <button
      type="button"
      class="btn btn--sm"
      aria-haspopup="dialog"
      onClick={() => app.open({ kind: 'thread', card: card.id })}
    >
      <Icon name="plus" />
      {words}
    </button>
  );
}

/** The challenges put to this card, each with its answer. */
function ChallengePart({ card }: { card: CardView }) {
  const app = useApp();
  useChanges(card.id);
  const { view } = app.session.value;
  const asked = view
    .threadsOf(card.id)
    .filter(({ kind, to }) => kind === 'challenges' && to === card.id)
    .flatMap(({ from }) => view.cards.get(from) ?? []);
  return (
    <section aria-label="Challenges">
      {asked.length === 0 && <p class="small muted">Nobody has challenged this.</p>}
      <ul class="ties">
        {asked.map((challenge) => (
          <Challenge key={challenge.id} challenge={challenge} />
        ))}
      </ul>
      {card.kind !== 'challenge' && <AskChallenge card={card} />}
    </section>
  );
}

function Challenge({ challenge }: { challenge: CardView }) {
  const app = useApp();
  app.live.value.watch.card(challenge.id).value;
  const answer = typeof challenge.fields.answer === 'string' ? challenge.fields.answer : '';
  return (
    <li class="tie k-challenge tie--tall">
      <KindGlyph kind="challenge" />
      <span class="grow">
        <b>{refOf(challenge)}</b> {challenge.text}
        <span class="tie__state small">
          {answer || 'Needs an answer.'}
          {challenge.fields.accepted === true && ' This answer is enough.'}
          {challenge.fields.accepted === false && ' This answer is not enough yet.'}
        </span>
      </span>
      <button type="button" class="btn btn--sm" onClick={() => showDetails(app, challenge.id, 'card')}>
        {answer ? 'Open' : 'Answer'}
        <span class="vh"> {refOf(challenge)}</span>
      </button>
    </li>
  );
}

function AskChallenge({ card }: { card: CardView }) {
  const app = useApp();
  if (app.me.role === 'observer') return null;
  const ask = () => {
    const { commands, view } = app.session.peek();
    const [x, y] = card.pos;
    const made = commands.addCard({ kind: 'challenge', zone: card.zone, pos: [x + card.size[0] + 24, y] });
    if (!made) return app.announce(String(commands.mayAdd('challenge')), true);
    threads.addThread(commands.inside, 'challenges', made, card.id);
    app.announce(`A challenge to ${refOf(view.cards.get(card.id) ?? card)}. Write what you question.`);
    showDetails(app, made, 'card');
  };
  return (
    <button type="button" class="btn btn--sm" onClick={ask}>
      <Icon name="plus" />
      Ask a challenge
    </button>
  );
}

function ReactionPart({ card }: { card: CardView }) {
  const app = useApp();
  useChanges(card.id);
  const { reactions } = app.session.value.view;
  return (
    <section aria-label="Reactions">
      <p class="label">Reactions</p>
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

/** Who began it and when, and the newest comment: what there is to talk about. */
function Foot({ card }: { card: CardView }) {
  const app = useApp();
  useChanges(card.id);
  const { view } = app.session.value;
  const { people } = app.live.value;
  people.here.value;
  const group = groupOf(card.department, view.info.departments);
  const name = card.author ? people.nameOf(card.author) : null;
  const by = [name, group?.colour ? group.name : null].filter(Boolean).join(', ') || group?.name;
  const newest = talksOn(view, card.id).at(-1)?.comment;
  return (
    <div class="det__foot">
      {newest && (
        <button type="button" class="det__last" onClick={() => (tab.value = 'comments')}>
          <Icon name="comment" />
          <span class="grow">{newest.text}</span>
        </button>
      )}
      <p class="small muted row">
        {by && <Mark group={group} size="sm" quiet />}
        <span>
          {by ? `Started by ${by}${card.created ? `, ${ago(card.created)}` : ''}` : 'Here from the start'}
        </span>
      </p>
    </div>
  );
}
