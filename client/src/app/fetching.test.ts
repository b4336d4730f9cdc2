// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { untilFetched } from './fetching';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function failing(times: number) {
  return vi.fn(async () => {
    if (times-- > 0) throw new TypeError('Failed to fetch dynamically imported module');
    return 'here';
  });
}

test('R770 what could not be fetched is tried again, ever more slowly, and that is told once', async () => {
  const [fetchPart, late] = [failing(3), vi.fn()];
  const part = untilFetched(fetchPart, late);
  await vi.advanceTimersByTimeAsync(1_000 + 2_000);
  expect(fetchPart).toHaveBeenCalledTimes(3);
  expect(late).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(3_999);
  expect(fetchPart).toHaveBeenCalledTimes(3);
  await vi.advanceTimersByTimeAsync(1);
  expect(await part).toBe('here');
});

test('R770 it is tried again at once when the browser is back online', async () => {
  const fetchPart = failing(1);
  const part = untilFetched(fetchPart);
  await vi.advanceTimersByTimeAsync(10);
  dispatchEvent(new Event('online'));
  await vi.advanceTimersByTimeAsync(0);
  expect(await part).toBe('here');
});
