/** The board as an outline: the same page at the same address, every action by keyboard, touch and screen reader. */
import { addCard } from '../app/act';
import { stageKind, stageNow } from '../app/stage';
import { KIND } from '../app/words';
import { mayAddKind } from '../board/rights';
import { useApp } from '../panels/context';
import { DetailsColumn } from '../panels/details';
import { Icon } from '../panels/icon';
import { CardList } from './list';
import { Side } from './side';

export function Outline() {
  const app = useApp();
  app.live.value.watch.order.value;
  const { view } = app.session.value;
  const empty = view.zones.size === 0 && view.cards.size === 0;
  return (
    <div class="lay">
      <Side />
      <main class="list" id="board" tabIndex={-1} aria-label="Board outline">
        {empty ? <EmptyBoard /> : <CardList />}
        {app.me.role === 'facilitator' && <AddZone />}
      </main>
      <DetailsColumn card={app.selected.value} />
    </div>
  );
}

function AddZone() {
  const app = useApp();
  return (
    <button
      type="button"
      class="btn addzone"
      aria-haspopup="dialog"
      onClick={() => app.open({ kind: 'zone', zone: null })}
    >
      <Icon name="plus" />
      Add a zone
    </button>
  );
}

function EmptyBoard() {
  const app = useApp();
  app.live.value.watch.session.value;
  const { view } = app.session.value;
  const kind = stageKind(view, app.me);
  if (!app.session.value.connection.synced.value) return <p class="muted">Opening the board…</p>;
  return (
    <div class="empty">
      <p>
        <b>The room is empty.</b>
        <br />
        Put the first card on the board.
      </p>
      {mayAddKind(app.me, stageNow(view), kind) === true && (
        <button type="button" class="btn btn--primary" onClick={() => addCard(app, kind)}>
          <Icon name="plus" />
          {KIND[kind].add}
        </button>
      )}
    </div>
  );
}
