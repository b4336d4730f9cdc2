/** What can be done with one card; the same from the canvas, the outline and the phone. */

import front from 'lucide-static/icons/bring-to-front.svg?raw';
import clipboard from 'lucide-static/icons/clipboard.svg?raw';
import several from 'lucide-static/icons/copy-check.svg?raw';
import lineage from 'lucide-static/icons/git-fork.svg?raw';
import outline from 'lucide-static/icons/list-tree.svg?raw';
import lockOpen from 'lucide-static/icons/lock-open.svg?raw';
import back from 'lucide-static/icons/send-to-back.svg?raw';
import { edit } from '../app/act';
import { lower, raise, react, showIn } from '../app/act-on';
import type { Anchor, App } from '../app/app';
import { duplicate } from '../app/copy';
import { showDetails } from '../app/details';
import { handIn } from '../app/hand-in';
import { turnInto } from '../app/turn';
import { KIND, nameOf, REACTION } from '../app/words';
import { type CardView, KINDS, REACTIONS, type Reaction } from '../board/schema';
import { copyCards } from '../clip/clipboard';
import { ask } from '../facilitator/ask';
import { lockCard } from '../facilitator/lock';
import { useApp } from './context';
import { beginSeveral } from './group-menu';
import { Drawn, KindGlyph } from './icon';
import { Icon, type IconName } from './icons';
import { Menu, type MenuItem } from './menu';

interface OfCard {
  readonly card: string;
  readonly at: Anchor;
}

export function CardMenu({ card: id, at }: OfCard) {
  const app = useApp();
  const { view, commands } = app.session.value;
  const card = view.cards.get(id);
  if (!card) return null;
  const edits = why(commands.mayEdit(id));
  const onCanvas = app.mode.value === 'canvas';
  app.live.value.watch.card(id).value;
  app.live.value.watch.session.value;
  const watches = why(commands.mayJoinIn());
  const items: (MenuItem | null)[] = [
    { label: 'Edit', icon: <Icon name="pencil" />, keys: 'Enter', why: edits, run: () => edit(app, id) },
    {
      label: 'Move to…',
      icon: <Icon name="arrowRight" />,
      keys: 'M',
      why: edits,
      run: () => app.open({ kind: 'move', card: id, at }),
    },
    {
      label: 'Thread…',
      icon: <Icon name="thread" />,
      keys: 'T',
      run: () => app.open({ kind: 'thread', card: id }),
    },
    {
      label: 'What rests on what…',
      icon: <Drawn source={lineage} />,
      keys: 'W',
      run: () => app.open({ kind: 'lineage', card: id }),
    },
    {
      label: 'React…',
      icon: <Icon name="heartHandshake" />,
      keys: 'R',
      why: why(commands.mayDiscuss(id)),
      run: () => app.open({ kind: 'react', card: id, at }),
    },
    {
      label: 'Details and comments',
      icon: <Icon name="comment" />,
      keys: 'K',
      run: () => showDetails(app, id),
    },
    ...resultOf(app, card),
    {
      label: 'Turn into…',
      icon: <Icon name="turnInto" />,
      why: why(commands.mayTurn(id)),
      run: () => app.open({ kind: 'turn', card: id, at }),
    },
    null,
    {
      label: 'Copy',
      icon: <Drawn source={clipboard} />,
      keys: 'Ctrl C',
      run: () => void copyCards(app, [id]),
    },
    {
      label: 'Duplicate',
      icon: <Icon name="copy" />,
      keys: 'Ctrl D',
      why: why(commands.mayAdd()),
      run: () => duplicate(app, [id]),
    },
    ...(onCanvas
      ? [
          {
            label: 'Bring to front',
            icon: <Drawn source={front} />,
            keys: ']',
            why: edits,
            run: () => raise(app, [id]),
          },
          {
            label: 'Send to back',
            icon: <Drawn source={back} />,
            keys: '[',
            why: edits,
            run: () => lower(app, [id]),
          },
          {
            label: 'Select several',
            icon: <Drawn source={several} />,
            keys: 'X',
            why: watches,
            run: () => beginSeveral(app),
          },
          {
            label: 'Open in the outline',
            icon: <Drawn source={outline} />,
            run: () => showIn(app, 'outline', id),
          },
        ]
      : [{ label: 'Show on the canvas', icon: <Icon name="map" />, run: () => showIn(app, 'canvas', id) }]),
    ...(app.me.role === 'facilitator'
      ? [lockItem(app, card), showItem(app, card), ...deskItems(app, card)]
      : []),
    ...(card.desk === 'back' ? [handInItem(app, card)] : []),
    ...(card.hidden && card.author === app.me.participant ? [ownWords(app, card)] : []),
    null,
    {
      label: 'Delete…',
      icon: <Icon name="trash" />,
      keys: 'Del',
      danger: true,
      why: why(commands.mayDelete(id)),
      run: () => app.open({ kind: 'delete', cards: [id] }),
    },
  ];
  return <Menu label={nameOf(card)} at={at} items={items} />;
}

