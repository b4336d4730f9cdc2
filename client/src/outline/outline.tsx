/** The board as an outline: the same page at the same address, every action by keyboard, touch and screen reader. */
import { useApp } from '../panels/context';
import { DetailsColumn } from '../panels/details';
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
      </main>
      <DetailsColumn card={app.selected.value} />
    </div>
  );
}

function EmptyBoard() {
  const app = useApp();
  if (!app.session.value.connection.synced.value) return <p class="muted">Opening the board…</p>;
  return (
    <div class="empty">
      <p>
        <b>The room is empty.</b>
        <br />
        Put the first card on the board.
      </p>
    </div>
  );
}
