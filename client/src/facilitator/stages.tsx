/** The running order as one button a stage; pressing one moves the room there. */
import { steps } from '../app/stage';
import type { Stage } from '../board/schema';
import { useApp } from '../panels/context';
import { kindIcon } from '../panels/icon';
import { Icon } from '../panels/icons';
import { goTo } from './go';

export function RunStages() {
  const app = useApp();
  app.live.value.watch.session.value;
  const { stages, stage } = app.session.value.view.session;
  if (!stages.length) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: buttons that act, not fields of a form
    <div class={`runstages${stages.length === 6 ? ' runstages--six' : ''}`} role="group" aria-label="Stage">
      {steps(stages, stage).map(({ name, state }, at) => (
        <button
          key={stages[at]!.id}
          type="button"
          class={`runstage is-${state}`}
          aria-current={state === 'now' ? 'step' : undefined}
          onClick={() => goTo(app, stages[at]!)}
        >
          <StageIcon stage={stages[at]!} done={state === 'done'} />
          <span>{name}</span>
          {state === 'done' && <span class="vh">, done</span>}
        </button>
      ))}
    </div>
  );
}

function StageIcon({ stage, done }: { stage: Stage; done: boolean }) {
  if (done) return <Icon name="check" />;
  const kind = stage.adds[0]?.kinds[0];
  if (stage.attention) return <Icon name="megaphone" />;
  return <Icon name={kind ? kindIcon(kind) : 'people'} />;
}
