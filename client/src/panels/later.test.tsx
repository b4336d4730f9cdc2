// @vitest-environment happy-dom
/** Parts of the page that are fetched when they are needed. */
import { type ComponentType, render } from 'preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { App } from '../app/app';
import { AppContext } from './context';
import { later } from './later';

let page: HTMLElement;
const app = { announce: () => {} } as unknown as App;

beforeEach(() => {
  page = document.body.appendChild(document.createElement('div'));
});

afterEach(() => {
  render(null, page);
  page.remove();
});

function draw(Part: ComponentType): void {
  render(
    <AppContext.Provider value={app}>
      <Part />
    </AppContext.Provider>,
    page,
  );
}

const Menu = () => <p>a menu</p>;

test('R770 a part is drawn when it is here', async () => {
  const Part = later(async () => Menu);
  draw(Part);
  expect(page.textContent).toBe('');
  await vi.waitFor(() => expect(page.textContent).toBe('a menu'));
});

test('R770 a part that came by itself just after it was wanted is drawn too', async () => {
  const Part = later(async () => Menu);
  draw(Part);
  await Part.load(); // before Preact has run the effects of what it drew
  expect(page.textContent).toBe('');
  await vi.waitFor(() => expect(page.textContent).toBe('a menu'));
});

test('R770 a part that is here already is drawn at once', async () => {
  const Part = later(async () => Menu);
  await Part.load();
  draw(Part);
  expect(page.textContent).toBe('a menu');
});
