/** What the room is doing, what I wrote, what others changed. */

import type { Tab } from '../app/app';
import { askNow, stageName, steps } from '../app/stage';
import { firstWords, KIND, seenBy } from '../app/words';
import { useApp } from '../panels/context';
import { Icon, KindGlyph } from '../panels/icon';
import { later } from '../panels/later';

const NoteList = later(() => import('../panels/notes').then((part) => part.Notes));

export function NowTab({ onGo }: { onGo(tab: Tab): void }) {
  const app = useApp();
  const { watch, news } = app.live.value;
  watch.session.value;
  watch.order.value;
  const { view } = app.session.value;
  const { prompt, hint, button } = askNow(view, app.me);
  const name = stageName(view);
  const step = steps(view.session.stages, view.session.stage).find(({ state }) => state === 'now');
  return (
    <>
      <section class="now">
        {name && step && (
          <p class="now__stage">
            Step {step.number} of {view.session.stages.length}: <b>{name}</b>
          </p>
        )}
        <h2>{prompt}</h2>
        {hint && <p class="muted">{hint}</p>}
        {button && (
          <button type="button" class="btn btn--primary btn--lg btn--block" onClick={() => onGo('add')}>
            <Icon name="plus" />
            {button}
          </button>
        )}
      </section>
      {app.notes.value.length > 0 && (
        <section>
          <h2>Messages to you</h2>
          <NoteList />
        </section>
      )}
      <MyCards onGo={onGo} />
      {news.value.length > 0 && (
        <section>
          <h2>While you’ve been here</h2>
          <ul class="since">
            {news.value.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function MyCards({ onGo }: { onGo(tab: Tab): void }) {
  const app = useApp();
  const { unsent, watch } = app.live.value;
  watch.anyCard.value;
  const waits = unsent.cards.value;
  const { view, connection } = app.session.value;
  const offline = connection.saved.value.state === 'offline';
  const mine = [...view.cards.values()].filter(
    ({ id, author, silent }) => author === app.me.participant || silent || (!author && waits.has(id)),
  );
  if (!mine.length) return null;
  const show = (card: string) => {
    app.mode.value = 'outline';
    app.selection.value = new Set([card]);
    onGo('board');
    requestAnimationFrame(() => app.focusCard(card));
  };
  return (
    <section>
      <h2>My cards</h2>
      <ul class="ties">
        {mine.map((card) => (
          <li key={card.id} class={`tie k-${card.kind}`}>
            <KindGlyph kind={card.kind} />
            <button type="button" class="tie__go grow" onClick={() => show(card.id)}>
              <b>{card.label || KIND[card.kind].one}</b> {firstWords(card.text, 60)}
              {seenBy(card) && !waits.has(card.id) && (
                <span class="xs muted tie__state">
                  <Icon name="eyeOff" /> {seenBy(card)}
                </span>
              )}
              {waits.has(card.id) && (
                <span class="xs muted tie__state">
                  <Icon name={offline ? 'check' : 'loader'} />{' '}
                  {offline ? 'Safe here. Posts when you’re back' : 'On its way'}
                </span>
              )}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
