/** What can be done with all that is selected, and with a spot of the floor: the right click's menus. */

import alignMiddle from 'lucide-static/icons/align-center-horizontal.svg?raw';
import alignCentre from 'lucide-static/icons/align-center-vertical.svg?raw';
import alignBottom from 'lucide-static/icons/align-end-horizontal.svg?raw';
import alignRight from 'lucide-static/icons/align-end-vertical.svg?raw';
import spreadAcross from 'lucide-static/icons/align-horizontal-space-between.svg?raw';
import alignTop from 'lucide-static/icons/align-start-horizontal.svg?raw';
import alignLeft from 'lucide-static/icons/align-start-vertical.svg?raw';
import spreadDown from 'lucide-static/icons/align-vertical-space-between.svg?raw';
import front from 'lucide-static/icons/bring-to-front.svg?raw';
import clipboard from 'lucide-static/icons/clipboard-paste.svg?raw';
import several from 'lucide-static/icons/copy-check.svg?raw';
import focus from 'lucide-static/icons/focus.svg?raw';
import fold from 'lucide-static/icons/fold-vertical.svg?raw';
import search from 'lucide-static/icons/search.svg?raw';
import back from 'lucide-static/icons/send-to-back.svg?raw';
import all from 'lucide-static/icons/square-check-big.svg?raw';
import unfold from 'lucide-static/icons/unfold-vertical.svg?raw';
import { addCard } from '../app/act';
import { lower, raise } from '../app/act-on';
import type { Anchor, App } from '../app/app';
import { duplicate } from '../app/copy';
import { FOLDED, foldZone } from '../app/folds';
import { align, distribute } from '../app/group';
import { KIND, zoneKind, zoneName } from '../app/words';
import { Ink } from '../board/commands/strokes';
import { CARD_SIZE, type ZoneView } from '../board/schema';
import { copyCards, pasteFromMenu } from '../clip/clipboard';
import { useApp } from './context';
import { deleteDrawing } from './drawing';
import { Drawn, KindGlyph } from './icon';
import { Icon } from './icons';
import { Menu, type MenuItem } from './menu';

const FEW = 'it takes three cards';

export function GroupMenu({ at }: { at: Anchor }) {
  const app = useApp();
  const cards = [...app.selection.value];
  const { commands } = app.session.value;
  const why = app.me.role === 'observer' ? 'you are here to watch' : undefined;
  const item = (label: string, source: string, run: () => void, not = why, keys?: string): MenuItem => ({
    label,
    icon: <Drawn source={source} />,
    why: not,
    run,
    ...(keys ? { keys } : {}),
  });
  const few = why ?? (cards.length < 3 ? FEW : undefined);
  const may = commands.mayAdd();
  const items: (MenuItem | null)[] = [
    item('Line up left edges', alignLeft, () => align(app, 'left')),
    item('Line up centres', alignCentre, () => align(app, 'centre')),
    item('Line up right edges', alignRight, () => align(app, 'right')),
    item('Line up tops', alignTop, () => align(app, 'top')),
    item('Line up middles', alignMiddle, () => align(app, 'middle')),
    item('Line up bottoms', alignBottom, () => align(app, 'bottom')),
    item('Spread evenly across', spreadAcross, () => distribute(app, 'across'), few),
    item('Spread evenly down', spreadDown, () => distribute(app, 'down'), few),
    null,
    item('Bring to front', front, () => raise(app, cards), why, ']'),
    item('Send to back', back, () => lower(app, cards), why, '['),
    item('Zoom to these', focus, () => app.canvas.peek()?.zoomToSelection(), undefined, '2'),
    null,
    {
      label: 'Copy',
      icon: <Drawn source={clipboard} />,
      keys: 'Ctrl C',
      run: () => void copyCards(app, cards),
    },
    {
      label: 'Duplicate',
      icon: <Icon name="copy" />,
      keys: 'Ctrl D',
      why: may === true ? undefined : may,
      run: () => duplicate(app, cards),
    },
    {
      label: 'Delete…',
      icon: <Icon name="trash" />,
      keys: 'Del',
      danger: true,
      why,
      run: () => app.open({ kind: 'delete', cards }),
    },
  ];
  return <Menu label={`${cards.length} cards`} at={at} items={items} />;
}

