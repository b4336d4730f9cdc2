/** What the stage asks for: one prompt, one kind of card, one button. */
import { waits } from '../board/approval';
import { type May, mayAddKind, mayTouch } from '../board/rights';
import { KINDS, type Kind, type Me, type Stage, type ZoneView } from '../board/schema';
import type { BoardView } from '../board/view';
import { KIND, zoneKind } from './words';

export interface Ask {
  readonly kind: Kind;
  readonly prompt: string;
  readonly hint: string;
  /** Nothing where this moment lets me add nothing. */
  readonly button: string | null;
}

const PROMPT: Record<Kind, { prompt: string; hint: string }> = {
  story: { prompt: 'What happened?', hint: 'In your own words. It doesn’t need to be tidy.' },
  touchpoint: { prompt: 'What happened next?', hint: 'One step on each card.' },
  problem: { prompt: 'What keeps going wrong?', hint: 'One problem on each card. Say which story shows it.' },
  idea: {
    prompt: 'What could we do differently, together?',
    hint: 'Start with “What if…”. One idea on each card.',
  },
  challenge: { prompt: 'What should we question?', hint: 'Say which card you question, and why.' },
  commitment: { prompt: 'Who will do what, by when?', hint: 'A first small step is enough.' },
  note: { prompt: 'What do you want to say?', hint: 'Anything that helps the room.' },
};

/** The default running order's stages and the kind each is for, where a stage does not say. */
const STAGE_KIND: Record<string, Kind> = {
  arrive: 'note',
  listen: 'story',
  define: 'problem',
  imagine: 'idea',
  commit: 'commitment',
};

export function stageNow(view: BoardView): Stage | null {
  return view.session.stages[view.session.stage] ?? null;
}

export function stageName(view: BoardView): string | null {
  return stageNow(view)?.name ?? null;
}

/** May I add a card of this kind now, in this stage and on the board as it is? */
export function mayAddNow(view: BoardView, me: Me, kind: Kind): May {
  const open = mayTouch(me, view);
  return open === true ? mayAddKind(me, stageNow(view), kind) : open;
}

/** The kinds I may add now, the one this stage asks for first. */
export function kindsNow(view: BoardView, me: Me): Kind[] {
  const stage = stageNow(view);
  const asked = stage?.adds.flatMap(({ kinds }) => kinds) ?? [];
  return [...new Set([...asked, ...KINDS])].filter((kind) => mayAddNow(view, me, kind) === true);
}

/** The kind this moment is for: what the stage says I add, else its name, else the first zone's, else a note. */
export function stageKind(view: BoardView, me: Me): Kind {
  const stage = stageNow(view);
  if (stage?.adds.length) return kindsNow(view, me)[0] ?? 'note';
  const named = STAGE_KIND[stage?.name.toLowerCase() ?? ''];
  const first = view.zoneList()[0];
  return named ?? (first ? zoneKind(first) : 'note');
}

export function askFor(kind: Kind): Ask & { button: string } {
  return { kind, ...PROMPT[kind], button: KIND[kind].add };
}

/** What the stage asks of me, in its own words where it has some. */
export function askNow(view: BoardView, me: Me): Ask {
  const stage = stageNow(view);
  const usual = askFor(stageKind(view, me));
  const may = mayAddNow(view, me, usual.kind);
  const prompt = stage?.prompt || (may === true ? usual.prompt : (stage?.name ?? usual.prompt));
  const shown = view.session.silent?.shown === true;
  const silent = stage?.silent ? (shown ? SHOWN : quietWords(stage.names)) : '';
  const quiet = (silent === SHOWN ? '' : silent) || lookedAt(view, me, usual.kind) || silent;
  const hint = quiet || stage?.hint || (may === true ? (stage?.prompt ? '' : usual.hint) : may);
  return { kind: usual.kind, prompt, hint, button: may === true ? usual.button : null };
}

const SHOWN = 'All cards are shown now. What you add, everyone sees.';

/** Said before anyone writes whose words are looked at first. */
export function lookedAt(view: BoardView, me: Me, kind: Kind): string {
  return waits(view.session.approval, me, kind)
    ? 'Whoever runs the room looks at it first. It takes about a minute, and you can go on writing.'
    : '';
}

/** Said before anyone writes: who sees it, and whether it bears a name. */
export function quietWords(names: boolean): string {
  return names
    ? 'Silent writing: only you can see yours until all are shown. Your name will be on it.'
    : 'Silent writing: only you can see yours until all are shown. No names will be on them.';
}

/** The zone that is most for cards of a kind, if the board has one; a note, which may stand anywhere, has seldom one. */
export function homeOf(view: BoardView, kind: Kind): ZoneView | null {
  const taking = view.zoneList().filter((zone) => zone.kinds.includes(kind));
  const rank = (zone: ZoneView) => zone.kinds.indexOf(kind);
  const [home] = taking.sort((a, b) => rank(a) - rank(b));
  return home && (kind !== 'note' || rank(home) === 0) ? home : null;
}

export type StageState = 'done' | 'now' | 'next';

export interface Step {
  readonly name: string;
  readonly number: number;
  readonly state: StageState;
}

/** The stages in order, each done, now or still to come. */
export function steps(stages: readonly { readonly name: string }[], stage: number): Step[] {
  const state = (at: number): StageState => (at < stage ? 'done' : at === stage ? 'now' : 'next');
  return stages.map(({ name }, at) => ({ name, number: at + 1, state: state(at) }));
}
