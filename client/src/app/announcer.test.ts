// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Announcer } from './announcer';

describe('what is said aloud', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    localStorage.clear();
  });
  afterEach(() => vi.useRealTimers());

  /** Everything the polite region has said. */
  function listen(announcer: Announcer): string[] {
    const heard: string[] = [];
    announcer.polite.subscribe((text) => text && heard.push(text));
    return heard;
  }

  it('gathers my own results into one message', () => {
    const announcer = new Announcer();
    const heard = listen(announcer);
    announcer.say('P2 moved to Ideas.');
    announcer.say('I1, 2 of 4.');
    vi.advanceTimersByTime(200);
    expect(heard).toEqual(['P2 moved to Ideas. I1, 2 of 4.']);
  });

  it('tells others’ changes at most once in ten seconds', () => {
    const announcer = new Announcer();
    const heard = listen(announcer);
    for (let n = 0; n < 100; n++) {
      announcer.others(() => `${n + 1} new cards in Stories.`);
      vi.advanceTimersByTime(200);
    }
    expect(heard.length).toBeGreaterThanOrEqual(2);
    expect(heard.length).toBeLessThanOrEqual(3);
  });

  it('tells nothing of others when that is switched off, and urgent words all the same', () => {
    const announcer = new Announcer();
    const heard = listen(announcer);
    announcer.setLoudness('off');
    announcer.others(() => '1 card moved.');
    vi.advanceTimersByTime(120_000);
    announcer.alert('This card is locked.');
    expect(heard).toEqual([]);
    expect(announcer.urgent.value).toBe('This card is locked.');
  });

  it('makes the same words new, so that they are read again', () => {
    const announcer = new Announcer();
    announcer.alert('Already first.');
    const before = announcer.urgent.value;
    announcer.alert('Already first.');
    expect(announcer.urgent.value).not.toBe(before);
    expect(announcer.urgent.value.trim()).toBe(before.trim());
  });
});
