/** The board as a feed, one zone at a time; the canvas is one tap away. */
import { useSignal, useSignalEffect } from '@preact/signals';
import { askNow } from '../app/stage';
import { CardList } from '../outline/list';
import { useApp } from '../panels/context';
import { Icon } from '../panels/icons';

export function BoardTab({ onAdd }: { onAdd(): void }) {
  const app = useApp();
  app.live.value.watch.order.value;
  app.live.value.watch.session.value;
  const { view, connection } = app.session.value;
  const chosen = useSignal<string | null>(null);
  // Following a thread leads into another zone.
  useSignalEffect(() => {
    const card = app.session.value.view.cards.get(app.selected.value ?? '');
    if (card) chosen.value = card.zone ?? '';
  });
  const { button } = askNow(view, app.me);
  const zones = view.zoneList();
  const loose = view.cardsIn(null).length;
  const chips = [
    ...zones.map(({ id, title }) => ({ id, title, count: view.cardsIn(id).length })),
    ...(loose ? [{ id: '', title: 'Others', count: loose }] : []),
  ];
  const now = chips.find(({ id }) => id === chosen.value)?.id ?? chips[0]?.id;
  if (!chips.length)
    return (
      <p class="muted">
        {connection.synced.value
          ? 'The room is empty. Put the first card on the board.'
          : 'Opening the board…'}
      </p>
    );
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a choice of view, not a form */}
      <div class="zbar" role="group" aria-label="Zones">
        {chips.map(({ id, title, count }) => (
          <button
            key={id}
            type="button"
            class="chip"
            aria-pressed={id === now}
            onClick={() => (chosen.value = id)}
          >
            {title} <span class="tnum">{count}</span>
          </button>
        ))}
        <button type="button" class="chip chip--line" onClick={() => app.show('canvas')}>
          <Icon name="map" />
          See it as a map
        </button>
      </div>
      <div class="feed">
        <CardList only={now} asCards />
      </div>
      {button && (
        <button type="button" class="btn btn--primary fab" onClick={onAdd}>
          <Icon name="plus" />
          {button}
        </button>
      )}
    </>
  );
}
