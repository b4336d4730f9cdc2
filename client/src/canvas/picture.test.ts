import { expect, test } from 'vitest';
import type { Camera } from '../app/app';
import { type Box, covers } from './box';
import { type Size, seen, toScreen } from './camera';
import { Picture } from './picture';

const SIZE: Size = { w: 1000, h: 800 };
const HERE: Camera = { x: 50, y: -30, z: 0.5 };

function painted(camera = HERE): { picture: Picture; box: Box } {
  const picture = new Picture();
  picture.resize(SIZE);
  return { picture, box: picture.begin(camera, SIZE) };
}

test('r184 a painting is moved while the window stays on it, and done anew when it leaves', () => {
  const { picture } = painted();
  expect(picture.lie({ ...HERE, x: 450 }, SIZE)).toEqual({ dx: -200, dy: 0, scale: 1 });
  expect(picture.lie({ ...HERE, x: 451 }, SIZE)).toBeNull();
});

test('r184 a painting whose board has changed is never shown again', () => {
  const { picture } = painted();
  picture.stale = true;
  expect(picture.lie(HERE, SIZE)).toBeNull();
});

test('a painting scaled for a zoom puts every point where the camera sees it', () => {
  const { picture } = painted();
  const camera = { x: 90, y: 10, z: 0.6 };
  const { dx, dy, scale } = picture.lie(camera, SIZE)!;
  const [bx, by] = [333, 444];
  // Where the point is in the painting, then where the painting's corner and scale put it on screen.
  const [px, py] = toScreen(HERE, bx, by).map((at, i) => at + [picture.margin.x, picture.margin.y][i]!);
  const [sx, sy] = toScreen(camera, bx, by);
  expect(px! * scale + dx - picture.margin.x).toBeCloseTo(sx);
  expect(py! * scale + dy - picture.margin.y).toBeCloseTo(sy);
  expect(picture.blurred(camera)).toBe(true);
});

test('no painting serves a zoom at which other things are painted', () => {
  const { picture } = painted({ ...HERE, z: 0.41 });
  expect(picture.lie({ ...HERE, z: 0.42 }, SIZE)).not.toBeNull();
  expect(picture.lie({ ...HERE, z: 0.39 }, SIZE)).toBeNull();
  expect(picture.lie({ ...HERE, z: 0.6 }, SIZE)).toBeNull();
});

test('while the board changes under a resting camera only the window is painted', () => {
  const { picture, box } = painted();
  expect(covers(box, seen(HERE, SIZE)) && box.maxX > seen(HERE, SIZE).maxX).toBe(true);
  picture.stale = true;
  expect(picture.begin(HERE, SIZE)).toEqual(seen(HERE, SIZE));
});
