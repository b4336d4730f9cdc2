/** A commitment: who answers for it, the first step, when it is looked at again, and how it went. */
import { useId, useState } from 'preact/hooks';
import { dayFrom, today } from '../app/day';
import { FIELD, STATUS } from '../app/field-words';
import { groupOf } from '../app/words';
import * as words from '../board/commands/words';
import { namesIn, wordsIn } from '../board/field';
import { handoversOf } from '../board/fields';
import type { CardView } from '../board/schema';
import { useApp } from './context';
import { ChoiceField, DayField, DepartmentField, Labelled, useSet } from './field-parts';
import { Icon } from './icons';
import { TextField } from './text-field';

interface FieldsProps {
  readonly card: CardView;
  readonly why: string | null;
}

export function CommitmentFields({ card, why }: FieldsProps) {
  const status = wordsIn(card, 'status');
  const words = (name: string, more: { single?: true; hint?: string } = {}) => (
    <TextField card={card} name={name} label={FIELD[name]} why={why} {...more} />
  );
  return (
    <>
      <Promised card={card} />
      <Owner card={card} why={why} />
      {words('sponsor', { single: true })}
      <div class="two two--wide">
        {words('first_step')}
        <DayField card={card} why={why} name="first_step_by" label={FIELD.first_step_by!} />
      </div>
      <div class="two">
        <DayField card={card} why={why} name="by" label={FIELD.by!} />
        <ChoiceField card={card} why={why} name="status" label={FIELD.status!} options={STATUS} />
      </div>
      {status === 'dropped' && words('reason', { hint: 'It stays on the list, with this reason.' })}
      {(status === 'done' || wordsIn(card, 'evidence')) && (
        <div class="two two--wide">
          {words('evidence', { hint: 'Something another person can go and see.' })}
          {words('checked_by', { single: true, hint: 'Not its owner.' })}
        </div>
      )}
      <Reviews card={card} why={why} />
    </>
  );
}

const ID = /^[\w-]{21}$/;

/** A copy in a review meeting: how the promise stands is said where it was made. */
function Promised({ card }: { card: CardView }) {
  const [board, promise] = [wordsIn(card, 'promise_board'), wordsIn(card, 'promise_of')];
  if (!ID.test(board) || !ID.test(promise)) return null;
  return (
    <p class="small">
      A copy, as it stood when this meeting was called
      {wordsIn(card, 'promised_at') && `, of a promise on “${wordsIn(card, 'promised_at')}”`}.{' '}
      <a href={`/commitments/${board}/${promise}`} target="_blank" rel="noreferrer">
        Say how it stands now<span class="vh">, in a new tab</span>
      </a>
    </p>
  );
}

/** Role first: roles outlast people. Changing hands keeps the chain of names. */
function Owner({ card, why }: FieldsProps) {
  const [handing, setHanding] = useState(false);
  const owned = wordsIn(card, 'owner') || wordsIn(card, 'owner_role');
  const past = handoversOf(card);
  return (
    <section aria-label="Who answers for it?">
      <p class="label">Who answers for it?</p>
      <div class="three">
        <TextField card={card} name="owner_role" label={FIELD.owner_role} why={why} single />
        <DepartmentField card={card} why={why} name="owner_department" label={FIELD.owner_department!} />
        <TextField card={card} name="owner" label={FIELD.owner} why={why} single />
      </div>
      {past.length > 0 && (
        <ol class="handovers" aria-label={FIELD.handovers}>
          {past.map(({ from, to, on }) => (
            <li key={`${on}${to}`} class="small">
              {on && <span class="muted">{dayWords(on)}: </span>}
              {from || 'Nobody'} → {to}
            </li>
          ))}
        </ol>
      )}
      {why === null && owned && !handing && (
        <button type="button" class="btn btn--sm" onClick={() => setHanding(true)}>
          <Icon name="arrowRight" />
          Hand it over…
        </button>
      )}
      {handing && <HandOver card={card} onDone={() => setHanding(false)} />}
    </section>
  );
}

