/** Who speaks: a square with initials, pattern and hue for a department, round for a citizen. */
import type { Group } from '../app/words';
import { Icon } from './icon';

export interface MarkProps {
  readonly group: Group | null;
  readonly size?: 'sm' | 'lg' | 'xl';
  /** The group is written beside it. */
  readonly quiet?: boolean;
}

export function Mark({ group, size, quiet }: MarkProps) {
  if (!group) return null;
  const shape = group.colour ? `dept--${group.colour}` : group.initials ? 'mark--outside' : 'mark--citizen';
  const said = quiet ? { 'aria-hidden': true } : { role: 'img' as const, 'aria-label': group.name };
  return (
    <span class={`mark ${shape}${size ? ` mark--${size}` : ''}`} {...said}>
      {group.initials || <Icon name="person" />}
    </span>
  );
}
