// The same cards as labelled rectangles of Excalidraw, the same threads as its arrows, and a way to drive it.
import { CaptureUpdateAction, convertToExcalidrawElements, Excalidraw } from '@excalidraw/excalidraw';
import { createRoot } from 'react-dom/client';
import '@excalidraw/excalidraw/index.css';

window.EXCALIDRAW_ASSET_PATH = '/';
const { cards, threads } = await (await fetch('/board.json')).json();
const COLOURS = ['#ffc9c9', '#a5d8ff', '#ffec99', '#b2f2bb', '#eebefa'];

const elements = convertToExcalidrawElements(
  [
    ...cards.map(({ x, y, words, kind }, n) => ({
      type: 'rectangle',
      id: `card${n}`,
      x,
      y,
      width: 192,
      height: 180,
      backgroundColor: COLOURS[kind],
      fillStyle: 'solid',
      label: { text: words, fontSize: 14 },
    })),
    ...threads.map(([from, to], n) => ({
      type: 'arrow',
      id: `thread${n}`,
      x: cards[from].x,
      y: cards[from].y,
      start: { id: `card${from}` },
      end: { id: `card${to}` },
    })),
  ],
  { regenerateIds: false },
);

function drive(api) {
  let version = 1;
  const shift = (them, dx) => {
    const moved = new Set(them.map((n) => `card${n}`));
    version += 1;
    return api.getSceneElementsIncludingDeleted().map((element) => {
      const card = moved.has(element.id) ? element.id : moved.has(element.containerId) ? element.containerId : null;
      if (!card) return element;
      const from = elements.find(({ id }) => id === element.id);
      return { ...element, x: from.x + dx, y: from.y + dx / 2, version: element.version + 1, versionNonce: version };
    });
  };
  window.bench = {
    wheel: '.excalidraw__canvas.interactive',
    turn: 1.5,
    look: (x, y, z) =>
      api.updateScene({ appState: { scrollX: -x, scrollY: -y, zoom: { value: Math.max(0.1, z) } } }),
    selectAt: (them) =>
      api.updateScene({
        appState: { selectedElementIds: Object.fromEntries(them.map((n) => [`card${n}`, true])) },
        captureUpdate: CaptureUpdateAction.NEVER,
      }),
    cards: (them, dx) =>
      api.updateScene({ elements: shift(them, dx), captureUpdate: CaptureUpdateAction.NEVER }),
    cursors: (t) =>
      api.updateScene({
        collaborators: new Map(
          Array.from({ length: 50 }, (_, n) => [
            `s${n}`,
            {
              username: `Person ${n}`,
              pointer: { x: 700 + 500 * Math.sin(t + n), y: 450 + 300 * Math.cos(t * 1.3 + n), tool: 'pointer' },
            },
          ]),
        ),
      }),
  };
}

createRoot(document.getElementById('root')).render(
  <div style={{ height: '100vh' }}>
    <Excalidraw excalidrawAPI={drive} initialData={{ elements, appState: { scrollX: 0, scrollY: 0 } }} />
  </div>,
);
