/** Beside the list: where to jump, what others did while I was here, the keys. */

import type { Loudness } from '../app/announcer';
import { zoneKind } from '../app/words';
import { useApp } from '../panels/context';
import { KindGlyph } from '../panels/icon';
import { KeyList } from '../panels/key-list';
import { votesOf } from '../poll/votes';

export function Side() {
  const app = useApp();
  return (
    <nav class="side" aria-label="Outline">
      <JumpList />
      <Votes />
      <News />
      <div class="side__keys">
        <KeyList title="Keys" keys={KEYS} level={2} />
        <button
          type="button"
          class="btn btn--sm"
          aria-haspopup="dialog"
          onClick={() => app.open({ kind: 'keys' })}
        >
          All keys, or turn off
        </button>
      </div>
    </nav>
  );
}

const KEYS: readonly [string, string][] = [
  ['↑ ↓', 'Next or previous card'],
  ['Enter', 'Edit'],
  ['M', 'Move to…'],
  ['T', 'Follow the thread'],
  ['R', 'React'],
];

function JumpList() {
  const app = useApp();
  app.live.value.watch.order.value;
  const { view } = app.session.value;
  const here = app.selected.value ? view.cards.get(app.selected.value)?.zone : undefined;
  return (
    <div>
      <h2>Jump to</h2>
      <ul>
        {view.zoneList().map((zone) => (
          <li key={zone.id}>
            <a class="jump" href={`#zone-${zone.id}`} aria-current={zone.id === here ? 'true' : undefined}>
              <KindGlyph kind={zoneKind(zone)} />
              {zone.title}
              <span class="tnum">{view.cardsIn(zone.id).length}</span>
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Votes() {
  const app = useApp();
  app.live.value.watch.session.value;
  const { poll, results } = votesOf(app.session.value.view.session);
  if (!poll && !results.length) return null;
  const go = () => app.open(poll ? { kind: 'vote' } : { kind: 'results', poll: null });
  return (
    <div>
      <h2>Votes</h2>
      <p class="since">{poll ? poll.question : results.at(-1)?.question}</p>
      <button type="button" class="btn btn--sm" aria-haspopup="dialog" onClick={go}>
        {poll ? 'Go to the vote' : 'See the results'}
      </button>
    </div>
  );
}

const QUIETER: Record<Loudness, { to: Loudness; words: string }> = {
  loud: { to: 'quiet', words: 'Read out less often' },
  quiet: { to: 'off', words: 'Stop reading out' },
  off: { to: 'loud', words: 'Read changes out' },
};

function News() {
  const app = useApp();
  const news = app.live.value.news.value;
  const { to, words } = QUIETER[app.announcer.loudness.value];
  return (
    <div>
      <h2>While you’ve been here</h2>
      {news.length ? (
        <ul class="since">
          {news.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      ) : (
        <p class="since muted">Nobody has changed anything yet.</p>
      )}
      <button type="button" class="btn btn--sm" onClick={() => app.announcer.setLoudness(to)}>
        {words}
      </button>
    </div>
  );
}
