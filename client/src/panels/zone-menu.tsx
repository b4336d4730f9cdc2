/** All that a facilitator can do to a zone, a press for each step: the twin of dragging it. */

import moveDown from 'lucide-static/icons/arrow-down.svg?raw';
import moveLeft from 'lucide-static/icons/arrow-left.svg?raw';
import moveRight from 'lucide-static/icons/arrow-right.svg?raw';
import moveUp from 'lucide-static/icons/arrow-up.svg?raw';
import narrower from 'lucide-static/icons/fold-horizontal.svg?raw';
import shorter from 'lucide-static/icons/fold-vertical.svg?raw';
import rows from 'lucide-static/icons/layout-grid.svg?raw';
import later from 'lucide-static/icons/list-end.svg?raw';
import earlier from 'lucide-static/icons/list-start.svg?raw';
import lockOpen from 'lucide-static/icons/lock-open.svg?raw';
import wider from 'lucide-static/icons/unfold-horizontal.svg?raw';
import taller from 'lucide-static/icons/unfold-vertical.svg?raw';
import type { Anchor } from '../app/app';
import { deleteZone, moveZoneBy, shiftZone, sizeZoneBy } from '../app/arrange';
import { foldZone } from '../app/folds';
import { tidyZone } from '../app/tidy';
import { zoneName } from '../app/words';
import { lockZone } from '../facilitator/lock';
import { useApp } from './context';
import { Drawn } from './icon';
import { Icon } from './icons';
import { Menu, type MenuItem } from './menu';

const STEP = 40;

export function ZoneMenu({ zone: id, at }: { zone: string; at: Anchor }) {
  const app = useApp();
  app.live.value.watch.order.value;
  const { view } = app.session.value;
  const zones = view.zoneList();
  const index = zones.findIndex((zone) => zone.id === id);
  if (index < 0) return null;
  const step = (label: string, icon: string, run: () => void, why?: string): MenuItem => ({
    label,
    icon: <Drawn source={icon} />,
    stays: true,
    why,
    run,
  });
  const items: (MenuItem | null)[] = [
    {
      label: 'Tidy up',
      icon: <Drawn source={rows} />,
      why: view.cardsIn(id).length ? undefined : 'it has no cards',
      run: () => tidyZone(app, id),
    },
    {
      label: 'Name, question and kinds…',
      icon: <Icon name="pencil" />,
      run: () => app.open({ kind: 'zone', zone: id }),
    },
    {
      label: app.folds.zones.value.has(id) ? 'Open it again, for me' : 'Fold it up, for me',
      icon: <Drawn source={app.folds.zones.value.has(id) ? taller : shorter} />,
      run: () => foldZone(app, id),
    },
    {
      label: zones[index]!.locked ? 'Unlock this zone' : 'Lock this zone',
      icon: zones[index]!.locked ? <Drawn source={lockOpen} /> : <Icon name="lock" />,
      run: () => void lockZone(app, id, !zones[index]!.locked),
    },
    null,
    step('Move left', moveLeft, () => moveZoneBy(app, id, -STEP, 0)),
    step('Move right', moveRight, () => moveZoneBy(app, id, STEP, 0)),
    step('Move up', moveUp, () => moveZoneBy(app, id, 0, -STEP)),
    step('Move down', moveDown, () => moveZoneBy(app, id, 0, STEP)),
    null,
    step('Wider', wider, () => sizeZoneBy(app, id, STEP, 0)),
    step('Narrower', narrower, () => sizeZoneBy(app, id, -STEP, 0)),
    step('Taller', taller, () => sizeZoneBy(app, id, 0, STEP)),
    step('Shorter', shorter, () => sizeZoneBy(app, id, 0, -STEP)),
    null,
    step(
      'Earlier in the order',
      earlier,
      () => shiftZone(app, id, -1),
      index === 0 ? 'first now' : undefined,
    ),
    step(
      'Later in the order',
      later,
      () => shiftZone(app, id, 1),
      index === zones.length - 1 ? 'last now' : undefined,
    ),
    null,
    {
      label: 'Delete, keep its cards',
      icon: <Icon name="trash" />,
      danger: true,
      run: () => deleteZone(app, id),
    },
  ];
  return <Menu label={`Change ${zoneName(zones[index])}`} at={at} items={items} />;
}
