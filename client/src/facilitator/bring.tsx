/** Bring everyone here: an invitation to look at what I see. It moves nobody by itself. */
import locate from 'lucide-static/icons/locate.svg?raw';
import { useApp } from '../panels/context';
import { Drawn } from '../panels/icon';
import { ask } from './ask';
import { Tile } from './tile';

export function BringTile() {
  const app = useApp();
  app.live.value.watch.session.value;
  const { spotlight } = app.session.value.view.session;
  const mine = spotlight?.by === app.me.participant;
  const bring = async () => {
    if (mine) return void ask(app, 'spotlight', { off: true });
    const { ok } = await ask(app, 'spotlight', {
      view: seenNow(app.camera.peek(), app.canvas.peek()?.size.peek()),
    });
    if (ok) app.announce('Everyone was asked to come here.');
  };
  return (
    <Tile
      icon={<Drawn source={locate} />}
      word="Bring everyone"
      says={mine ? 'Asked. Press to stop' : 'To what I can see'}
      on={mine}
      onPress={bring}
    />
  );
}

const USUAL = { w: 1200, h: 800 };

/** The part of the board in my window: x, y, width, height. */
function seenNow(camera: { x: number; y: number; z: number }, size = USUAL): number[] {
  const { w, h } = size.w ? size : USUAL;
  return [camera.x, camera.y, w / camera.z, h / camera.z].map(Math.round);
}
