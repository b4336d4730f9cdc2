/** A refused change never loses words: copy them, post them again as a new note, or let them go. */
import { useState } from 'preact/hooks';
import { spotFor } from '../app/act';
import type { Unsaved } from '../wire/unsaved';
import { useApp } from './context';
import { Dialog } from './dialog';
import { Icon } from './icons';
import { copyText } from './invite';

export function LostDialog() {
  const app = useApp();
  const words = app.lost.words.value;
  const many = words.length > 1;
  return (
    <Dialog title={many ? 'Some changes didn’t go in' : 'That change didn’t go in'} asks>
      <p>{app.lost.why.value || 'We’ve put back the version on the board.'} Here are your words:</p>
      <ul class="lost">
        {words.map((one) => (
          <LostWords key={one.id} words={one} alone={!many} />
        ))}
      </ul>
      <div class="dialog__acts">
        {many && <CopyAll words={words} />}
        <button type="button" class="btn btn--quiet" onClick={() => app.close()}>
          Decide later
        </button>
      </div>
    </Dialog>
  );
}

function LostWords({ words, alone }: { words: Unsaved; alone: boolean }) {
  const app = useApp();
  const [copied, setCopied] = useState(false);
  const settle = () => {
    app.lost.letGo([words.id]);
    if (!app.lost.words.peek().length) app.close();
  };
  const post = () => {
    const { commands } = app.session.peek();
    const may = commands.mayAdd();
    if (may !== true) return app.announce(may, true);
    commands.addCard({ kind: 'note', pos: spotFor(app, 'note', null), text: words.text });
    app.toast('Your words are on the board as a note.');
    settle();
  };
  return (
    <li class="lost__one">
      {words.label && <p class="xs muted">{words.label}</p>}
      <blockquote>{words.text}</blockquote>
      <div class="dialog__acts">
        <button
          type="button"
          class={`btn btn--sm${alone ? ' btn--primary' : ''}`}
          {...(alone ? { 'data-first': true } : {})}
          onClick={async () => setCopied(await copyText(words.text))}
        >
          <Icon name={copied ? 'check' : 'copy'} />
          {copied ? 'Copied' : 'Copy'}
        </button>
        <button type="button" class="btn btn--sm" onClick={post}>
          Post as a new note
        </button>
        <button type="button" class="btn btn--sm btn--quiet" onClick={settle}>
          Let it go
        </button>
      </div>
    </li>
  );
}

function CopyAll({ words }: { words: readonly Unsaved[] }) {
  const app = useApp();
  const copy = async () => {
    if (await copyText(words.map(({ text }) => text).join('\n\n'))) app.announce('All copied.');
  };
  return (
    <button type="button" class="btn btn--primary" data-first onClick={copy}>
      <Icon name="copy" />
      Copy all
    </button>
  );
}
