/** Who is here, by group; myself first. A person or a group is found by some letters of its name. */
import { useState } from 'preact/hooks';
import { goToPerson, lookWith } from '../app/look-with';
import { howMany, type Person } from '../app/people';
import { count } from '../app/words';
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

/** As many are seen at a glance. */
const FEW = 2;

export function PeopleList() {
  const app = useApp();
  const [typed, setTyped] = useState('');
  const { people, watch } = app.live.value;
  watch.info.value;
  const words = typed.trim().toLocaleLowerCase();
  const fits = (name: string) => name.toLocaleLowerCase().includes(words);
  const groups = people
    .groups(app.session.value.view)
    .map(({ group, people: members }) => {
      const name = group.name === 'Citizen' ? 'Citizens' : group.name;
      return { group, name, members: fits(name) ? members : members.filter((one) => fits(one.name)) };
    })
    .filter(({ members }) => members.length > 0);
  const found = groups.reduce((n, { members }) => n + members.length, 0);
  return (
    <>
      {people.here.value.length > FEW && (
        <label class="field group__find">
          <span class="label">Find a person or group</span>
          <input
            class="input"
            type="search"
            autocomplete="off"
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </label>
      )}
      <p class="vh" role="status">
        {words && (found ? `${count(found, 'person fits', 'people fit')}.` : 'Nobody here is called that.')}
      </p>
      {words && found === 0 && <p>Nobody here is called that.</p>}
      {howMany(app) === null && <p>Who else is here is known again once there is a connection.</p>}
      <div class="groups">
        {groups.map(({ group, name, members }) => (
          <section key={name} class="group">
            <h3>
              <Mark group={group} quiet />
              {name}
              <span class="muted small">{members.length}</span>
            </h3>
            <ul>
              {members.map((person) => (
                <One key={person.participant} person={person} />
              ))}
            </ul>
          </section>
        ))}
      </div>
      {app.me.role === 'facilitator' && (
        <p class="small">
          <a href={`/b/${app.boot.board.id}/people`}>Change someone’s group or rights, or remove them</a>
        </p>
      )}
    </>
  );
}

function One({ person: { participant, name, role } }: { person: Person }) {
  const app = useApp();
  const me = participant === app.me.participant;
  const go = (way: typeof lookWith) => () => {
    app.close();
    if (app.narrow.peek()) app.tab.value = 'board';
    way(app, participant);
  };
  return (
    <li>
      <span class="group__name">
        {name}
        {me && <b> (you)</b>}
        {ROLE[role] && <span class="muted small"> {ROLE[role]}</span>}
      </span>
      {me ? (
        <a class="btn btn--sm group__look" href={`/b/${app.boot.board.id}/me`}>
          Change name or group
        </a>
      ) : (
        <>
          <button type="button" class="btn btn--sm group__look" onClick={go(goToPerson)}>
            Go<span class="vh"> to where {name} is</span>
            <span aria-hidden="true"> there</span>
          </button>
          <button type="button" class="btn btn--sm" onClick={go(lookWith)}>
            Look with<span class="vh"> {name}</span>
            <span aria-hidden="true"> them</span>
          </button>
        </>
      )}
    </li>
  );
}
