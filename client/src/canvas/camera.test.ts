import { expect, test } from 'vitest';
import {
  clampZoom,
  fitted,
  MAX_ZOOM,
  MIN_ZOOM,
  opened,
  panned,
  revealed,
  seen,
  toBoard,
  toScreen,
  zoomedAt,
} from './camera';

const NONE = { left: 0, top: 0, right: 0, bottom: 0 };
const SIZE = { w: 1000, h: 500 };

test('board and screen are each other’s way back', () => {
  const camera = { x: 120, y: -40, z: 0.8 };
  const [sx, sy] = toScreen(camera, 333, 77);
  const [x, y] = toBoard(camera, sx, sy);
  expect(x).toBeCloseTo(333);
  expect(y).toBeCloseTo(77);
});

test('the camera’s place is what the top left corner shows', () => {
  expect(toBoard({ x: 5, y: 6, z: 2 }, 0, 0)).toEqual([5, 6]);
  expect(seen({ x: 5, y: 6, z: 2 }, SIZE)).toEqual({ minX: 5, minY: 6, maxX: 505, maxY: 256 });
});

test('zooming keeps what is under the pointer under the pointer', () => {
  const camera = { x: 10, y: 20, z: 0.5 };
  const before = toBoard(camera, 300, 200);
  const after = toBoard(zoomedAt(camera, 300, 200, 1.7), 300, 200);
  expect(after[0]).toBeCloseTo(before[0]);
  expect(after[1]).toBeCloseTo(before[1]);
});

test('zoom has a nearest and a farthest', () => {
  expect(clampZoom(100)).toBe(MAX_ZOOM);
  expect(zoomedAt({ x: 0, y: 0, z: 1 }, 0, 0, 0.0001).z).toBe(MIN_ZOOM);
});

test('panning right shows what is to the left, by screen pixels', () => {
  expect(panned({ x: 0, y: 0, z: 2 }, 10, -10)).toEqual({ x: -5, y: 5, z: 2 });
});

test('a fitted box is whole, in the middle of what bars leave free, and never enlarged', () => {
  const box = { minX: 0, minY: 0, maxX: 2000, maxY: 400 };
  const camera = fitted(box, SIZE, { left: 100, top: 0, right: 100, bottom: 0 });
  expect(camera.z).toBeCloseTo(0.4);
  expect(toScreen(camera, 0, 200)).toEqual([100, 250]);
  expect(fitted({ minX: 0, minY: 0, maxX: 10, maxY: 10 }, SIZE, NONE).z).toBe(1);
});

test('a board opens at its top left, as wide as the window where that can be read', () => {
  const wide = opened({ minX: 100, minY: 50, maxX: 1350, maxY: 9000 }, SIZE, NONE);
  expect(wide).toEqual({ x: 100, y: 50, z: 0.8 });
  const huge = opened({ minX: 0, minY: 0, maxX: 90_000, maxY: 9000 }, SIZE, NONE);
  expect(huge.z).toBeGreaterThan(0.5);
});

test('what is in view already moves nothing; else the camera moves just far enough', () => {
  const camera = { x: 0, y: 0, z: 1 };
  expect(revealed(camera, { minX: 10, minY: 10, maxX: 90, maxY: 90 }, SIZE, NONE)).toBe(camera);
  const right = revealed(camera, { minX: 980, minY: 0, maxX: 1100, maxY: 90 }, SIZE, NONE);
  expect(right).toEqual({ x: 100, y: 0, z: 1 });
  const under = revealed(camera, { minX: 0, minY: 10, maxX: 50, maxY: 60 }, SIZE, { ...NONE, top: 40 });
  expect(under.y).toBe(-30);
});

test('a box larger than the window shows its top left', () => {
  const camera = revealed({ x: 0, y: 0, z: 1 }, { minX: 50, minY: 60, maxX: 5000, maxY: 5000 }, SIZE, NONE);
  expect(camera).toEqual({ x: 50, y: 60, z: 1 });
});
