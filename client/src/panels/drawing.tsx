/** What a drawing shows, in words: for those who cannot see it, and for the outline. */
import { useId, useState } from 'preact/hooks';
import type { App } from '../app/app';
import { Ink } from '../board/commands/strokes';
import { LIMITS } from '../board/schema';
import { useApp } from './context';
import { Dialog } from './dialog';

export function DrawingDialog({ strokes }: { strokes: readonly string[] }) {
  const app = useApp();
  const id = useId();
  const { view, commands } = app.session.value;
  const ink = new Ink(commands);
  const known = strokes.map((stroke) => view.strokes.get(stroke)).filter((stroke) => stroke !== undefined);
  const [alt, setAlt] = useState(known.find((stroke) => stroke.alt)?.alt ?? '');
  const [looks, setLooks] = useState(known.some((stroke) => stroke.alt === ''));
  const [error, setError] = useState(false);
  const mine = known.filter((stroke) => ink.mayDescribe(stroke.id));
  const keep = (event: Event) => {
    event.preventDefault();
    if (!looks && !alt.trim()) return setError(true);
    const first = mine[0];
    if (first) ink.describe(first.id, looks ? '' : alt);
    app.close();
    app.announce(looks ? 'Kept as only for looks.' : 'Kept.');
  };
  return (
    <Dialog title="What does the drawing show?">
      <form class="form" onSubmit={keep}>
        <div class="field">
          <label class="label" for={id}>
            In a few words
          </label>
          <p class="hint" id={`${id}-hint`}>
            It is read out to people who can’t see it, and stands in the outline.
          </p>
          {error && (
            <p class="error" id={`${id}-error`} role="alert">
              Write a few words, or choose “Only for looks”.
            </p>
          )}
          <input
            id={id}
            class={`input${error ? ' is-error' : ''}`}
            dir="auto"
            data-first
            maxLength={LIMITS.title}
            value={alt}
            disabled={looks}
            aria-describedby={`${id}-hint${error ? ` ${id}-error` : ''}`}
            aria-invalid={error ? 'true' : undefined}
            onInput={(event) => {
              setAlt(event.currentTarget.value);
              setError(false);
            }}
          />
        </div>
        <label class="choice">
          <input type="checkbox" checked={looks} onChange={() => setLooks(!looks)} />
          <span>Only for looks</span>
        </label>
        <div class="dialog__acts">
          <button type="submit" class="btn btn--primary">
            Keep it so
          </button>
        </div>
      </form>
    </Dialog>
  );
}

export function deleteDrawing(app: App, strokes: readonly string[]): void {
  const gone = new Ink(app.session.peek().commands).delete(strokes);
  if (!gone) app.announce('Only who drew this or a facilitator can delete it.', true);
  else app.toast('Drawing deleted.', { label: 'Undo', run: () => app.undo() });
}
