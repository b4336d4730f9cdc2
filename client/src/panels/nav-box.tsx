/** Find your way: a small map of the board, and the zoom. */
import { effect, untracked, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { App } from '../app/app';
import { onThemeChange } from '../app/theme';
import { useApp } from './context';
import { Icon } from './icons';
import { type Box, MiniMap } from './mini-map';

const ZOOM_STEP = 1.25;
/** The zoom is told at once after quiet, and so often while it changes. */
const LEVEL_MS = 100;

export function NavBox() {
  const app = useApp();
  const canvas = app.canvas.value;
  // A signal as the text itself: a step of the camera draws nothing else. Each has the page lay out words, so not each is.
  const level = useSignal('');
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let told = 0;
    const tell = () => {
      timer = undefined;
      told = performance.now();
      level.value = `${Math.round(app.camera.peek().z * 100)}%`;
    };
    const stop = effect(() => {
      app.camera.value;
      const wait = told + LEVEL_MS - performance.now();
      if (wait <= 0) untracked(tell);
      else timer ??= setTimeout(tell, wait);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [app, level]);
  return (
    <aside class="navbox panel" aria-label="Find your way">
      <MapPicture />
      <div class="navbox__zoom">
        <button
          type="button"
          class="icon-btn"
          aria-label="Zoom out"
          title="Zoom out (−)"
          onClick={() => canvas?.zoomBy(1 / ZOOM_STEP)}
        >
          <Icon name="minus" />
        </button>
        <button
          type="button"
          class="navbox__level tnum"
          title="Back to 100% (0)"
          onClick={() => canvas?.zoomTo(1)}
        >
          {level}
          <span class="vh">, go to 100%</span>
        </button>
        <button
          type="button"
          class="icon-btn"
          aria-label="Zoom in"
          title="Zoom in (+)"
          onClick={() => canvas?.zoomBy(ZOOM_STEP)}
        >
          <Icon name="plus" />
        </button>
        <button
          type="button"
          class="icon-btn"
          aria-label="See the whole board"
          title="See the whole board (1)"
          onClick={() => canvas?.zoomToFit()}
        >
          <Icon name="maximize" />
        </button>
      </div>
    </aside>
  );
}

/** Cards that others drag change the board twenty times a second; the small map follows more calmly. */
const CALM_MS = 300;

/** A picture only: everything it shows is in the outline; pressing it looks there. */
function MapPicture() {
  const app = useApp();
  const picture = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const map = useRef<MiniMap | null>(null);
  const draw = useRef(() => {});
  const session = app.session.value;
  const { watch } = app.live.value;
  useEffect(() => {
    const made = new MiniMap(picture.current!, frame.current!, () => draw.current());
    map.current = made;
    const unfollow = onThemeChange(() => draw.current());
    return () => {
      unfollow();
      made.destroy();
    };
  }, []);
  useEffect(() => {
    let drawn = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    draw.current = () => {
      drawn = Date.now();
      map.current!.drawThings(session.view, whatISee(app));
      map.current!.drawLook(whatISee(app));
    };
    const stops = [
      effect(() => {
        watch.anyCard.value;
        watch.order.value;
        clearTimeout(timer);
        timer = setTimeout(() => draw.current(), drawn + CALM_MS - Date.now());
      }),
      effect(() => map.current!.drawLook(whatISee(app))),
      () => clearTimeout(timer),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [app, session, watch]);
  const go = (event: PointerEvent) => {
    if ((event.type === 'pointermove' && !event.buttons) || !map.current) return;
    const [x, y] = map.current.toBoard(event.offsetX, event.offsetY);
    const { w, h } = whatISee(app);
    app.camera.value = { ...app.camera.peek(), x: x - w / 2, y: y - h / 2 };
  };
  return (
    <div class="minimap" aria-hidden="true">
      <canvas ref={picture} onPointerDown={go} onPointerMove={go} />
      <div class="minimap__look" ref={frame} />
    </div>
  );
}

/** The part of the board in the window. */
function whatISee(app: App): Box {
  const { x, y, z } = app.camera.value;
  const { w, h } = app.canvas.value?.size.value ?? { w: 0, h: 0 };
  return { x, y, w: w / z, h: h / z };
}
