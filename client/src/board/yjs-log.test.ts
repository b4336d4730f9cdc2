import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import * as log from './yjs-log';

test('everything that Yjs takes from the logger is there', () => {
  const yjs = readFileSync(fileURLToPath(import.meta.resolve('yjs')).replace(/\.cjs$/, '.mjs'), 'utf8');
  const used = new Set([...yjs.matchAll(/\blogging\.(\w+)/g)].map(([, name]) => name ?? ''));
  expect(used.size).toBeGreaterThan(3);
  expect([...used].filter((name) => !(name in log))).toEqual([]);
});
