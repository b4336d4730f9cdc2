/** Look and sound: theme, how much is read out, single-key shortcuts. */

import type { Loudness } from '../app/announcer';
import { THEMES, type Theme } from '../app/theme';
import { useApp } from './context';
import { Dialog } from './dialog';
import { later } from './later';

const RoomSettings = later(() => import('../facilitator/room').then((part) => part.RoomSettings));

const THEME_WORDS: Record<Theme, string> = {
  auto: 'As my device',
  light: 'Light',
  dark: 'Dark',
  contrast: 'High contrast',
};

const LOUDNESS_WORDS: Record<Loudness, string> = {
  loud: 'Every few seconds, if something changed',
  quiet: 'At most once a minute',
  off: 'Never',
};

export function SettingsDialog() {
  return (
    <Dialog title="Look and sound">
      <Settings />
    </Dialog>
  );
}

function Elsewhere() {
  const { people } = useApp().live.value;
  people.here.value;
  return (
    <label class="choice">
      <input
        type="checkbox"
        checked={people.remote}
        onChange={(event) => people.joinFromElsewhere(event.currentTarget.checked)}
      />
      <span>I’m joining from elsewhere, not in the room</span>
    </label>
  );
}

export function Settings() {
  const app = useApp();
  const { announcer } = app;
  return (
    <div class="settings">
      {app.me.role === 'facilitator' && <RoomSettings />}
      <fieldset>
        <legend class="label">Colours</legend>
        {THEMES.map((theme) => (
          <Radio
            key={theme}
            name="theme"
            checked={app.theme.value === theme}
            onChoose={() => app.wear(theme)}
          >
            {THEME_WORDS[theme]}
          </Radio>
        ))}
      </fieldset>
      <fieldset>
        <legend class="label">Read out what others change (screen readers)</legend>
        {(Object.keys(LOUDNESS_WORDS) as Loudness[]).map((loudness) => (
          <Radio
            key={loudness}
            name="loudness"
            checked={announcer.loudness.value === loudness}
            onChoose={() => announcer.setLoudness(loudness)}
          >
            {LOUDNESS_WORDS[loudness]}
          </Radio>
        ))}
      </fieldset>
      <Elsewhere />
      <label class="choice">
        <input
          type="checkbox"
          checked={app.keysOn.value}
          onChange={(event) => app.useKeys(event.currentTarget.checked)}
        />
        <span>Single-key shortcuts, like M for Move to…</span>
      </label>
      <label class="choice">
        <input
          type="checkbox"
          checked={app.pointersOn.value}
          onChange={(event) => app.showPointers(event.currentTarget.checked)}
        />
        <span>Show others’ pointers on the board</span>
      </label>
    </div>
  );
}

interface RadioProps {
  readonly name: string;
  readonly checked: boolean;
  readonly children: string;
  onChoose(): void;
}

function Radio({ name, checked, children, onChoose }: RadioProps) {
  return (
    <label class="choice">
      <input type="radio" name={name} checked={checked} onChange={onChoose} />
      <span>{children}</span>
    </label>
  );
}
