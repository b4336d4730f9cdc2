/** Reads the root `session`, which only the server writes: stages, timer, silent writing, spotlight. */
import { approvalOf } from './approval';
import { type Entry, list, number, plainObject, textOrNull, words } from './record';
import {
  type Adds,
  isKind,
  type SessionInfo,
  type SilentInfo,
  type Spotlight,
  type Stage,
  type TimerInfo,
} from './schema';

export function sessionInfo(session: Entry): SessionInfo {
  const stages = list(session.get('stages')).map(stageOf);
  const now = session.get('stage');
  return {
    stages,
    stage: typeof now === 'number' ? now : stages.findIndex(({ id }) => id === now),
    timer: timerOf(session.get('timer')),
    silent: silentOf(session.get('silent')),
    spotlight: spotlightOf(session.get('spotlight')),
    approval: approvalOf(session.get('approve')),
    poll: session.get('poll') ?? null,
    results: list(session.get('results')),
  };
}

/** Whether what is written for this zone now is its writer's alone. */
export function isSilent({ stages, stage, silent }: SessionInfo, zone: string | null): boolean {
  if (!stages[stage]?.silent) return false;
  const shown = silent?.shown ?? [];
  return shown !== true && !shown.includes(zone ?? '');
}

/** Whether cards for this zone go to my own document: in silence, and without names as long as that stage lasts. */
export function isPrivate(session: SessionInfo, zone: string | null): boolean {
  const now = session.stages[session.stage];
  return now?.silent === true && (!now.names || isSilent(session, zone));
}

/** A board may still hold bare names. */
function stageOf(kept: unknown, at: number): Stage {
  const stage = typeof kept === 'string' ? { name: kept } : plainObject(kept);
  const poll = words(stage.poll);
  return {
    id: words(stage.id) || `stage-${at + 1}`,
    name: words(stage.name) || `Stage ${at + 1}`,
    prompt: words(stage.prompt),
    hint: words(stage.hint),
    adds: list(stage.adds).map(addsOf),
    silent: stage.visible === 'silent',
    names: stage.names !== false,
    timerS: number(stage.timer_s),
    poll: poll === 'dots' || poll === 'agree' ? poll : '',
    question: words(stage.question),
    pollKind: isKind(stage.poll_kind) ? stage.poll_kind : '',
    dots: number(stage.dots) || 3,
    pollMinutes: typeof stage.poll_minutes === 'number' ? number(stage.poll_minutes) : 4,
    attention: stage.attention === true,
    snapshot: stage.snapshot !== false,
  };
}

function addsOf(kept: unknown): Adds {
  const adds = plainObject(kept);
  return {
    kinds: list(adds.kinds).filter(isKind),
    roles: list(adds.roles).map(String),
    departments: list(adds.departments).map(String),
  };
}

function timerOf(kept: unknown): TimerInfo | null {
  const timer = plainObject(kept);
  if (typeof timer.total_s !== 'number') return null;
  const ends = typeof timer.ends === 'number' ? timer.ends : null;
  return { totalS: timer.total_s, ends, leftMs: number(timer.left_ms) };
}

function silentOf(kept: unknown): SilentInfo | null {
  const silent = plainObject(kept);
  if (typeof silent.count !== 'number') return null;
  const zones = Object.entries(plainObject(silent.zones)).map(([id, n]) => [id, number(n)] as const);
  return {
    names: silent.names !== false,
    shown: silent.shown === true ? true : list(silent.shown).map(String),
    count: silent.count,
    zones: Object.fromEntries(zones),
  };
}

function spotlightOf(kept: unknown): Spotlight | null {
  const light = plainObject(kept);
  const [by, card] = [words(light.by), textOrNull(light.card)];
  const [x, y, w, h] = list(light.view).map(number);
  if (!by) return null;
  const at = number(light.at);
  if (card) return { by, at, card };
  if (x !== undefined && y !== undefined && w && h) return { by, at, view: [x, y, w, h] };
  return light.follow === true ? { by, at, follow: true } : null;
}
