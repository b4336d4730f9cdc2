/** A zone's title, its question and the kinds it is for; for facilitators. A new one stands to the right of the others. */
import { useId, useState } from 'preact/hooks';
import { deleteZone } from '../app/arrange';
import { count, KIND } from '../app/words';
import * as zones from '../board/commands/zones';
import { KINDS, type Kind, LIMITS } from '../board/schema';
import type { BoardView } from '../board/view';
import { useApp } from './context';
import { Dialog } from './dialog';
import { KindGlyph } from './icon';
import { Icon } from './icons';

export function ZoneDialog({ zone: id }: { zone: string | null }) {
  const app = useApp();
  const { view, commands } = app.session.value;
  const zone = id ? view.zones.get(id) : undefined;
  const [title, setTitle] = useState(zone?.title ?? '');
  const [prompt, setPrompt] = useState(zone?.prompt ?? '');
  const [kinds, setKinds] = useState(zone?.kinds ?? []);
  const [error, setError] = useState(false);
  const keep = (event: Event) => {
    event.preventDefault();
    if (!title.trim()) return setError(true);
    const parts = { title: title.trim(), prompt: prompt.trim(), kinds };
    if (id) zones.setZone(commands.inside, id, parts);
    else zones.addZone(commands.inside, { ...parts, pos: besideTheLast(view) });
    app.close();
    app.toast(`${title.trim()} is ${id ? 'changed' : 'on the board'}.`, {
      label: 'Undo',
      run: () => app.undo(),
    });
  };
  return (
    <Dialog title={id ? 'Change the zone' : 'Add a zone'}>
      <form class="form" onSubmit={keep}>
        <Field label="What is it called?" value={title} error={error} first onInput={setTitle} />
        <Field label="What does it ask? (you can leave it out)" value={prompt} onInput={setPrompt} />
        <Kinds chosen={kinds} onChange={setKinds} />
        <div class="dialog__acts">
          <button type="submit" class="btn btn--primary">
            {id ? 'Keep it so' : 'Put it on the board'}
          </button>
          {id && <DeleteZone zone={id} />}
        </div>
      </form>
    </Dialog>
  );
}

/** Which kinds; the first one chosen is what "Add" makes here. */
function Kinds({ chosen, onChange }: { chosen: readonly Kind[]; onChange(kinds: readonly Kind[]): void }) {
  const turn = (kind: Kind) =>
    onChange(chosen.includes(kind) ? chosen.filter((one) => one !== kind) : [...chosen, kind]);
  return (
    <fieldset class="field">
      <legend class="label">What goes in it?</legend>
      <p class="hint">
        {chosen[0]
          ? `“${KIND[chosen[0]].add}” is offered first.`
          : 'Nothing chosen: any card. You can choose more than one.'}
      </p>
      <div class="kinds">
        {KINDS.map((kind) => (
          <label key={kind} class={`chip chip--kind${chosen.includes(kind) ? ' is-on' : ''}`}>
            <input class="vh" type="checkbox" checked={chosen.includes(kind)} onChange={() => turn(kind)} />
            <KindGlyph kind={kind} />
            {KIND[kind].one}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly error?: boolean;
  readonly first?: boolean;
  onInput(value: string): void;
}

function Field({ label, value, error, first, onInput }: FieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label class="label" for={id}>
        {label}
      </label>
      {error && (
        <p class="error" id={`${id}-error`} role="alert">
          <Icon name="alert" />
          Give it a name. One word is enough.
        </p>
      )}
      <input
        id={id}
        class={`input${error ? ' is-error' : ''}`}
        dir="auto"
        maxLength={LIMITS.title}
        value={value}
        aria-describedby={error ? `${id}-error` : undefined}
        aria-invalid={error ? 'true' : undefined}
        {...(first ? { 'data-first': true } : {})}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </div>
  );
}

/** Its cards stay on the board; said before, undone after. */
function DeleteZone({ zone }: { zone: string }) {
  const app = useApp();
  const cards = app.session.value.view.cardsIn(zone).length;
  const go = () => {
    app.close();
    deleteZone(app, zone);
  };
  return (
    <button type="button" class="btn btn--danger" onClick={go}>
      <Icon name="trash" />
      Delete the zone{cards > 0 && `, keep its ${count(cards, 'card', 'cards')}`}
    </button>
  );
}

const GAP = 24;

function besideTheLast(view: BoardView): [number, number] {
  const zones = view.zoneList();
  if (!zones.length) return [0, 0];
  const right = Math.max(...zones.map(({ pos, size }) => pos[0] + size[0]));
  return [right + GAP, Math.min(...zones.map(({ pos }) => pos[1]))];
}
