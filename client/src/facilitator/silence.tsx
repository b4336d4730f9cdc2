/** Silent writing: how many cards are hidden, and showing them to everyone at once, or zone by zone. */
import eye from 'lucide-static/icons/eye.svg?raw';
import { stageNow } from '../app/stage';
import { count } from '../app/words';
import { isSilent } from '../board/session';
import { useApp } from '../panels/context';
import { Drawn, Icon } from '../panels/icon';
import { ask } from './ask';
import { goTo } from './go';
import { Tile } from './tile';

/** The next silent stage, or what the one that is on now holds. */
export function SilentTile() {
  const app = useApp();
  app.live.value.watch.session.value;
  const { view } = app.session.value;
  const { silent, stages, stage } = view.session;
  const on = stageNow(view)?.silent === true && silent?.shown !== true;
  const next = stages.slice(stage + 1).find((one) => one.silent);
  const says = on
    ? `${count(silent?.count ?? 0, 'card', 'cards')} hidden`
    : next
      ? `Next: ${next.name}`
      : 'Not in this plan';
  const press = () => next && goTo(app, next);
  return (
    <Tile
      icon={<Icon name="eyeOff" />}
      word="Silent writing"
      says={says}
      on={on}
      why={on || next ? undefined : 'No stage is silent'}
      onPress={on ? () => app.announce(says) : press}
    />
  );
}

export function RevealTile() {
  const app = useApp();
  app.live.value.watch.session.value;
  const { session } = app.session.value.view;
  const quiet = session.stages[session.stage]?.silent === true && session.silent?.shown !== true;
  const reveal = async () => {
    const { ok, said } = await ask(app, 'reveal', { all: true });
    if (ok) app.toast(`${count(Number(said.shown), 'card is', 'cards are')} on the board for everyone.`);
  };
  return (
    <Tile
      icon={<Drawn source={eye} />}
      word="Reveal all"
      says="Everyone, at once"
      why={quiet ? undefined : 'Nothing is hidden'}
      onPress={reveal}
    />
  );
}

/** One zone at a time, where several hold something. */
export function RevealZones() {
  const app = useApp();
  const { watch } = app.live.value;
  watch.session.value;
  watch.order.value;
  const { view } = app.session.value;
  const { session } = view;
  const zones = view
    .zoneList()
    .filter(({ id }) => isSilent(session, id) && (session.silent?.zones[id] ?? 0) > 0);
  if (zones.length < 2) return null;
  return (
    <ul class="revealzones" aria-label="Show one zone">
      {zones.map(({ id, title }) => (
        <li key={id}>
          <span class="grow">
            {title} <span class="muted">{count(session.silent?.zones[id] ?? 0, 'card', 'cards')}</span>
          </span>
          <button type="button" class="btn btn--sm" onClick={() => ask(app, 'reveal', { zone: id })}>
            Show<span class="vh"> what is written in {title}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
