/** Whose words are looked at first, which names to look for, and what was done at the desk lately, with its undo. */
import { useEffect } from 'preact/hooks';
import { ago } from '../app/day';
import { count, KIND, refOf } from '../app/words';
import type { Approval } from '../board/approval';
import { KINDS } from '../board/schema';
import { useApp } from '../panels/context';
import { Dialog } from '../panels/dialog';
import { Icon, KindGlyph } from '../panels/icon';
import { Mark } from '../panels/mark';
import { Names } from './desk';
import './queue.css';
import { act, type Done, desk, look } from './waiting';

export function ApprovalDialog() {
  const app = useApp();
  useEffect(() => void look(app), []);
  const waits = desk.value.items.length;
  return (
    <Dialog title="Whose words are looked at first" wide>
      <p>
        Their cards come to you before anyone else sees them. They know it, and can go on writing. Choose
        before a session, or at any moment: it holds at once.
      </p>
      <Who />
      {waits > 0 && (
        <p class="small">
          <Icon name="alert" /> {count(waits, 'card waits', 'cards wait')} now, and{' '}
          {waits === 1 ? 'goes' : 'go'} on waiting for your yes whatever you choose here.
        </p>
      )}
      <Names onKept={() => void look(app)} />
      <Lately />
    </Dialog>
  );
}

function Who() {
  const app = useApp();
  const { watch } = app.live.value;
  watch.info.value;
  watch.session.value;
  const { info, session } = app.session.value.view;
  const now = session.approval;
  const choose = (change: Partial<Approval>) => void act(app, { wait: { ...now, ...change } });
  const turned = (list: readonly string[], one: string) =>
    list.includes(one) ? list.filter((other) => other !== one) : [...list, one];
  const groups = [
    { id: 'citizen', name: 'Citizens', group: { name: 'Citizen', initials: '', colour: null } },
    ...[...info.departments.values()].map((group) => ({ id: group.id, name: group.name, group })),
    {
      id: 'outside',
      name: 'Other services and outside',
      group: { name: 'Outside', initials: 'OUT', colour: null },
    },
  ];
  return (
    <div class="approval">
      <fieldset class="field">
        <legend class="label">These people, whatever they write</legend>
        <Choice on={now.everyone} onTurn={() => choose({ everyone: !now.everyone })}>
          Everyone but those who run the room
        </Choice>
        <div class="approval__groups">
          {groups.map(({ id, name, group }) => (
            <Choice
              key={id}
              on={now.everyone || now.groups.includes(id)}
              off={now.everyone}
              onTurn={() => choose({ groups: turned(now.groups, id) })}
            >
              <Mark group={group} size="sm" quiet /> {name}
            </Choice>
          ))}
        </div>
        <p class="hint">
          People choose their group when they come in. To be sure, choose everyone, or give out an invitation
          that says for which group its people speak. While their words are looked at first, they don’t
          comment or draw.
        </p>
      </fieldset>
      <fieldset class="field">
        <legend class="label">These kinds of card, whoever writes them</legend>
        <div class="approval__groups">
          {KINDS.map((kind) => (
            <Choice
              key={kind}
              on={now.everyone || now.kinds.includes(kind)}
              off={now.everyone}
              onTurn={() => choose({ kinds: turned(now.kinds, kind) })}
            >
              <KindGlyph kind={kind} /> {KIND[kind].one}
            </Choice>
          ))}
        </div>
      </fieldset>
    </div>
  );
}

interface ChoiceProps {
  readonly on: boolean;
  /** Holds already, by another choice. */
  readonly off?: boolean;
  readonly children: preact.ComponentChildren;
  onTurn(): void;
}

function Choice({ on, off = false, children, onTurn }: ChoiceProps) {
  return (
    <label class="choice">
      <input type="checkbox" checked={on} disabled={off} onChange={onTurn} />
      <span>{children}</span>
    </label>
  );
}

const DID: Record<Done['what'], string> = {
  approved: 'Approved',
  back: 'Sent back',
  redacted: 'Words hidden in',
  edited: 'Words changed in',
};

function Lately() {
  const app = useApp();
  const { done } = desk.value;
  const { view } = app.session.value;
  if (!done.length) return null;
  const name = (id: string) => {
    const card = view.cards.get(id);
    return card ? `${KIND[card.kind].one.toLowerCase()} ${refOf(card)}` : 'a card';
  };
  return (
    <section>
      <h3>Done in the last day</h3>
      <ul class="approval__done">
        {done.map(({ id, what, card, at }) => (
          <li key={id}>
            <span class="grow">
              {DID[what]} {name(card)} <span class="muted small">{ago(at)}</span>
            </span>
            <button
              type="button"
              class="btn btn--sm"
              onClick={() => void act(app, { undo: id }).then(({ ok }) => ok && app.announce('Undone.'))}
            >
              Undo
              <span class="vh">
                : {DID[what]} {name(card)}, {ago(at)}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
