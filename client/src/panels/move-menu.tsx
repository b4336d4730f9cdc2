/** Every drag has this twin: a zone, before or after another card, one place up or down. */
import { place, shift } from '../app/act-on';
import type { Anchor } from '../app/app';
import { KIND, nameOf, refOf, zoneKind } from '../app/words';
import type { Commands } from '../board/commands';
import { mayStand } from '../board/rights';
import type { CardView, ZoneView } from '../board/schema';
import { useApp } from './context';
import { KindGlyph } from './icon';
import { Icon } from './icons';
import { Menu, type MenuItem } from './menu';
import { Picker } from './picker';

export function MoveMenu({ card: id, at }: { card: string; at: Anchor }) {
  const app = useApp();
  const { view, commands } = app.session.value;
  const card = view.cards.get(id);
  if (!card) return null;
  const beside = view.cardsIn(card.zone);
  const index = beside.findIndex((other) => other.id === id);
  const zones: MenuItem[] = view.zoneList().map((zone) => ({
    label: zone.title,
    icon: <KindGlyph kind={zoneKind(zone)} />,
    why: zone.id === card.zone ? 'here now' : whyNotThere(commands, zone, card),
    run: () => place(app, id, zone.id, null),
  }));
  const alone = view.cards.size < 2 ? 'there is no other card' : undefined;
  const items: (MenuItem | null)[] = [
    ...zones,
    zones.length ? null : undefined,
    {
      label: 'Before another card…',
      icon: <Icon name="arrowUp" />,
      why: alone,
      run: () => app.open({ kind: 'beside', card: id, after: false }),
    },
    {
      label: 'After another card…',
      icon: <Icon name="arrowDown" />,
      why: alone,
      run: () => app.open({ kind: 'beside', card: id, after: true }),
    },
    {
      label: 'Up one place',
      icon: <Icon name="arrowUp" />,
      keys: 'Alt ↑',
      why: index <= 0 ? 'already first' : undefined,
      run: () => shift(app, id, -1),
    },
    {
      label: 'Down one place',
      icon: <Icon name="arrowDown" />,
      keys: 'Alt ↓',
      why: index >= beside.length - 1 ? 'already last' : undefined,
      run: () => shift(app, id, 1),
    },
  ].filter((item) => item !== undefined);
  return <Menu label={`Move ${refOf(card)}`} at={at} items={items} />;
}

/** Short, since the zone's name stands beside it. */
function whyNotThere(commands: Commands, zone: ZoneView, { id, kind }: CardView): string | undefined {
  if (commands.mayMove(id, zone.id) === true) return undefined;
  return mayStand(zone, kind) === true ? 'locked' : `not for ${KIND[kind].many.toLowerCase()}`;
}

/** Which card to go before or after, from all zones. */
export function BesidePicker({ card: id, after }: { card: string; after: boolean }) {
  const app = useApp();
  const { view, commands } = app.session.value;
  const card = view.cards.get(id);
  if (!card) return null;
  const others = [...view.zoneList().map((zone) => zone.id), null].flatMap((zone) => view.cardsIn(zone));
  const choices = others
    .filter((other) => other.id !== id && commands.mayMove(id, other.zone) === true)
    .map((other) => ({
      id: other.id,
      kind: other.kind,
      label: nameOf(other),
      note: (other.zone && view.zones.get(other.zone)?.title) || '',
      run: () => {
        const zone = view.cardsIn(other.zone).filter((one) => one.id !== id);
        const next = zone[zone.findIndex((one) => one.id === other.id) + 1];
        place(app, id, other.zone, after ? (next?.id ?? null) : other.id);
      },
    }));
  return <Picker title={`Put ${refOf(card)} ${after ? 'after' : 'before'}…`} choices={choices} />;
}
