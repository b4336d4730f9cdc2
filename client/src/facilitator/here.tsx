/** Who is here, by group: numbers beside marks, never names. */
import { howMany } from '../app/people';
import { count } from '../app/words';
import { useApp } from '../panels/context';
import { Mark } from '../panels/mark';

export function Here() {
  const app = useApp();
  const { people, watch } = app.live.value;
  watch.info.value;
  const here = howMany(app);
  const groups = people.groups(app.session.value.view);
  return (
    <section aria-label="Who is here">
      <h3>{here === null ? 'Who else is in the room?' : `${count(here, 'person', 'people')} in the room`}</h3>
      {here === null && <p>That is known again once there is a connection.</p>}
      <ul class="here">
        {groups.map(({ group, people: members }) => (
          <li key={group.name}>
            <Mark group={group} />
            <span class="tnum">{members.length}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
