/** A card's own words and fields, what people gave it by key, and who began it. */
import { react } from '../app/act-on';
import { tab } from '../app/details';
import { heldBy, joinIn } from '../app/hold';
import { talksOn } from '../app/talk';
import { groupOf, needOf, REACTION } from '../app/words';
import { type CardView, REACTIONS } from '../board/schema';
import { reactionIcon } from './card-menu';
import { useChanges } from './changes';
import { ago } from './comments';
import { useApp } from './context';
import { Icon } from './icons';
import { KIND_FIELDS } from './kind-fields';
import { Mark } from './mark';
import { TagsField } from './tags-field';
import { TextField } from './text-field';

const WORDS_LABEL: Readonly<Record<CardView['kind'], string>> = {
  story: 'What happened',
  touchpoint: 'What happened',
  problem: 'The problem, in one sentence',
  idea: 'What if…',
  challenge: 'What do you question?',
  commitment: 'What will be done',
  note: 'Words',
};

export function CardPart({ card }: { card: CardView }) {
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
