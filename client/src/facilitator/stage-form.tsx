/** One stage, to be written or changed. Only what was changed is sent, so two who change different things both have their way. */
import { useRef, useState } from 'preact/hooks';
import type { Adds, Stage } from '../board/schema';
import { useApp } from '../panels/context';
import { Icon } from '../panels/icon';
import { addsOf, type Choice, choiceOf } from './adds';
import { ask } from './ask';
import { StageAdds } from './stage-adds';
import { type PollChoice, StagePoll } from './stage-poll';

type How = 'open' | 'silent' | 'nameless' | 'listen';

const HOW: readonly { how: How; words: string }[] = [
  { how: 'open', words: 'Open: all see it as it is written' },
  { how: 'silent', words: 'Silent: nobody sees others’ cards until you show them' },
  { how: 'nameless', words: 'Silent, and no names on the cards' },
  { how: 'listen', words: 'Listening: nobody writes' },
];

function howOf(stage: Stage | null): How {
  if (stage?.attention) return 'listen';
  if (stage?.silent) return stage.names ? 'silent' : 'nameless';
  return 'open';
}

export interface StageFormProps {
  /** Null: a new one. */
  readonly stage: Stage | null;
  /** It is going on: silence and names stay as they are. */
  readonly now: boolean;
  /** Where a new one goes: before this one; nothing: last. */
  readonly before: string | undefined;
  onDone(said: string): void;
}

export function StageForm({ stage, now, before, onDone }: StageFormProps) {
  const app = useApp();
  // As it was when the form was opened: what others change meanwhile is not undone by it.
  const began = useRef(typedOf(stage)).current;
  const [typed, setTyped] = useState(began);
  const [error, setError] = useState('');
  const put = (part: Partial<Typed>) => setTyped({ ...typed, ...part });
  const save = async (event: Event) => {
    event.preventDefault();
    const why = whyNot(typed);
    if (why) return setError(why);
    const said = plainOf(typed);
    const was: Record<string, unknown> = stage ? plainOf(began) : {};
    const changed = Object.entries(said).filter(([key, value]) => !same(value, was[key]));
    if (stage && !changed.length) return onDone('');
    const what = { ...Object.fromEntries(changed), ...(stage ? { id: stage.id } : {}) };
    const answer = await ask(app, 'stage', stage ? { put: what } : { put: what, before }, true);
    if (answer.ok) onDone(stage ? `${typed.name.trim()} is changed.` : `${typed.name.trim()} is added.`);
    else setError(answer.why);
  };
  const drop = async () => {
    const { ok, why } = await ask(app, 'stage', { drop: stage!.id }, true);
    if (ok) onDone(`${stage!.name} is left out.`);
    else setError(why);
  };
  const id = stage?.id ?? 'new';
  return (
    <form class="form plan__form" aria-label={stage ? `Change ${stage.name}` : 'A new stage'} onSubmit={save}>
      <Field label="Name" value={typed.name} most={100} first onInput={(name) => put({ name })} />
      <Field
        label="What everyone is asked to do"
        value={typed.prompt}
        most={300}
        onInput={(prompt) => put({ prompt })}
      />
      <Field label="A hint below it" value={typed.hint} most={300} onInput={(hint) => put({ hint })} />
      <label class="field">
        <span class="label">Minutes on the timer</span>
        <input
          class="input plan__minutes"
          inputMode="decimal"
          value={typed.minutes}
          maxLength={6}
          onInput={(event) => put({ minutes: event.currentTarget.value })}
        />
      </label>
      <fieldset class="field" disabled={now}>
        <legend class="label">How people write</legend>
        {now && <p class="small muted">That was decided when this stage began.</p>}
        {HOW.map(({ how, words }) => (
          <label key={how} class="choice">
            <input
              type="radio"
              name={`how-${id}`}
              checked={typed.how === how}
              onChange={() => put({ how })}
            />
            {words}
          </label>
        ))}
      </fieldset>
      {typed.how !== 'listen' && <StageAdds choice={typed.adds} onChoose={(adds) => put({ adds })} />}
      <StagePoll name={`poll-${id}`} poll={typed.poll} onChoose={(poll) => put({ poll })} />
      <label class="choice">
        <input
          type="checkbox"
          checked={typed.snapshot}
          onChange={(event) => put({ snapshot: event.currentTarget.checked })}
        />
        <span>Keep the board as it is when this stage is left</span>
      </label>
      {error && (
        <p class="error" role="alert">
          <Icon name="alert" />
          {error}
        </p>
      )}
      <div class="row plan__acts">
        <button type="submit" class="btn btn--primary">
          Save
        </button>
        <button type="button" class="btn btn--quiet" onClick={() => onDone('')}>
          Not now
        </button>
        {stage && !now && (
          <button type="button" class="btn btn--danger" onClick={drop}>
            Leave it out
          </button>
        )}
      </div>
    </form>
  );
}

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly most: number;
  /** Written in first. */
  readonly first?: boolean;
  onInput(value: string): void;
}

function Field({ label, value, most, first, onInput }: FieldProps) {
  return (
    <label class="field">
      <span class="label">{label}</span>
      <input
        class="input"
        dir="auto"
        data-first={first}
        value={value}
        maxLength={most}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </label>
  );
}

interface Typed {
  readonly name: string;
  readonly prompt: string;
  readonly hint: string;
  readonly minutes: string;
  readonly how: How;
  readonly adds: Choice;
  readonly poll: PollChoice;
  readonly snapshot: boolean;
}

const NO_VOTE: PollChoice = { poll: '', question: '', pollKind: '', dots: 3, pollMinutes: 4 };

function typedOf(stage: Stage | null): Typed {
  return {
    name: stage?.name ?? '',
    prompt: stage?.prompt ?? '',
    hint: stage?.hint ?? '',
    minutes: stage?.timerS ? String(Math.round(stage.timerS / 6) / 10) : '',
    how: howOf(stage),
    adds: choiceOf(stage?.adds ?? []),
    poll: stage ?? NO_VOTE,
    snapshot: stage?.snapshot ?? true,
  };
}

function minutesOf(typed: string): number {
  return Number(typed.trim().replace(',', '.') || 0);
}

function whyNot({ name, minutes }: Typed): string {
  if (!name.trim()) return 'Give the stage a name.';
  return minutesOf(minutes) >= 0 ? '' : 'Say how many minutes, such as 10, or leave it empty.';
}

interface Plain extends Record<string, unknown> {
  readonly adds: readonly Adds[];
}

/** As the server keeps it. */
function plainOf({ name, prompt, hint, minutes, how, adds, poll, snapshot }: Typed): Plain {
  return {
    name: name.trim(),
    prompt: prompt.trim(),
    hint: hint.trim(),
    timer_s: Math.round(minutesOf(minutes) * 60),
    visible: how === 'silent' || how === 'nameless' ? 'silent' : 'open',
    names: how !== 'nameless',
    attention: how === 'listen',
    adds: addsOf(adds),
    poll: poll.poll,
    question: poll.question.trim(),
    poll_kind: poll.pollKind,
    dots: poll.dots,
    poll_minutes: poll.pollMinutes,
    snapshot,
  };
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
