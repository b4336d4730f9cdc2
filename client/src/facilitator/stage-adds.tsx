/** Who may add what in a stage: the kinds, and for each of them everyone, some groups, or facilitators alone. */
import { groupOf, KIND } from '../app/words';
import { KINDS, type Kind } from '../board/schema';
import { useApp } from '../panels/context';
import { KindGlyph } from '../panels/icon';
import { Mark } from '../panels/mark';
import type { Choice, Who } from './adds';

export interface StageAddsProps {
  readonly choice: Choice;
  onChoose(choice: Choice): void;
}

export function StageAdds({ choice, onChoose }: StageAddsProps) {
  const turn = (kind: Kind) => {
    const kept = new Map(choice);
    if (!kept.delete(kind)) kept.set(kind, 'everyone');
    onChoose(kept);
  };
  return (
    <fieldset class="field">
      <legend class="label">What people may add</legend>
      <p class="hint">None chosen: anything, by everyone. Facilitators may always add.</p>
      <div class="kinds">
        {KINDS.map((kind) => (
          <label key={kind} class={`chip chip--kind${choice.has(kind) ? ' is-on' : ''}`}>
            <input type="checkbox" class="vh" checked={choice.has(kind)} onChange={() => turn(kind)} />
            <KindGlyph kind={kind} />
            {KIND[kind].one}
          </label>
        ))}
      </div>
      {KINDS.filter((kind) => choice.has(kind)).map((kind) => (
        <WhoAdds
          key={kind}
          kind={kind}
          who={choice.get(kind)!}
          onChoose={(who) => onChoose(new Map(choice).set(kind, who))}
        />
      ))}
    </fieldset>
  );
}

interface WhoAddsProps {
  readonly kind: Kind;
  readonly who: Who;
  onChoose(who: Who): void;
}

/** The words for groups that stand for many. */
const COMMON = [
  { value: 'everyone', words: 'everyone' },
  { value: 'citizen', words: 'citizens' },
  { value: 'services', words: 'services' },
  { value: 'none', words: 'facilitators only' },
  { value: 'some', words: 'these groups…' },
] as const;

function WhoAdds({ kind, who, onChoose }: WhoAddsProps) {
  const app = useApp();
  const { departments } = app.session.value.view.info;
  const services = [...departments.keys()];
  const value = shortOf(who, services);
  const choose = (to: string) => {
    if (to === 'everyone') onChoose('everyone');
    else if (to === 'none') onChoose([]);
    else if (to === 'citizen') onChoose(['citizen']);
    else if (to === 'services') onChoose(services);
    else onChoose(['citizen', ...services, 'outside']);
  };
  const many = KIND[kind].many;
  return (
    <div class="whoadds">
      <label>
        <span>{many[0]!.toUpperCase() + many.slice(1)}, by</span>
        <select class="input" value={value} onChange={(event) => choose(event.currentTarget.value)}>
          {COMMON.filter((one) => one.value !== 'services' || services.length > 0).map((one) => (
            <option key={one.value} value={one.value}>
              {one.words}
            </option>
          ))}
        </select>
      </label>
      {value === 'some' && who !== 'everyone' && (
        <Groups kind={kind} who={who} all={['citizen', ...services, 'outside']} onChoose={onChoose} />
      )}
    </div>
  );
}

function shortOf(who: Who, services: readonly string[]): string {
  if (who === 'everyone') return 'everyone';
  if (!who.length) return 'none';
  if (who.length === 1 && who[0] === 'citizen') return 'citizen';
  const same = who.length === services.length && services.every((id) => who.includes(id));
  return same ? 'services' : 'some';
}

function Groups(props: {
  kind: Kind;
  who: readonly string[];
  all: readonly string[];
  onChoose(who: Who): void;
}) {
  const { kind, who, all, onChoose } = props;
  const { departments } = useApp().session.value.view.info;
  const turn = (id: string) => onChoose(who.includes(id) ? who.filter((one) => one !== id) : [...who, id]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a part of a field, named by it
    <div class="kinds" role="group" aria-label={`Who may add ${KIND[kind].many}`}>
      {all.map((id) => {
        const group = groupOf(id, departments);
        return (
          <label key={id} class={`chip chip--kind${who.includes(id) ? ' is-on' : ''}`}>
            <input type="checkbox" class="vh" checked={who.includes(id)} onChange={() => turn(id)} />
            <Mark group={group} size="sm" quiet />
            {id === 'citizen' ? 'Citizens' : (group?.name ?? 'A group that is gone')}
          </label>
        );
      })}
    </div>
  );
}
