/** Whose words these are: a square mark for a department (hue, initials, pattern), a round one for a citizen. */
import type { Group } from '../app/words';
import { icon } from '../panels/icon';

const UNSAFE: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text made safe to stand in markup. */
export function safe(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => UNSAFE[letter]!);
}

export function mark(group: Group, size: 'sm' | 'md' = 'sm'): string {
  const small = size === 'sm' ? ' mark--sm' : '';
  const label = `role="img" aria-label="${safe(group.name)}"`;
  if (group.colour)
    return `<span class="mark dept--${group.colour}${small}" ${label}>${safe(group.initials)}</span>`;
  if (group.initials)
    return `<span class="mark mark--outside${small}" ${label}>${safe(group.initials)}</span>`;
  return `<span class="mark mark--citizen${small}" ${label}>${icon('person')}</span>`;
}
