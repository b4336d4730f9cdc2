/** Whether newcomers wait at the door until a facilitator lets them in. */
import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../panels/context';
import { ask } from './ask';

export function LobbyChoice() {
  const app = useApp();
  const [on, setOn] = useState<boolean | null>(null);
  useEffect(() => {
    fetch(`/api/b/${app.boot.board.id}/door`)
      .then(async (answer) => answer.ok && setOn(((await answer.json()) as { on: boolean }).on))
      .catch(() => undefined);
  }, []);
  const choose = async (wanted: boolean) => {
    const { ok } = await ask(app, 'door', { on: wanted });
    if (!ok) return;
    setOn(wanted);
    app.announce(wanted ? 'Newcomers wait until you let them in.' : 'Newcomers come in at once.');
  };
  return (
    <label class="choice">
      <input
        type="checkbox"
        checked={on === true}
        disabled={on === null}
        onChange={(event) => void choose(event.currentTarget.checked)}
      />
      <span>People wait to be let in</span>
    </label>
  );
}
