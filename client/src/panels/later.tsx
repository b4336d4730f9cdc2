/** A part of the page that is loaded when it is first needed, or before, when the page has time. */
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { untilFetched } from '../app/fetching';
import { whenIdle } from '../app/idle';
import { useApp } from './context';

export interface Later<P> {
  (props: P): preact.JSX.Element | null;
  /** Fetch it now: offline it could not be fetched any more. */
  load(): Promise<void>;
}

/** `calm`: it can wait until the page has time. */
export function later<P extends object>(fetchPart: () => Promise<ComponentType<P>>, calm = false): Later<P> {
  let Part: ComponentType<P> | null = null;
  const load = async () => {
    Part ??= await fetchPart();
  };
  function LaterPart(props: P) {
    const app = useApp();
    const [, drawAgain] = useState(0);
    const Drawn = Part;
    useEffect(() => {
      if (Drawn) return; // not `Part`: it may have come since, and nothing is drawn yet
      const begin = calm ? whenIdle : (run: () => void) => run();
      const late = () => app.announce('A part of the page could not be loaded yet. We keep trying.', true);
      begin(() => void untilFetched(load, late).then(() => drawAgain((n) => n + 1)));
    }, []);
    return Drawn ? <Drawn {...props} /> : null;
  }
  return Object.assign(LaterPart, { load });
}
