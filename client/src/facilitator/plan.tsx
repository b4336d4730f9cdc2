/** The running order in a facilitator's hands: add, change, leave out and re-order stages while the session goes on. */
import './dock.css';
import { useState } from 'preact/hooks';
import { KIND } from '../app/words';
import { KINDS, type Kind, type Stage } from '../board/schema';
import { useApp } from '../panels/context';
import { Dialog } from '../panels/dialog';
import { Icon } from '../panels/icon';
import { ask } from './ask';

export function PlanDialog() {
  const app = useApp();
  app.live.value.watch.session.value;
  const { stages, stage } = app.session.value.view.session;
  const [open, setOpen] = useState<string | null>(null);
  const move = (at: number, by: number) => {
    const ids = stages.map(({ id }) => id);
    const [id] = ids.splice(at, 1);
    ids.splice(at + by, 0, id!);
    void ask(app, 'stage', { order: ids });
  };
  return (
    <Dialog title="The running order" side>
      <ol class="plan">
        {stages.map((one, at) => (
          <li key={one.id} class={at === stage ? 'is-now' : ''}>
            <div class="row">
              <span class="grow">
                <b>{one.name}</b>
                {at === stage && <span class="chip chip--lamp">Now</span>}
                <span class="small muted plan__says">{saysOf(one)}</span>
              </span>
              <IconButton
                label={`${one.name} earlier`}
                icon="arrowUp"
                off={at === 0}
                onPress={() => move(at, -1)}
              />
              <IconButton
                label={`${one.name} later`}
                icon="arrowDown"
                off={at === stages.length - 1}
                onPress={() => move(at, 1)}
              />
              <button
                type="button"
                class="btn btn--sm"
                aria-expanded={open === one.id}
                onClick={() => setOpen(open === one.id ? null : one.id)}
              >
                Change<span class="vh"> {one.name}</span>
              </button>
            </div>
            {open === one.id && <StageForm stage={one} now={at === stage} onDone={() => setOpen(null)} />}
          </li>
        ))}
      </ol>
      {open === 'new' ? (
        <StageForm stage={null} now={false} onDone={() => setOpen(null)} />
      ) : (
        <button type="button" class="btn" onClick={() => setOpen('new')}>
          <Icon name="plus" />
          Add a stage
        </button>
      )}
    </Dialog>
  );
}

function saysOf({ silent, names, attention, timerS, adds, poll }: Stage): string {
  const kinds = [...new Set(adds.flatMap((one) => one.kinds))].map((kind) => KIND[kind].many);
  return [
    attention && 'everyone listens',
    silent && (names ? 'silent' : 'silent, no names'),
    kinds.length > 0 && kinds.join(', '),
    timerS > 0 && `${Math.round(timerS / 60)} min`,
    poll && 'with a vote',
  ]
    .filter(Boolean)
    .join(' · ');
}

function IconButton(props: { label: string; icon: 'arrowUp' | 'arrowDown'; off: boolean; onPress(): void }) {
  return (
    <button
      type="button"
      class="icon-btn"
      aria-label={props.label}
      title={props.label}
      aria-disabled={props.off}
      onClick={() => !props.off && props.onPress()}
    >
      <Icon name={props.icon} />
    </button>
  );
}

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

interface StageFormProps {
  readonly stage: Stage | null;
  /** It is going on: silence and names stay as they are. */
  readonly now: boolean;
  onDone(): void;
}

function StageForm({ stage, now, onDone }: StageFormProps) {
  const app = useApp();
  const [name, setName] = useState(stage?.name ?? '');
  const [prompt, setPrompt] = useState(stage?.prompt ?? '');
  const [minutes, setMinutes] = useState(stage?.timerS ? String(Math.round(stage.timerS / 60)) : '');
  const [how, setHow] = useState<How>(howOf(stage));
  const [kinds, setKinds] = useState<readonly Kind[]>([
    ...new Set(stage?.adds.flatMap((one) => one.kinds) ?? []),
  ]);
  const [error, setError] = useState('');
  const save = async (event: Event) => {
    event.preventDefault();
    const { ok, why } = await ask(
      app,
      'stage',
      { put: stageFrom(stage, { name, prompt, minutes, how, kinds }) },
      true,
    );
    if (ok) onDone();
    else setError(why);
  };
  const drop = async () => {
    const { ok, why } = await ask(app, 'stage', { drop: stage!.id }, true);
    if (ok) onDone();
    else setError(why);
  };
  const toggle = (kind: Kind) =>
    setKinds(kinds.includes(kind) ? kinds.filter((one) => one !== kind) : [...kinds, kind]);
  return (
    <form class="form plan__form" onSubmit={save}>
      {error && (
        <p class="error" role="alert">
          <Icon name="alert" />
          {error}
        </p>
      )}
      <label class="field">
        <span class="label">Name</span>
        <input
          class="input"
          value={name}
          maxLength={60}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <label class="field">
        <span class="label">What everyone is asked to do</span>
        <input
          class="input"
          value={prompt}
          maxLength={200}
          onInput={(event) => setPrompt(event.currentTarget.value)}
        />
      </label>
      <label class="field">
        <span class="label">Minutes on the timer</span>
        <input
          class="input plan__minutes"
          inputMode="numeric"
          value={minutes}
          maxLength={4}
          onInput={(event) => setMinutes(event.currentTarget.value)}
        />
      </label>
      <fieldset class="field" disabled={now}>
        <legend class="label">How people write</legend>
        {now && <p class="small muted">That was decided when this stage began.</p>}
        {HOW.map((one) => (
          <label key={one.how} class="choice">
            <input
              type="radio"
              name={`how-${stage?.id ?? 'new'}`}
              checked={how === one.how}
              onChange={() => setHow(one.how)}
            />
            {one.words}
          </label>
        ))}
      </fieldset>
      <fieldset class="field kinds">
        <legend class="label">What people may add (none chosen: anything)</legend>
        {KINDS.map((kind) => (
          <label key={kind} class={`chip chip--kind${kinds.includes(kind) ? ' is-on' : ''}`}>
            <input type="checkbox" class="vh" checked={kinds.includes(kind)} onChange={() => toggle(kind)} />
            {KIND[kind].one}
          </label>
        ))}
      </fieldset>
      <div class="row">
        <button type="submit" class="btn btn--primary">
          Save
        </button>
        <button type="button" class="btn btn--quiet" onClick={onDone}>
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

interface Typed {
  readonly name: string;
  readonly prompt: string;
  readonly minutes: string;
  readonly how: How;
  readonly kinds: readonly Kind[];
}

/** Who may add what keeps its groups where the kinds stay as they were. */
function stageFrom(old: Stage | null, { name, prompt, minutes, how, kinds }: Typed): Record<string, unknown> {
  const before = [...new Set(old?.adds.flatMap((one) => one.kinds) ?? [])];
  const same = kinds.length === before.length && kinds.every((kind) => before.includes(kind));
  return {
    ...(old ? { id: old.id } : {}),
    name: name.trim(),
    prompt: prompt.trim(),
    hint: old?.hint ?? '',
    timer_s: Math.max(0, Math.round((Number(minutes.replace(',', '.')) || 0) * 60)),
    visible: how === 'silent' || how === 'nameless' ? 'silent' : 'open',
    names: how !== 'nameless',
    attention: how === 'listen',
    poll: old?.poll ?? '',
    snapshot: old?.snapshot ?? true,
    adds: same ? (old?.adds ?? []) : kinds.length ? [{ kinds }] : [],
  };
}
