/** Bring everyone here: an invitation to look at what I see. It moves nobody by itself. */
import locate from 'lucide-static/icons/locate.svg?raw';
import { useEffect, useRef, useState } from 'preact/hooks';
import { isOn } from '../app/spotlight';
import type { Spotlight } from '../board/schema';
import { useApp } from '../panels/context';
import { Drawn } from '../panels/icon';
import { ask } from './ask';
import { Tile } from './tile';

/** What I ask everyone to look at now, if I do. */
function useMine(): Spotlight | null {
  const app = useApp();
  app.live.value.watch.session.value;
  const { spotlight } = app.session.value.view.session;
  return spotlight?.by === app.me.participant && isOn(spotlight) ? spotlight : null;
}

export function BringTile() {
  const app = useApp();
  const mine = useMine();
  const [wanted, want] = useState<boolean | null>(null);
  const last = useRef<Promise<unknown>>(Promise.resolve());
  useEffect(() => want(null), [mine]);
  const on = wanted ?? mine !== null;

  const bring = async () => {
    if (on) return (await ask(app, 'spotlight', { off: true })).ok;
    const size = app.canvas.peek()?.size.peek();
    const { ok } = await ask(app, 'spotlight', { view: seenNow(app.camera.peek(), size) });
    if (ok) app.toast('Everyone was asked to look here.');
    return ok;
  };
  /** Pressed again before word of the last press is back, it takes that back: one after the other. */
  const press = () => {
    want(!on);
    last.current = last.current.then(bring).then((ok) => ok || want(null));
  };
  return (
    <Tile
      icon={<Drawn source={locate} />}
      word="Bring everyone"
      says={mine ? saysOf(mine) : 'To what I can see'}
      on={on}
      onPress={press}
    />
  );
}

function saysOf({ follow, card }: Spotlight): string {
  if (follow) return 'They may follow. Stop';
  return card ? 'To a card. Stop' : 'Asked. Stop';
}

/** While they are asked: let them go along wherever I go. */
export function FollowMe() {
  const app = useApp();
  const mine = useMine();
  if (!mine || mine.follow) return null;
  return (
    <button type="button" class="btn btn--sm" onClick={() => ask(app, 'spotlight', { follow: true })}>
      Let them follow me from here on
    </button>
  );
}

const USUAL = { w: 1200, h: 800 };

/** The part of the board in my window: x, y, width, height. */
function seenNow(camera: { x: number; y: number; z: number }, size = USUAL): number[] {
  const { w, h } = size.w ? size : USUAL;
  return [camera.x, camera.y, w / camera.z, h / camera.z].map(Math.round);
}
