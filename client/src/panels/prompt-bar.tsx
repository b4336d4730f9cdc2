/** The one thing to do now: the stage's question and one button that adds its card. */
import { addCard } from '../app/act';
import { askNow } from '../app/stage';
import { useApp } from './context';
import { Icon } from './icon';

export function PromptBar() {
  const app = useApp();
  const { watch } = app.live.value;
  watch.session.value;
  watch.order.value;
  if (app.me.role === 'observer') return null;
  const { kind, prompt, hint, button } = askNow(app.session.value.view, app.me);
  return (
    <section class="prompt panel" aria-label="What to do now">
      <div class="prompt__words">
        <b>{prompt}</b>
        {hint && <span>{hint}</span>}
      </div>
      {button && (
        <button
          type="button"
          class="btn btn--primary"
          aria-keyshortcuts="Control+Enter"
          onClick={() => addCard(app, kind)}
        >
          <Icon name="plus" />
          {button}
        </button>
      )}
    </section>
  );
}
