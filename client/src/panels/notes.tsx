/** Messages to me: what was done to words of mine, why, and what I can do about it. */
import { useEffect } from 'preact/hooks';
import type { App } from '../app/app';
import { ago } from '../app/day';
import { handIn } from '../app/hand-in';
import { haveRead, noteMore, noteWords } from '../app/notes';
import type { Note } from '../board/approval';
import { useApp } from './context';
import { Dialog } from './dialog';
import { Icon } from './icon';
import './notes.css';

export function NotesDialog() {
  return (
    <Dialog title="Messages about your cards">
      <Notes />
    </Dialog>
  );
}

/** On the page or in a dialog. */
export function Notes() {
  const app = useApp();
  app.live.value.watch.anyCard.value;
  const notes = app.notes.value;
  useEffect(() => haveRead(app), [notes]);
  if (!notes.length) return <p>Nobody has left you a message.</p>;
  return (
    <ul class="notes">
      {notes.map((note) => (
        <Message key={note.id} note={note} />
      ))}
    </ul>
  );
}

function Message({ note }: { note: Note }) {
  const app = useApp();
  const card = app.session.value.view.cards.get(note.card);
  const more = noteMore(note);
  const back = note.what === 'back' && card?.desk === 'back';
  return (
    <li>
      <p>
        <Icon name={note.what === 'back' ? 'undo' : 'eyeOff'} />
        <b>{noteWords(app, note)}</b>
      </p>
      <p class="small muted">
        {(note.what !== 'back' || back) && more} {ago(note.at)}
      </p>
      {card && (
        <div class="notes__acts">
          <button type="button" class="btn btn--sm" onClick={() => goTo(app, card.id)}>
            Go to the card
          </button>
          {back && (
            <button
              type="button"
              class="btn btn--sm btn--primary"
              onClick={() => void handIn(app, card.id).then(() => app.close())}
            >
              Hand it in again
            </button>
          )}
        </div>
      )}
    </li>
  );
}

function goTo(app: App, card: string): void {
  if (app.narrow.peek()) {
    app.mode.value = 'outline';
    app.tab.value = 'board';
  }
  if (app.overlay.peek()) app.leaveFor(card);
  else app.focusCard(card);
}
