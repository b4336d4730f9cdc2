/** What the timer says: by the server's time, since clocks of machines may be wrong. */
import type { TimerInfo } from '../board/schema';
import { serverNow } from '../wire/clock';
import { count } from './words';

export type TimerState = 'running' | 'last' | 'paused' | 'over';

export function leftMs(timer: TimerInfo): number {
  return timer.ends === null ? timer.leftMs : Math.max(0, timer.ends - serverNow());
}

export function timerState(timer: TimerInfo, left: number): TimerState {
  if (timer.ends === null) return 'paused';
  if (left === 0) return 'over';
  return left <= 60_000 ? 'last' : 'running';
}

/** "06:40"; the second that has begun counts. */
export function timeShown(left: number): string {
  const seconds = Math.ceil(left / 1000);
  return `${pad(Math.floor(seconds / 60))}:${pad(seconds % 60)}`;
}

/** "6 minutes 40 seconds", "1 minute". */
export function minutesSaid(left: number): string {
  const seconds = Math.ceil(left / 1000);
  const [min, s] = [Math.floor(seconds / 60), seconds % 60];
  const parts = [min && count(min, 'minute', 'minutes'), (s || !min) && count(s, 'second', 'seconds')];
  return parts.filter(Boolean).join(' ');
}

function pad(n: number): string {
  return String(n).padStart(2, '0');
}
