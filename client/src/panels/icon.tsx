/** Line icons (lucide) and the product's own glyphs, as inline SVG that takes the text's colour. */
import check from 'lucide-static/icons/check.svg?raw';
import chevron from 'lucide-static/icons/chevron-down.svg?raw';
import alert from 'lucide-static/icons/circle-alert.svg?raw';
import help from 'lucide-static/icons/circle-question-mark.svg?raw';
import cloudCheck from 'lucide-static/icons/cloud-check.svg?raw';
import contrast from 'lucide-static/icons/contrast.svg?raw';
import doorOpen from 'lucide-static/icons/door-open.svg?raw';
import ellipsis from 'lucide-static/icons/ellipsis.svg?raw';
import eyeOff from 'lucide-static/icons/eye-off.svg?raw';
import footprints from 'lucide-static/icons/footprints.svg?raw';
import hand from 'lucide-static/icons/hand.svg?raw';
import heartHandshake from 'lucide-static/icons/hand-heart.svg?raw';
import helping from 'lucide-static/icons/hand-helping.svg?raw';
import handshake from 'lucide-static/icons/handshake.svg?raw';
import lightbulb from 'lucide-static/icons/lightbulb.svg?raw';
import loader from 'lucide-static/icons/loader.svg?raw';
import lock from 'lucide-static/icons/lock.svg?raw';
import megaphone from 'lucide-static/icons/megaphone.svg?raw';
import comment from 'lucide-static/icons/message-circle.svg?raw';
import quote from 'lucide-static/icons/message-square-quote.svg?raw';
import select from 'lucide-static/icons/mouse-pointer-2.svg?raw';
import pen from 'lucide-static/icons/pen-line.svg?raw';
import plus from 'lucide-static/icons/plus.svg?raw';
import puzzle from 'lucide-static/icons/puzzle.svg?raw';
import redo from 'lucide-static/icons/redo-2.svg?raw';
import thread from 'lucide-static/icons/spline.svg?raw';
import zone from 'lucide-static/icons/square-dashed.svg?raw';
import note from 'lucide-static/icons/sticky-note.svg?raw';
import undo from 'lucide-static/icons/undo-2.svg?raw';
import unlink from 'lucide-static/icons/unlink.svg?raw';
import person from 'lucide-static/icons/user.svg?raw';
import offline from 'lucide-static/icons/wifi-off.svg?raw';
import { h } from 'preact';
import type { Kind } from '../board/schema';

/** What the first look needs; all others are in icons.tsx. */
export const FIRST = {
  check, chevron, help, alert, cloudCheck, doorOpen, ellipsis, eyeOff, footprints, heartHandshake, helping,
  hand, handshake, lightbulb, loader, lock, megaphone, comment, quote, select, pen, plus, puzzle, redo, thread,
  note, contrast, undo, unlink, person, offline, zone,
} as const; // biome-ignore format: a list of names reads better in lines

export type IconName = keyof typeof FIRST;

const KIND_ICON: Record<Kind, IconName> = {
  story: 'quote',
  touchpoint: 'footprints',
  problem: 'puzzle',
  idea: 'lightbulb',
  challenge: 'help',
  commitment: 'handshake',
  note: 'note',
};

/** Markup of one icon, for code that builds elements by hand. */
export function icon(name: IconName): string {
  return drawn(FIRST[name]);
}

export function drawn(source: string): string {
  return `<svg class="i" viewBox="0 0 24 24" aria-hidden="true">${source}</svg>`;
}

export function kindIcon(kind: Kind): IconName {
  return KIND_ICON[kind];
}

type Shape = readonly [tag: string, attributes: Record<string, string>];
const shapes = new Map<string, readonly Shape[]>();

/** The drawing read once: a thousand rows would parse its markup a thousand times. */
function shapesOf(source: string): readonly Shape[] {
  const known = shapes.get(source);
  if (known) return known;
  const read = [...source.matchAll(/<(\w+)([^>]*)\/>/g)].map(
    ([, tag, attributes]): Shape => [
      tag!,
      Object.fromEntries(
        [...attributes!.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
      ),
    ],
  );
  shapes.set(source, read);
  return read;
}

export function Icon({ name }: { name: IconName }) {
  return <Drawn source={FIRST[name]} />;
}

/** An icon from its own file, for parts that are not there at first and bring their icons along. */
export function Drawn({ source }: { source: string }) {
  return (
    <svg class="i" viewBox="0 0 24 24" aria-hidden="true">
      {shapesOf(source).map(([tag, attributes], n) => h(tag, { ...attributes, key: n }))}
    </svg>
  );
}

/** The small picture of a card's shape, by kind: d is the outline, fill the heavy part. */
const GLYPH: Record<Kind, { d: string; fill?: string; dash?: string; disc?: true }> = {
  story: { d: 'M5 2h20a4 4 0 0 1 4 4v11a4 4 0 0 1-4 4H8l-7 4.5V6a4 4 0 0 1 4-4z' },
  touchpoint: { d: 'M9 3h16a4 4 0 0 1 4 4v12a4 4 0 0 1-4 4H9a4 4 0 0 1-4-4V7a4 4 0 0 1 4-4z', disc: true },
  problem: { d: 'M1 2h21l7 7v14H1z', fill: 'M1 2h4v21H1z' },
  idea: { d: 'M1 23V10a8 8 0 0 1 8-8h12a8 8 0 0 1 8 8v13z', fill: 'M1 20h28v3H1z' },
  challenge: { d: 'M9 2h20v22H9L1 13z', fill: 'M9 2 1 13l8 11V2z' },
  commitment: { d: 'M1 2h28v11.5a2.5 2.5 0 0 0 0 5V24H1v-5.500a2.5 2.5 0 0 0 0-5z', dash: 'M6 16h18' },
  note: { d: 'M3 2h24v21H3z', fill: 'M3 2h24v4H3z' },
};

export function KindGlyph({ kind }: { kind: Kind }) {
  const { d, fill, dash, disc } = GLYPH[kind];
  return (
    <svg class={`kglyph k-${kind}`} viewBox="0 0 30 26" aria-hidden="true">
      <path d={d} />
      {fill && <path d={fill} class="fill" />}
      {dash && <path d={dash} stroke-dasharray="2.5 2.5" />}
      {disc && <circle cx="6" cy="8" r="5" class="fill" />}
    </svg>
  );
}

/** A room with its door open: a round person (citizen) and a square one (service) inside. */
export function Logo() {
  return (
    <svg viewBox="0 0 40 40" aria-hidden="true">
      <path
        d="M25 35.5H9A4.5 4.5 0 0 1 4.5 31V9A4.5 4.5 0 0 1 9 4.5h22A4.5 4.5 0 0 1 35.5 9v16"
        fill="none"
        stroke="currentColor"
        stroke-width="3.2"
        stroke-linecap="round"
      />
      <path
        d="M25 35.5A10.5 10.5 0 0 0 35.5 25"
        fill="none"
        stroke="currentColor"
        stroke-width="1.8"
        stroke-linecap="round"
        stroke-dasharray=".1 4.1"
      />
      <circle cx="14.7" cy="19" r="5.3" class="logo__lamp" />
      <rect x="20.6" y="13.7" width="10.6" height="10.6" rx="2" fill="currentColor" />
    </svg>
  );
}
