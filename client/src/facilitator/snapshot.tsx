/** Keeping the board as it is now, under a name of its own; moving on from a stage does it by itself. */
import camera from 'lucide-static/icons/camera.svg?raw';
import { useState } from 'preact/hooks';
import { useApp } from '../panels/context';
import { Drawn } from '../panels/icon';
import { ask } from './ask';
import { Tile } from './tile';

export function SnapshotTile() {
  const app = useApp();
  const [last, setLast] = useState('');
  const take = async () => {
    const { ok, said } = await ask(app, 'snapshot', {});
    if (!ok) return;
    setLast(String(said.title));
    app.toast(`The board is kept as it is now: “${said.title}”.`);
  };
  return (
    <Tile
      icon={<Drawn source={camera} />}
      word="Take a snapshot"
      says={last ? `Last: ${last}` : 'Keep it as it is now'}
      onPress={take}
    />
  );
}
