/** Moving the room to a stage. Where cards are hidden it asks first: moving on shows them. */
import type { App } from '../app/app';
import { count } from '../app/words';
import type { Stage } from '../board/schema';
import { ask } from './ask';

const CONFLICT = 409;

export async function goTo(app: App, stage: Stage): Promise<void> {
  const { stages, stage: now, silent } = app.session.peek().view.session;
  if (stages[now]?.id === stage.id) return;
  if (stages[now]?.silent && silent?.count) {
    const cards = count(silent.count, 'card is', 'cards are');
    app.open({
      kind: 'move-on',
      stage: stage.id,
      why: `${cards} still hidden. Moving on shows them to everyone.`,
    });
    return;
  }
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
