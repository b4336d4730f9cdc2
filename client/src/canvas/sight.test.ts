// @vitest-environment happy-dom
import { signal } from '@preact/signals-core';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Camera } from '../app/app';
import { boxAt } from './box';
import { Sight } from './sight';

beforeEach(() => {
  vi.stubGlobal('matchMedia', () => ({ matches: true, addEventListener() {} })); // less motion: no flights
});

function sight(): { sight: Sight; camera: () => Camera } {
  const camera = signal<Camera>({ x: 0, y: 0, z: 1 });
  const one = new Sight(camera);
  one.resize(1440, 800);
  return { sight: one, camera: () => camera.peek() };
}

test('what was fitted into the window is fitted again when that changes its size', () => {
  const { sight: one, camera } = sight();
  one.fit(boxAt(0, 0, 4_000, 2_000));
  const whole = camera();
  one.resize(1048, 800);
  expect(camera().z).toBeLessThan(whole.z);
  one.resize(1440, 800);
  expect(camera()).toEqual(whole);
});

test('who has looked elsewhere since stays there', () => {
  const { sight: one, camera } = sight();
  one.fit(boxAt(0, 0, 4_000, 2_000));
  one.look({ x: 5, y: 6, z: 1 });
  one.resize(1048, 800);
  expect(camera()).toEqual({ x: 5, y: 6, z: 1 });
});

test('a keyboard that comes up on a small screen moves nothing', () => {
  const { sight: one, camera } = sight();
  one.resize(390, 700);
  one.open(boxAt(0, 0, 2_000, 900), boxAt(0, 0, 500, 900));
  const before = camera();
  one.resize(390, 380);
  expect(camera()).toBe(before);
});
