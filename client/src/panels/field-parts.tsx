/** The plainer fields of a card: one of several answers, a day, services, yes or no. Each saves by itself. */
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { answer } from '../app/field-words';
import { groupOf } from '../app/words';
import * as words from '../board/commands/words';
import { namesIn, wordsIn } from '../board/field';
import { isYes } from '../board/fields';
import type { CardView, Department } from '../board/schema';
import { useApp } from './context';
import { Icon } from './icons';
import { Mark } from './mark';

export interface PartProps {
  readonly card: CardView;
  readonly name: string;
  readonly label: string;
  /** Why it may not be changed, if not. */
  readonly why: string | null;
}

/** Save one field; says why where it may not be. */
export function useSet(card: CardView): (name: string, value: unknown) => void {
  const app = useApp();
  return (name, value) => {
    const may = words.setField(app.session.peek().commands.inside, card.id, name, value);
    if (may !== true) app.announce(may, true);
  };
}

export function ChoiceField({
  card,
  name,
  label,
  why,
  options,
}: PartProps & { options: Readonly<Record<string, string>> }) {
  const id = useId();
  const set = useSet(card);
  const value = wordsIn(card, name);
  const odd = value && !Object.hasOwn(options, value);
  return (
    <Labelled label={label} id={id}>
      <select
        id={id}
        class="input"
        value={value}
        disabled={why !== null}
        onChange={(event) => set(name, event.currentTarget.value || undefined)}
      >
        <option value="">Not said</option>
        {odd && <option value={value}>{value}</option>}
        {Object.keys(options).map((key) => (
          <option key={key} value={key}>
            {answer(options, key)}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

/** A label beside its field: one around it would read the field's value as part of its name. */
export function Labelled({
  label,
  id,
  children,
}: {
  label: string;
  id: string;
  children: ComponentChildren;
}) {
  return (
    <div class="field">
      <label class="label" for={id}>
        {label}
      </label>
      {children}
    </div>
  );
}

export function DayField({ card, name, label, why }: PartProps) {
  const id = useId();
  const set = useSet(card);
  const value = wordsIn(card, name);
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(value);
  return (
    <Labelled label={label} id={id}>
      <input
        id={id}
        type="date"
        class="input"
        value={isDay ? value : ''}
        readOnly={why !== null}
        onChange={(event) => set(name, event.currentTarget.value || undefined)}
      />
      {value && !isDay && <span class="small muted">It says: {value}</span>}
    </Labelled>
  );
}

export function YesNo({ card, name, label, why, children }: PartProps & { children?: ComponentChildren }) {
  const set = useSet(card);
  const value = isYes(card, name);
  return (
    <Picks label={label}>
      {[true, false].map((option) => (
        <Pick
          key={String(option)}
          on={value === option}
          why={why}
          onPick={() => set(name, value === option ? undefined : option)}
        >
          {option ? 'Yes' : 'No'}
        </Pick>
      ))}
      {children}
    </Picks>
  );
}

/** A row of answers under one label, read out as a group. */
export function Picks({ label, children }: { label: string; children: ComponentChildren }) {
  const id = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: pressed buttons, not fields of a form
    <div class="picks" role="group" aria-labelledby={id}>
      <span class="label" id={id}>
        {label}
      </span>
      {children}
    </div>
  );
}

export interface PickProps {
  readonly on: boolean;
  readonly why: string | null;
  readonly label?: string;
  readonly children: ComponentChildren;
  onPick(): void;
}

export function Pick({ on, why, label, children, onPick }: PickProps) {
  const app = useApp();
  return (
    <button
      type="button"
      class={`pick-one${on ? ' is-on' : ''}`}
      aria-pressed={on}
      aria-label={label}
      aria-disabled={why !== null}
      onClick={() => (why === null ? onPick() : app.announce(why, true))}
    >
      {on && <Icon name="check" />}
      {children}
    </button>
  );
}

/** Several services: each a chip that can be taken away, and a list to add from. */
export function DepartmentsField({ card, name, label, why }: PartProps) {
  const app = useApp();
  app.live.value.watch.info.value;
  const set = useSet(card);
  const { departments } = app.session.value.view.info;
  const chosen = namesIn(card, name);
  const rest = [...departments.values()].filter(({ id }) => !chosen.includes(id));
  const add = (id: string) => id && set(name, [...chosen, id]);
  return (
    <Picks label={label}>
      {chosen.map((id) => (
        <Chosen
          key={id}
          id={id}
          departments={departments}
          why={why}
          onDrop={() =>
            set(
              name,
              chosen.filter((other) => other !== id),
            )
          }
        />
      ))}
      {why === null && rest.length > 0 && (
        <select
          class="pick-one pick-one--add"
          aria-label={`Add to ${label.toLowerCase()}`}
          value=""
          onChange={(event) => {
            add(event.currentTarget.value);
            event.currentTarget.value = '';
          }}
        >
          <option value="">+ Add</option>
          {rest.map((department) => (
            <option key={department.id} value={department.id}>
              {department.name}
            </option>
          ))}
        </select>
      )}
      {why !== null && chosen.length === 0 && <span class="small muted">None yet</span>}
      {departments.size === 0 && <span class="small muted">This board names no services.</span>}
    </Picks>
  );
}

function Chosen({
  id,
  departments,
  why,
  onDrop,
}: {
  id: string;
  departments: ReadonlyMap<string, Department>;
  why: string | null;
  onDrop(): void;
}) {
  const group = groupOf(id, departments);
  const words = group?.name ?? id;
  return (
    <span class="pick-one pick-one--mark">
      <Mark group={group} size="sm" quiet />
      {words}
      {why === null && (
        <button type="button" class="pick-one__drop" aria-label={`Take ${words} away`} onClick={onDrop}>
          <Icon name="close" />
        </button>
      )}
    </span>
  );
}

/** One service of the board, or none. */
export function DepartmentField({ card, name, label, why }: PartProps) {
  const app = useApp();
  app.live.value.watch.info.value;
  const { departments } = app.session.value.view.info;
  const options = Object.fromEntries([...departments.values()].map(({ id, name: words }) => [id, words]));
  return <ChoiceField card={card} name={name} label={label} why={why} options={options} />;
}

export function NumberField({ card, name, label, why }: PartProps) {
  const id = useId();
  const set = useSet(card);
  const value = card.fields[name];
  const whole = (typed: string) => (/^\d{1,4}$/.test(typed) ? Number(typed) : undefined);
  return (
    <Labelled label={label} id={id}>
      <input
        id={id}
        type="number"
        class="input"
        min={1}
        max={999}
        step={1}
        value={typeof value === 'number' ? value : ''}
        readOnly={why !== null}
        onChange={(event) => set(name, whole(event.currentTarget.value))}
      />
    </Labelled>
  );
}
