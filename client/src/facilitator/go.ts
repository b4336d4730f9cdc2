/** Moving the room to a stage. */
import type { App } from '../app/app';
import type { Stage } from '../board/schema';
import { ask } from './ask';

export async function goTo(app: App, stage: Stage): Promise<void> {
  const { stages, stage: now } = app.session.peek().view.session;
  if (stages[now]?.id === stage.id) return;
  const { ok } = await ask(app, 'stage', { go: stage.id });
  if (ok) app.announce(`Now: ${stage.name}.`);
}
