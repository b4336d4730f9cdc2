/** Start a vote, or go to the one that is open. */
import { useApp } from '../panels/context';
import { Icon } from '../panels/icons';
import { Tile } from './tile';

export function VoteTile() {
  const app = useApp();
  app.live.value.watch.session.value;
  const { poll } = app.session.value.view.session;
  const go = () => {
    if (!poll) return app.open({ kind: 'start-vote' });
    if (!app.narrow.peek()) return app.open({ kind: 'vote' });
    app.tab.value = 'vote';
    app.showDock(false);
  };
  return (
    <Tile
      icon={<Icon name="vote" />}
      word={poll ? 'Vote is open' : 'Start a vote'}
      says={poll ? 'See how many, close it' : 'Secret, by group'}
      on={poll !== null}
      onPress={go}
    />
  );
}
