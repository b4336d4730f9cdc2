/** The bar that asks me to look where a facilitator looks; it waits for my answer and moves nothing by itself. */
import locate from 'lucide-static/icons/locate.svg?raw';
import { useEffect, useRef, useState } from 'preact/hooks';
import { asks, goAlong, isOn } from '../app/spotlight';
import type { Spotlight } from '../board/schema';
import { useApp } from './context';
import { Drawn } from './icon';
import { Icon } from './icons';

export function SpotlightBar({ light }: { light: Spotlight }) {
  const app = useApp();
  const [answered, setAnswered] = useState(0);
  const on = answered !== light.at && isOn(light);
  const words = asks(app, light);
  useEffect(() => {
    if (on) app.announce(words);
  }, [light.at]);
  const along = useRef(false);
  useEffect(
    () => () => {
      // What I agreed to is over: nobody is led on by somebody who has stopped showing the way.
      if (along.current && app.following.peek() === light.by) app.following.value = null;
      along.current = false;
    },
    [light.at],
  );
  if (!on) return null;
  const go = () => {
    setAnswered(light.at);
    along.current = light.follow === true;
    goAlong(app, light);
  };
  return (
    <section class="bar bar--lamp banner" aria-label="Asked to look">
      <Drawn source={locate} />
      <span class="grow">{words}</span>
      <button type="button" class="btn btn--sm" onClick={go}>
        {light.follow ? 'Look along' : 'Show me'}
      </button>
      <button type="button" class="icon-btn" aria-label="Not now" onClick={() => setAnswered(light.at)}>
        <Icon name="close" />
      </button>
    </section>
  );
}
