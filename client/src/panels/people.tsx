/** Who is here, by group; myself first. */
import { lookWith } from '../app/look-with';
import { useApp } from './context';
import { Dialog } from './dialog';
import { Icon } from './icon';
import { Mark } from './mark';

export function PeopleDialog() {
  const app = useApp();
  return (
    <Dialog title="The people here" side>
      <PeopleList />
      {app.invite.value && (
        <p class="dialog__acts">
          <button type="button" class="btn btn--primary" onClick={() => app.open({ kind: 'invite' })}>
            <Icon name="doorOpen" />
            Invite people
          </button>
        </p>
      )}
    </Dialog>
  );
}

const ROLE: Record<string, string> = { facilitator: 'runs this session', observer: 'is watching' };

export function PeopleList() {
  const app = useApp();
  const { people, watch } = app.live.value;
  watch.info.value;
  return (
    <div class="groups">
      {people.groups(app.session.value.view).map(({ group, people: members }) => (
        <section key={group.name} class="group">
          <h3>
            <Mark group={group} quiet />
            {group.name === 'Citizen' ? 'Citizens' : group.name}
            <span class="muted small">{members.length}</span>
          </h3>
          <ul>
            {members.map((person) => (
              <li key={person.participant}>
                {person.name}
                {person.participant === app.me.participant && <b> (you)</b>}
                {ROLE[person.role] && <span class="muted small"> {ROLE[person.role]}</span>}
                {person.participant !== app.me.participant && (
                  <button
                    type="button"
                    class="btn btn--sm group__look"
                    onClick={() => {
                      app.close();
                      lookWith(app, person.participant);
                    }}
                  >
                    Look with<span class="vh"> {person.name}</span>
                    <span aria-hidden="true"> them</span>
                  </button>
                )}
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