/** An invitation to everyone, not more. */
function showItem(app: App, { id, silent }: CardView): MenuItem {
  return {
    label: 'Ask everyone to look at it',
    icon: <Icon name="megaphone" />,
    ...(silent ? { why: 'Only you can see it yet' } : {}),
    run: () => void ask(app, 'spotlight', { card: id }),
  };
}

/** It was sent back to me. */
function handInItem(app: App, { id }: CardView): MenuItem {
  return { label: 'Hand in again', icon: <Icon name="check" />, run: () => void handIn(app, id) };
}

function lockItem(app: App, { id, locked }: CardView): MenuItem {
  return {
    label: locked ? 'Unlock it' : 'Lock it',
    icon: locked ? <Drawn source={lockOpen} /> : <Icon name="lock" />,
    run: () => void lockCard(app, id, !locked),
  };
}

/** What only facilitators do about words that should not be read by everyone. */
function deskItems(app: App, { id, hidden, erased, silent }: CardView): MenuItem[] {
  if (erased || silent) return [];
  if (hidden)
    return [
      {
        label: 'Show it again',
        icon: <Icon name="eyeOff" />,
        run: () => void import('../facilitator/desk').then((desk) => desk.unhide(app, id)),
      },
      eraseItem(app, id),
    ];
  return [
    {
      label: 'Check for names, or hide…',
      icon: <Icon name="eyeOff" />,
      run: () => app.open({ kind: 'desk', card: id }),
    },
    eraseItem(app, id),
  ];
}

/** Its own page: what it takes is worked out there, and asked about twice. */
function eraseItem(app: App, id: string): MenuItem {
  return {
    label: 'Erase for good…',
    icon: <Icon name="trash" />,
    danger: true,
    run: () => location.assign(`/b/${app.boot.board.id}/erase?card=${id}`),
  };
}

function ownWords(app: App, { id }: CardView): MenuItem {
  return {
    label: 'See my words',
    icon: <Icon name="note" />,
    run: () => app.open({ kind: 'own-words', card: id }),
  };
}

/** A card that came of a vote leads to all of its results. */
function resultOf(app: App, card: CardView): MenuItem[] {
  const poll = card.fields.poll;
  if (typeof poll !== 'string') return [];
  return [
    {
      label: 'See the whole result',
      icon: <Icon name="vote" />,
      run: () => app.open({ kind: 'results', poll }),
    },
  ];
}

const REACTION_ICON: Record<Reaction, IconName> = {
  'me-too': 'heartHandshake',
  'we-can-help': 'helping',
  'tell-more': 'help',
};

export function reactionIcon(kind: Reaction): IconName {
  return REACTION_ICON[kind];
}

export function ReactMenu({ card: id, at }: OfCard) {
  const app = useApp();
  const { view } = app.session.value;
  const card = view.cards.get(id);
  if (!card) return null;
  const items = REACTIONS.map((kind) => ({
    label: REACTION[kind].words,
    icon: <Icon name={REACTION_ICON[kind]} />,
    checked: view.reactions.mine(id, kind),
    run: () => react(app, id, kind),
  }));
  return <Menu label={`React to ${nameOf(card)}`} at={at} items={items} />;
}

export function TurnMenu({ card: id, at }: OfCard) {
  const app = useApp();
  const { view, commands } = app.session.value;
  const card = view.cards.get(id);
  if (!card) return null;
  const items = KINDS.map((kind) => ({
    label: KIND[kind].one,
    icon: <KindGlyph kind={kind} />,
    why:
      kind === card.kind ? 'it is one now' : (why(commands.mayAdd(kind)) ?? why(commands.mayTurn(id, kind))),
    run: () => turnInto(app, id, kind),
  }));
  return <Menu label={`Turn ${nameOf(card)} into`} at={at} items={items} />;
}

function why(may: true | string): string | undefined {
  return may === true ? undefined : may;
}
