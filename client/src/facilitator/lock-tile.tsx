/** Closing the board for changes by anybody but facilitators, and opening it again. */
import lockOpen from 'lucide-static/icons/lock-open.svg?raw';
import { useApp } from '../panels/context';
import { Drawn, Icon } from '../panels/icon';
import { closeBoard } from './lock';
import { Tile } from './tile';

export function LockTile() {
  const app = useApp();
  app.live.value.watch.session.value;
  const { frozen } = app.session.value.view;
  return (
    <Tile
      icon={frozen ? <Icon name="lock" /> : <Drawn source={lockOpen} />}
      word={frozen ? 'Board is locked' : 'Lock the board'}
      says={frozen ? 'Press to open it again' : 'Look, don’t touch'}
      on={frozen}
      onPress={() => void closeBoard(app, !frozen)}
    />
  );
}
