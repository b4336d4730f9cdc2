/** What facilitators do to zones, in words; canvas, outline and zone menu do the same. */
import * as write from '../board/commands/zones';
import type { App } from './app';
import { zoneName } from './words';

/** Move a zone with its cards. */
export function moveZoneBy(app: App, id: string, dx: number, dy: number): void {
  const { commands, view } = app.session.peek();
  const zone = view.zones.get(id);
  if (!zone) return;
  write.moveZone(commands.inside, id, [zone.pos[0] + dx, zone.pos[1] + dy]);
  const way = dx ? (dx < 0 ? 'left' : 'right') : dy < 0 ? 'up' : 'down';
  app.announce(`${zoneName(zone)} moved ${way}, with its cards.`);
}

export function sizeZoneBy(app: App, id: string, dw: number, dh: number): void {
  const { commands, view } = app.session.peek();
  const zone = view.zones.get(id);
  if (!zone) return;
  write.setZone(commands.inside, id, { size: [zone.size[0] + dw, zone.size[1] + dh] });
  saySize(app, id);
}

export function saySize(app: App, id: string): void {
  const zone = app.session.peek().view.zones.get(id);
  const [w, h] = zone?.size.map(Math.round) ?? [];
  app.announce(`${zoneName(zone)} is ${w} wide and ${h} high.`);
}

/** One place earlier or later in the order the outline, the phone and screen readers go by. */
export function shiftZone(app: App, id: string, by: 1 | -1): void {
  const { commands, view } = app.session.peek();
  const zones = view.zoneList();
  const at = zones.findIndex((zone) => zone.id === id);
  if (!zones[at] || !zones[at + by]) return;
  write.orderZone(commands.inside, id, (by < 0 ? zones[at - 1] : zones[at + 2])?.id ?? null);
  app.announce(`${zoneName(zones[at])} is ${at + by + 1} of ${zones.length}.`);
}

/** Its cards stay on the board. */
export function deleteZone(app: App, id: string): void {
  const { commands, view } = app.session.peek();
  const name = zoneName(view.zones.get(id));
  write.deleteZone(commands.inside, id);
  app.toast(`${name} deleted. Its cards are still here.`, { label: 'Undo', run: () => app.undo() });
}
