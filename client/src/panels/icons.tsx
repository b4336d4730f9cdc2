/** All the icons, for parts that are not there at first: these drawings come with them. */
import arrowDown from 'lucide-static/icons/arrow-down.svg?raw';
import arrowRight from 'lucide-static/icons/arrow-right.svg?raw';
import arrowUp from 'lucide-static/icons/arrow-up.svg?raw';
import copy from 'lucide-static/icons/copy.svg?raw';
import house from 'lucide-static/icons/house.svg?raw';
import map from 'lucide-static/icons/map.svg?raw';
import maximize from 'lucide-static/icons/maximize.svg?raw';
import minus from 'lucide-static/icons/minus.svg?raw';
import pencil from 'lucide-static/icons/pencil.svg?raw';
import serverOff from 'lucide-static/icons/server-crash.svg?raw';
import turnInto from 'lucide-static/icons/shapes.svg?raw';
import trash from 'lucide-static/icons/trash-2.svg?raw';
import people from 'lucide-static/icons/users.svg?raw';
import vote from 'lucide-static/icons/vote.svg?raw';
import close from 'lucide-static/icons/x.svg?raw';
import { Drawn, drawn, FIRST } from './icon';

const ALL = {
  ...FIRST,
  arrowDown, arrowRight, arrowUp, close, copy, house, map, maximize, minus, pencil, people, serverOff, trash, turnInto,
  vote,
} as const; // biome-ignore format: a list of names reads better in lines

export type IconName = keyof typeof ALL;

export function Icon({ name }: { name: IconName }) {
  return <Drawn source={ALL[name]} />;
}

/** Markup of one icon, for code that builds elements by hand. */
export function icon(name: IconName): string {
  return drawn(ALL[name]);
}
