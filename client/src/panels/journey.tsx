/** The steps of a story, in order: which service, what happened, how it felt. */
import { spotFor } from '../app/act';
import { showDetails } from '../app/details';
import { FEELING } from '../app/field-words';
import { groupOf, refOf } from '../app/words';
import * as threads from '../board/commands/threads';
import { feelingIn, numberIn, wordsIn } from '../board/field';
import { isYes } from '../board/fields';
import type { CardView } from '../board/schema';
import type { BoardView } from '../board/view';
import { useApp } from './context';
import { Icon } from './icon';
import { Mark } from './mark';

export function stepsOf(view: BoardView, story: string): CardView[] {
  return view
    .threadsOf(story)
    .filter(({ kind, to }) => kind === 'step' && to === story)
    .flatMap(({ from }) => view.cards.get(from) ?? [])
    .sort((a, b) => (numberIn(a, 'step') ?? 999) - (numberIn(b, 'step') ?? 999) || a.created - b.created);
}

export function JourneyPart({ card }: { card: CardView }) {
  const app = useApp();
  app.live.value.watch.threads.value;
  app.live.value.watch.anyCard.value;
  const { view, commands } = app.session.value;
  const steps = stepsOf(view, card.id);
  const add = () => {
    const step = Math.max(0, ...steps.map((one) => numberIn(one, 'step') ?? 0)) + 1;
    const pos = spotFor(app, 'touchpoint', card.zone);
    const made = commands.addCard({ kind: 'touchpoint', zone: card.zone, pos, fields: { step } });
    if (!made) return app.announce(String(commands.mayAdd('touchpoint')), true);
    threads.addThread(commands.inside, 'step', made, card.id);
    showDetails(app, made, 'card');
  };
  return (
    <section aria-label="Journey">
      {steps.length === 0 && (
        <p class="small muted">No steps yet. What happened first, and with which service?</p>
      )}
      <ol class="steps">
        {steps.map((step) => (
          <Step key={step.id} step={step} />
        ))}
      </ol>
      {app.me.role !== 'observer' && (
        <button type="button" class="btn btn--sm" onClick={add}>
          <Icon name="plus" />
          Add a step
        </button>
      )}
    </section>
  );
}

function Step({ step }: { step: CardView }) {
  const app = useApp();
  const { departments } = app.session.value.view.info;
  const group = groupOf(wordsIn(step, 'service') || null, departments);
  const felt = feelingIn(step);
  const said = [
    group?.name,
    wordsIn(step, 'waited') && `waited ${wordsIn(step, 'waited')}`,
    felt !== null && `felt ${FEELING[felt].toLowerCase()}`,
    isYes(step, 'again') && 'told it again',
  ].filter(Boolean);
  return (
    <li>
      <button type="button" class="steps__one k-touchpoint" onClick={() => showDetails(app, step.id, 'card')}>
        <span class="steps__disc tnum">{numberIn(step, 'step') ?? '–'}</span>
        <span class="grow">
          <b>{refOf(step)}</b> {step.text || 'Nothing written yet.'}
          <span class="small muted steps__said">
            <Mark group={group} size="sm" quiet />
            {said.join(', ')}
          </span>
        </span>
      </button>
    </li>
  );
}
