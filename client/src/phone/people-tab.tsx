/** Who is here, how others come in, and how the page looks and sounds. */
import { BoardLinks } from '../panels/board-links';
import { useApp } from '../panels/context';
import { Icon } from '../panels/icon';
import { PeopleList } from '../panels/people';
import { Settings } from '../panels/settings';

export function PeopleTab() {
  const app = useApp();
  return (
    <>
      <section>
        <h2>The people here</h2>
        <PeopleList />
        {app.invite.value && (
          <button
            type="button"
            class="btn btn--primary btn--lg btn--block"
            onClick={() => app.open({ kind: 'invite' })}
          >
            <Icon name="doorOpen" />
            Invite people
          </button>
        )}
      </section>
      <section>
        <h2>More of this board</h2>
        <BoardLinks />
      </section>
      <section>
        <h2>Look and sound</h2>
        <Settings />
      </section>
    </>
  );
}
