/** Whose voices have been heard so far: numbers of cards by group, and in words who is quiet. */
import { count, type Group, groupOf } from '../app/words';
import { useApp } from '../panels/context';
import { Mark } from '../panels/mark';
import { type Voice, voicesByGroup, voicesByPlace } from './voices';

export function Voices() {
  const app = useApp();
  const { people, watch } = app.live.value;
  watch.anyCard.value;
  watch.info.value;
  const { view } = app.session.value;
  const here = people.here.value.map((one) => ({ ...one, remote: one.remote === true }));
  const groups = voicesByGroup(view.cards.values(), here);
  const places = voicesByPlace(view.cards.values(), here);
  const group = (id: string) => groupOf(id, view.info.departments);
  const total = groups.reduce((sum, { cards }) => sum + cards, 0);
  const quiet = groups.filter((voice) => voice.quiet).map(({ id }) => nameOf(group(id)));
  return (
    <section class="voices" aria-label="Voices">
      <h3>Cards so far</h3>
      {groups.length === 0 ? (
        <p class="small muted">Told by groups of three people or more, so never by person.</p>
      ) : total === 0 ? (
        <p class="small muted">None yet. Then by group: who has spoken, and who is quiet.</p>
      ) : (
        <>
          <ul>
            {groups.map((voice) => (
              <li key={voice.id}>
                <Mark group={group(voice.id)} size="sm" quiet />
                <span class="grow">{nameOf(group(voice.id))}</span>
                <span class="tnum">{count(voice.cards, 'card', 'cards')}</span>
                <progress max={Math.max(1, total)} value={voice.cards} aria-hidden="true" />
              </li>
            ))}
          </ul>
          {quiet.length > 0 && (
            <p class="small">
              <b>{listed(quiet)}</b> {quiet.length === 1 ? 'is' : 'are'} quieter than the rest.
            </p>
          )}
        </>
      )}
      {places.length > 0 && total > 0 && <p class="small">{placesSaid(places)}</p>}
    </section>
  );
}

function nameOf(group: Group | null): string {
  if (!group) return 'Others';
  return group.name === 'Citizen' ? 'Citizens' : group.name;
}

function placesSaid(places: readonly Voice[]): string {
  const said = places.map(({ id, cards, people }) => {
    const where = id === 'remote' ? 'joining from elsewhere' : 'in the room';
    return `${people} ${where}: ${count(cards, 'card', 'cards')}`;
  });
  const quiet = places.find((place) => place.quiet);
  const hint = quiet
    ? ` ${quiet.id === 'remote' ? 'Those elsewhere' : 'Those in the room'} are quieter.`
    : '';
  return `${said.join('; ')}.${hint}`;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
