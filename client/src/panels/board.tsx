/** The canvas with its tools around it. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { beside } from '../app/details';
import { useApp } from './context';
import { later } from './later';
import { PromptBar } from './prompt-bar';
import { ToolPalette } from './tool-palette';

/** Fetched as soon as this file is read, beside everything else. */
const canvasPart = () => import('../canvas/canvas');

const NavBox = later(() => import('./nav-box').then((part) => part.NavBox), true);

/** Beside the canvas; loaded with the rest once the page has time. */
export const DetailsPanel = later(() => import('./details').then((part) => part.DetailsPanel));

export function Board({ bare = false }: { bare?: boolean }) {
  return (
    <div class="desk">
      <main class="plane" id="board" tabIndex={-1} aria-label="Board">
        <CanvasHost />
        <Opening />
        {!bare && (
          <>
            <ToolPalette />
            <PromptBar />
            <NavBox />
          </>
        )}
      </main>
      {!bare && beside.value && <DetailsPanel />}
    </div>
  );
}

function CanvasHost() {
  const app = useApp();
  const session = app.session.value;
  const host = useRef<HTMLDivElement>(null);
  // With another role the canvas is another one: what it offers is made for a role.
  const { role } = app.me;
  const before = useRef(role);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let drop = () => {};
    let over = false;
    canvasPart().then(
      ({ Canvas }) => {
        if (over || !host.current) return;
        const canvas = new Canvas(host.current, app, session);
        app.canvas.value = canvas;
        drop = () => canvas.destroy();
        // Come from the outline: the card stays the same.
        const card = app.selected.peek();
        const elsewhere = before.current !== role && document.activeElement !== document.body;
        before.current = role;
        if (card && session.view.cards.has(card) && !elsewhere) canvas.focusCard(card);
      },
      () => setFailed(true),
    );
    return () => {
      over = true;
      app.canvas.value = null;
      drop();
    };
  }, [app, session, role]);
  return (
    <>
      <div class="canvas" key={role} ref={host} />
      {failed && (
        <p class="waits panel" role="alert">
          The board’s picture could not be loaded. You can work in the outline, or reload the page.
        </p>
      )}
    </>
  );
}

/** Until the first word of the server, when this browser has kept nothing. */
function Opening() {
  const app = useApp();
  app.live.value.watch.order.value;
  const { view, connection } = app.session.value;
  const known = view.zones.size + view.cards.size > 0;
  if (known || connection.synced.value || connection.refused.value) return null;
  return (
    <p class="waits panel" role="status">
      Opening the board…
    </p>
  );
}
