/** Tells of a vote that opens or has closed; the rest is fetched with the first vote. */
import { useRef } from 'preact/hooks';
import { useApp } from './context';
import { later } from './later';

const Bar = later(() => import('../poll/bar').then((part) => part.VoteBar));

export function VoteBar() {
  const app = useApp();
  app.live.value.watch.session.value;
  const known = useRef(false);
  if (app.session.value.view.session.poll) known.current = true;
  return known.current ? <Bar /> : null;
}
