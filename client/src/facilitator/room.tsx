/** What holds for everyone in this room: who may change what, and where its people and invitations are. */
import { useApp } from '../panels/context';
import { LobbyChoice } from './lobby-choice';
import { closeBoard, keepToOwn } from './lock';

export function RoomSettings() {
  const app = useApp();
  const { watch } = app.live.value;
  watch.session.value;
  watch.info.value;
  const { view } = app.session.value;
  return (
    <fieldset>
      <legend class="label">The room</legend>
      <label class="choice">
        <input
          type="checkbox"
          checked={view.frozen}
          onChange={(event) => void closeBoard(app, event.currentTarget.checked)}
        />
        <span>Only facilitators change the board</span>
      </label>
      <label class="choice">
        <input
          type="checkbox"
          checked={view.info.ownOnly}
          onChange={(event) => void keepToOwn(app, event.currentTarget.checked)}
        />
        <span>Everyone changes only their own cards</span>
      </label>
      <LobbyChoice />
      <p>
        <a href={`/b/${app.boot.board.id}/people`}>People, invitations and what was done</a>
      </p>
    </fieldset>
  );
}
