/** The banner's place: its code comes once there has been something to say, or when the page has time. */
import { useState } from 'preact/hooks';
import { useApp } from './context';
import { later } from './later';

export const BannerPart = later(() => import('./banner').then((part) => part.Banner));

const SpotlightBar = later(() => import('./spotlight').then((part) => part.SpotlightBar));

export function Banner() {
  return (
    <>
      <Trouble />
      <Asked />
    </>
  );
}

/** A facilitator asks everyone to look somewhere; who asks is not asked. */
function Asked() {
  const app = useApp();
  app.live.value.watch.session.value;
  const { spotlight } = app.session.value.view.session;
  return spotlight && spotlight.by !== app.me.participant ? <SpotlightBar light={spotlight} /> : null;
}

function Trouble() {
  const app = useApp();
  const { connection, view } = app.session.value;
  app.live.value.watch.session.value;
  const { state } = connection.saved.value;
  const trouble = state === 'offline' || state === 'problem' || connection.refused.value !== null;
  const [ever, setEver] = useState(false);
  if (trouble && !ever) setEver(true);
  const told = app.door.value + app.unread.value + (app.narrow.value ? app.desk.value : 0) > 0;
  return ever || trouble || view.frozen || told ? <BannerPart /> : null;
}