function dayWords(day: string): string {
  return dayFrom(day) ?? day;
}

function HandOver({ card, onDone }: { card: CardView; onDone(): void }) {
  const app = useApp();
  const { departments } = app.session.value.view.info;
  const [to, setTo] = useState({
    role: wordsIn(card, 'owner_role'),
    department: wordsIn(card, 'owner_department'),
    person: '',
  });
  const id = useId();
  const [error, setError] = useState('');
  const said = (role: string, department: string, person: string) =>
    [person, role, groupOf(department, departments)?.name].filter(Boolean).join(', ');
  const hand = () => {
    if (!to.person.trim() && !to.role.trim()) return setError('Say who takes it: a role, a person, or both.');
    const from = said(wordsIn(card, 'owner_role'), wordsIn(card, 'owner_department'), wordsIn(card, 'owner'));
    const next = { from, to: said(to.role.trim(), to.department, to.person.trim()), on: today() };
    const may = words.setFields(app.session.peek().commands.inside, card.id, {
      owner: to.person.trim() || undefined,
      owner_role: to.role.trim() || undefined,
      owner_department: to.department || undefined,
      handovers: [...handoversOf(card), next],
    });
    if (may !== true) return setError(may);
    app.toast(`Handed over to ${next.to}.`, { label: 'Undo', run: () => app.undo() });
    onDone();
  };
  return (
    <fieldset class="subform">
      <legend class="label">Who takes it on?</legend>
      {error && (
        <p class="error" role="alert">
          <Icon name="alert" />
          {error}
        </p>
      )}
      <div class="three">
        <label class="field">
          <span class="label">New role</span>
          <input
            class="input"
            value={to.role}
            onInput={(e) => setTo({ ...to, role: e.currentTarget.value })}
          />
        </label>
        <Labelled label="New service" id={id}>
          <select
            id={id}
            class="input"
            value={to.department}
            onChange={(e) => setTo({ ...to, department: e.currentTarget.value })}
          >
            <option value="">Not said</option>
            {[...departments.values()].map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </Labelled>
        <label class="field">
          <span class="label">New person</span>
          <input
            class="input"
            value={to.person}
            onInput={(e) => setTo({ ...to, person: e.currentTarget.value })}
          />
        </label>
      </div>
      <div class="row">
        <button type="button" class="btn btn--sm btn--primary" onClick={hand}>
          Hand it over
        </button>
        <button type="button" class="btn btn--sm" onClick={onDone}>
          Not now
        </button>
      </div>
    </fieldset>
  );
}

const USUAL: readonly { words: string; days: number }[] = [
  { words: 'After 30 days', days: 30 },
  { words: 'After 90 days', days: 90 },
  { words: 'After 9 months', days: 274 },
  { words: 'After 18 months', days: 548 },
];

function Reviews({ card, why }: FieldsProps) {
  const set = useSet(card);
  const days = namesIn(card, 'reviews');
  const plan = () =>
    set(
      'reviews',
      USUAL.map(({ days: after }) => today(after)),
    );
  const put = (at: number, day: string) => {
    const next = USUAL.map((_, n) => (n === at ? day : (days[n] ?? '')));
    set('reviews', next.some(Boolean) ? next : undefined);
  };
  return (
    <section aria-label={FIELD.reviews}>
      <p class="label">{FIELD.reviews}</p>
      {days.length === 0 ? (
        why === null ? (
          <button type="button" class="btn btn--sm" onClick={plan}>
            Plan the usual four: 30 days, 90 days, 9 and 18 months
          </button>
        ) : (
          <p class="small muted">No day yet.</p>
        )
      ) : (
        <div class="four">
          {USUAL.map(({ words }, at) => (
            <label key={words} class="field">
              <span class="label small">{words}</span>
              <input
                type="date"
                class="input"
                value={days[at] ?? ''}
                readOnly={why !== null}
                onChange={(event) => put(at, event.currentTarget.value)}
              />
            </label>
          ))}
        </div>
      )}
    </section>
  );
}
