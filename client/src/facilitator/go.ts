/** Moving the room to a stage. Where cards are hidden it asks first: moving on shows them. */
import type { App } from '../app/app';
import type { Stage } from '../board/schema';
import { ask } from './ask';

const CONFLICT = 409;

export async function goTo(app: App, stage: Stage): Promise<void> {
  const { stages, stage: now } = app.session.peek().view.session;
  if (stages[now]?.id === stage.id) return;
  const answer = await ask(app, 'stage', { go: stage.id }, true);
  if (answer.ok) app.announce(`Now: ${stage.name}.`);
  else if (answer.status === CONFLICT) app.open({ kind: 'move-on', stage: stage.id, why: answer.why });
  else app.toast(answer.why);
}

/** Show what is hidden, then go on. */
export async function showAndGo(app: App, stage: string): Promise<void> {
  app.close();
  await ask(app, 'stage', { go: stage, reveal: true });
}