function foldItem(app: App, zone: ZoneView): MenuItem {
  const folded = app.folds.has(zone.id);
  return {
    label: `${folded ? 'Open' : 'Fold up'} ${zoneName(zone)}, for me`,
    icon: <Drawn source={folded ? unfold : fold} />,
    run: () => foldZone(app, zone.id),
  };
}

interface OnFloor {
  readonly at: Anchor;
  readonly spot: readonly [number, number];
  /** Strokes that lie there. */
  readonly drawing: readonly string[];
}

export function FloorMenu({ at, spot: [x, y], drawing }: OnFloor) {
  const app = useApp();
  const { commands, view } = app.session.value;
  const canvas = app.canvas.peek();
  const zone = view.zoneList().find(({ id, pos, size }) => {
    const [dx, dy] = [x - pos[0], y - pos[1]];
    return dx >= 0 && dy >= 0 && dx <= size[0] && dy <= (app.folds.has(id) ? FOLDED : size[1]);
  });
  const kind = zone ? zoneKind(zone) : 'note';
  const may = commands.mayAdd(kind);
  const add = () => {
    if (zone && app.folds.has(zone.id)) return addCard(app, kind, zone.id);
    const id = commands.addCard({
      kind,
      zone: zone?.id ?? null,
      pos: [Math.round(x - CARD_SIZE[kind][0] / 2), Math.round(y - 20)],
    });
    if (!id) return addCard(app, kind);
    app.focusCard(id);
    app.editing.value = id;
    return id;
  };
  const watches = app.me.role === 'observer';
  const items: (MenuItem | null)[] = [
    ...(drawing.length ? [...drawingItems(app, drawing), null] : []),
    ...(zone ? [foldItem(app, zone), null] : []),
    ...(watches
      ? []
      : [
          {
            label: `${KIND[kind].add} here`,
            icon: <KindGlyph kind={kind} />,
            why: may === true ? undefined : may,
            run: add,
          },
          {
            label: 'Paste here',
            icon: <Drawn source={clipboard} />,
            keys: 'Ctrl V',
            run: () => void pasteFromMenu(app, [Math.round(x), Math.round(y)]),
          },
          {
            label: 'Select several',
            icon: <Drawn source={several} />,
            keys: 'X',
            checked: app.several.value,
            run: () => beginSeveral(app),
          },
          {
            label: 'Select all',
            icon: <Drawn source={all} />,
            keys: 'Ctrl A',
            run: () => {
              app.selection.value = new Set(view.cards.keys());
            },
          },
          null,
        ]),
    {
      label: 'See the whole board',
      icon: <Icon name="maximize" />,
      keys: '1',
      run: () => canvas?.zoomToFit(),
    },
    { label: 'Back to 100%', icon: <Drawn source={focus} />, keys: '0', run: () => canvas?.zoomTo(1) },
    {
      label: 'Find…',
      icon: <Drawn source={search} />,
      keys: 'Ctrl F',
      run: () => app.open({ kind: 'find' }),
    },
    ...(app.me.role === 'facilitator'
      ? [
          {
            label: 'Add a zone',
            icon: <Icon name="zone" />,
            run: () => app.open({ kind: 'zone', zone: null }),
          },
        ]
      : []),
    null,
    {
      label: 'Others’ pointers',
      icon: <Icon name="select" />,
      checked: app.pointersOn.value,
      run: () => app.showPointers(!app.pointersOn.peek()),
    },
    { label: 'Keys', icon: <Icon name="help" />, keys: '?', run: () => app.open({ kind: 'keys' }) },
  ];
  return <Menu label="The board" at={at} items={items} />;
}

function drawingItems(app: App, strokes: readonly string[]): MenuItem[] {
  const ink = new Ink(app.session.peek().commands);
  const mine = strokes.some((id) => ink.mayDescribe(id));
  const may = ink.mayDelete(strokes[0] ?? '');
  return [
    {
      label: 'Say what the drawing shows…',
      icon: <Icon name="pencil" />,
      why: mine ? undefined : 'only who drew it says what it shows',
      run: () => app.open({ kind: 'drawing', strokes }),
    },
    {
      label: 'Delete the drawing',
      icon: <Icon name="trash" />,
      danger: true,
      why: may === true ? undefined : may,
      run: () => deleteDrawing(app, strokes),
    },
  ];
}

export function beginSeveral(app: ReturnType<typeof useApp>): void {
  app.several.value = !app.several.peek();
  if (app.several.peek())
    app.toast('Press cards to select them.', {
      label: 'Done',
      run: () => {
        app.several.value = false;
      },
    });
}
