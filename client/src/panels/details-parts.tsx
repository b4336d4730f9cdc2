/** What there is about one card, a tab for each part of it. */
import { useId } from 'preact/hooks';
import { type DetailsTab, tab } from '../app/details';
import { openCount } from '../app/talk';
import { KIND } from '../app/words';
import type { CardView } from '../board/schema';
import type { BoardView } from '../board/view';
import { useChanges } from './changes';
import { CommentPart } from './comments';
import { useApp } from './context';
import { CardPart } from './details-card';
import { ChallengePart, ThreadPart } from './details-threads';
import { JourneyPart } from './journey';

export function titleOf(card: CardView): string {
  return `${KIND[card.kind].one} ${card.label}`.trim();
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

export function DetailsParts({ card }: { card: CardView }) {
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
