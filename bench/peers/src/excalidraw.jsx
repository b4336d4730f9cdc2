// The same cards as labelled rectangles of Excalidraw, the same threads as its arrows, and a way to drive it.
import { CaptureUpdateAction, convertToExcalidrawElements, Excalidraw } from '@excalidraw/excalidraw';
import { createRoot } from 'react-dom/client';
import { connected } from './connected.js';
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
  const first = new Map(elements.map((element) => [element.id, element]));
  /** `moved`: how far each of these cards is from where it lay at first; its words go with it. */
  const shift = (moved) => {
    version += 1;
    return api.getSceneElementsIncludingDeleted().map((element) => {
      const by = moved.get(element.id) ?? moved.get(element.containerId);
      if (!by) return element;
      const { x, y } = first.get(element.id);
      return { ...element, x: x + by[0], y: y + by[1], version: element.version + 1, versionNonce: version };
    });
  };
  /** As its own app does (excalidraw-app, Collab.tsx): each message is taken up by itself, the moment it comes. */
  let collaborators = new Map();
  const take = ({ type, payload }) => {
    if (type === 'SCENE_UPDATE') {
      const by = ({ id, x, y }) => [x - first.get(id).x, y - first.get(id).y];
      const moved = new Map(payload.elements.map((element) => [element.id, by(element)]));
      api.updateScene({ elements: shift(moved), captureUpdate: CaptureUpdateAction.NEVER });
      return;
    }
    const { socketId, ...person } = payload;
    collaborators = new Map(collaborators).set(socketId, { ...collaborators.get(socketId), ...person });
    api.updateScene({ collaborators });
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
      api.updateScene({
        elements: shift(new Map(them.map((n) => [`card${n}`, [dx, dx / 2]]))),
        captureUpdate: CaptureUpdateAction.NEVER,
      }),
    listen: (address) => connected(address, take),
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
