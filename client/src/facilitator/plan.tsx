/** The running order in a facilitator's hands: add, change, leave out and re-order stages while the session goes on. */
import './dock.css';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { KIND } from '../app/words';
import type { Stage } from '../board/schema';
import { useApp } from '../panels/context';
import { Dialog } from '../panels/dialog';
import { Icon } from '../panels/icons';
import { choiceOf } from './adds';
import { ask } from './ask';
import { StageForm } from './stage-form';

const NEW = 'new';

export function PlanDialog() {
  const app = useApp();
  app.live.value.watch.session.value;
  const { stages, stage } = app.session.value.view.session;
  const [open, setOpen] = useState<string | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const wanted = useRef('');
  // Where the keys were: a button that was pressed, the field of a form that opens, the button it was opened by.
  useLayoutEffect(() => {
    const next = wanted.current && list.current!.querySelector<HTMLElement>(wanted.current);
    if (!next) return;
    wanted.current = '';
    next.focus();
  });
  const turn = (id: string | null) => {
    wanted.current = id ? 'form [data-first]' : `[data-opens="${open}"], [data-opens="${NEW}"]`;
    setOpen(id);
  };
  const done = (said: string) => {
    if (said) app.announce(said);
    turn(null);
  };
  const move = async (at: number, by: number) => {
    const ids = stages.map(({ id }) => id);
    const [id] = ids.splice(at, 1);
    ids.splice(at + by, 0, id!);
    wanted.current = `[data-moves="${id}:${by}"]`;
    const { ok } = await ask(app, 'stage', { order: ids });
    if (ok) app.announce(`${stages[at]!.name} is number ${at + by + 1} of ${stages.length}.`);
  };
  return (
    <Dialog title="The running order" side>
      <div ref={list}>
        <ol class="plan">
          {stages.map((one, at) => (
            <li key={one.id} class={at === stage ? 'is-now' : ''}>
              <div class="row">
                <span class="grow">
                  <b>{one.name}</b>
                  {at === stage && <span class="chip chip--lamp">Now</span>}
                  <span class="small muted plan__says">{saysOf(one)}</span>
                </span>
                <MoveButton stage={one} by={-1} off={at === 0} onPress={() => move(at, -1)} />
                <MoveButton stage={one} by={1} off={at === stages.length - 1} onPress={() => move(at, 1)} />
                <button
                  type="button"
                  class="btn btn--sm"
                  data-opens={one.id}
                  aria-expanded={open === one.id}
                  onClick={() => turn(open === one.id ? null : one.id)}
                >
                  Change<span class="vh"> {one.name}</span>
                </button>
              </div>
              {open === one.id && (
                <StageForm stage={one} now={at === stage} before={undefined} onDone={done} />
              )}
            </li>
          ))}
        </ol>
        {open === NEW ? (
          <StageForm stage={null} now={false} before={stages[stage + 1]?.id} onDone={done} />
        ) : (
          <button type="button" class="btn" data-opens={NEW} onClick={() => turn(NEW)}>
            <Icon name="plus" />
            Add a stage
          </button>
        )}
      </div>
    </Dialog>
  );
}

function saysOf({ silent, names, attention, timerS, adds, poll, snapshot }: Stage): string {
  const choice = choiceOf(attention ? [] : adds);
  const kinds = [...choice].map(([kind, who]) => KIND[kind].many + (who === 'everyone' ? '' : '*'));
  const some = kinds.some((words) => words.endsWith('*'));
  return [
    attention && 'everyone listens',
    silent && (names ? 'silent' : 'silent, no names'),
    kinds.length > 0 && kinds.join(', '),
    timerS > 0 && `${Math.round(timerS / 6) / 10} min`,
    poll && 'with a vote',
    !snapshot && 'not kept when left',
    some && '* not by everyone',
  ]
    .filter(Boolean)
    .join(' · ');
}

function MoveButton({
  stage,
  by,
  off,
  onPress,
}: {
  stage: Stage;
  by: 1 | -1;
  off: boolean;
  onPress(): void;
}) {
  const label = `${stage.name} ${by < 0 ? 'earlier' : 'later'}`;
  return (
    <button
      type="button"
      class="icon-btn"
      data-moves={`${stage.id}:${by}`}
      aria-label={label}
      title={label}
      aria-disabled={off}
      onClick={() => !off && onPress()}
    >
      <Icon name={by < 0 ? 'arrowUp' : 'arrowDown'} />
    </button>
  );
}
