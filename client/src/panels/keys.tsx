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
  ['W', 'What it rests on, what rests on it'],
  ['R', 'React'],
  ['Alt Enter', 'All its details'],
  ['K', 'Its comments'],
  ['Ctrl D', 'Duplicate'],
  ['Delete', 'Delete, after asking'],
  ['Alt ↑ ↓', 'Up or down one place'],
  ['] [', 'Bring to front, send to back'],
  ['Shift F10', 'All that can be done'],
];

const EVERYWHERE_KEYS: readonly [string, string][] = [
  ['Ctrl Enter', 'Add the card this stage is for'],
  ['Ctrl F', 'Find cards, people and tags'],
  ['Shift K', 'All comments'],
  ['Ctrl C, X, V', 'Copy, cut, paste cards, also between boards and from spreadsheets'],
  ['Ctrl Z', 'Undo'],
  ['Ctrl Shift Z', 'Do again'],
  ['?', 'This sheet'],
];

const CANVAS_KEYS: readonly [string, string][] = [
  ['+ −', 'Zoom in, out'],
  ['0 1 2', '100%, whole board, what is selected'],
  ['Arrows', 'To the nearest card that way'],
  ['Shift arrows', 'Nudge by 8; with Alt too, by 1'],
  ['X, Space', 'Select several; add a card or take it out'],
  ['Ctrl A', 'Select all'],
  ['Alt F10', 'To the bar of what is selected'],
  ['F', 'Fold up the zone of the card; at its button, open it again'],
];

/** For facilitators, with the focus on a zone's menu button. */
const ZONE_KEYS: readonly [string, string][] = [
  ['Enter', 'All that can be done'],
  ['Shift arrows', 'Move it with its cards'],
  ['Alt Shift arrows', 'Wider, narrower, taller, shorter'],
];

/** What the pointer does; each has a key or a menu that does the same. */
const POINTER: readonly [string, string][] = [
  ['Space, drag', 'Move the board; so do the wheel and two fingers'],
  ['Ctrl wheel', 'Zoom; so does a pinch'],
  ['Drag', 'On the floor: select what it touches'],
  ['Shift click', 'Select one more or one fewer'],
  ['Alt drag', 'Drag a copy'],
  ['Ctrl drag', 'Nothing catches'],
  ['Double click', 'Write in a card; on the floor, a new one'],
  ['Right click', 'All that can be done; so does a long press'],
];

export function KeysDialog() {
  const app = useApp();
  return (
    <Dialog title="Keys" wide>
      <div class="keysheet">
        <div>
          <KeyList title="On a card" keys={CARD_KEYS} />
          {app.me.role === 'facilitator' && <KeyList title="On a zone" keys={ZONE_KEYS} />}
          <KeyList title="With a mouse or a finger" keys={POINTER} />
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
