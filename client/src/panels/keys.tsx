/** ?: all keys on one sheet, and the switch that turns the single ones off. */
import { useApp } from './context';
import { Dialog } from './dialog';
import { KeyList } from './key-list';
import { TOOL_KEYS } from './tool-palette';

const CARD_KEYS: readonly [string, string][] = [
  ['↑ ↓', 'Next or previous card'],
  ['Enter', 'Edit'],
  ['Esc', 'Leave the card'],
  ['M', 'Move to…'],
  ['T', 'Follow or add a thread'],
  ['R', 'React'],
  ['K', 'Details and comments'],
  ['Ctrl D', 'Duplicate'],
  ['Delete', 'Delete, after asking'],
  ['Alt ↑ ↓', 'Up or down one place'],
  ['Shift F10', 'All that can be done'],
];

const EVERYWHERE_KEYS: readonly [string, string][] = [
  ['Ctrl Enter', 'Add the card this stage is for'],
  ['Ctrl Z', 'Undo'],
  ['Ctrl Shift Z', 'Do again'],
  ['?', 'This sheet'],
];

const CANVAS_KEYS: readonly [string, string][] = [
  ['+ − 0 1', 'Zoom in, out, 100%, whole board'],
  ['Shift arrows', 'Nudge the card'],
];

/** For facilitators, with the focus on a zone's menu button. */
const ZONE_KEYS: readonly [string, string][] = [
  ['Enter', 'All that can be done'],
  ['Shift arrows', 'Move it with its cards'],
  ['Alt Shift arrows', 'Wider, narrower, taller, shorter'],
];

export function KeysDialog() {
  const app = useApp();
  return (
    <Dialog title="Keys" wide>
      <div class="keysheet">
        <div>
          <KeyList title="On a card" keys={CARD_KEYS} />
          {app.me.role === 'facilitator' && <KeyList title="On a zone" keys={ZONE_KEYS} />}
        </div>
        <div>
          <KeyList title="Everywhere" keys={EVERYWHERE_KEYS} />
          <KeyList
            title="With the board focused"
            keys={[...TOOL_KEYS.map(({ key, word }): [string, string] => [key, word]), ...CANVAS_KEYS]}
          />
        </div>
      </div>
      <label class="choice">
        <input
          type="checkbox"
          checked={app.keysOn.value}
          onChange={(event) => app.useKeys(event.currentTarget.checked)}
        />
        <span>Use the single-letter keys</span>
      </label>
    </Dialog>
  );
}
