/** Who waits at the door of the board: let in or not now, one by one or all. L and N do it for the person in focus. */
import { useEffect, useState } from 'preact/hooks';
import type { App } from '../app/app';
import { count, groupOf } from '../app/words';
import { useApp } from '../panels/context';
import { Dialog } from '../panels/dialog';
import { Mark } from '../panels/mark';
import { ask } from './ask';

interface Waiting {
  readonly participant: string;
  readonly name: string;
  readonly department: string;
  readonly by: string;
  readonly since: number;
  readonly taken: boolean;
  readonly not_now: boolean;
}

export function DoorDialog() {
  const app = useApp();
  const [people, setPeople] = useState<readonly Waiting[] | null>(null);
  const asking = app.door.value;
  useEffect(() => {
    void whoWaits(app).then((waiting) => waiting && setPeople(waiting));
  }, [asking]);
  const known = people !== null;
  // They come after the dialog: until then its close button has the focus.
  useEffect(() => {
    if (known) document.querySelector<HTMLElement>('.waits-list [data-first]')?.focus();
  }, [known]);
  const answer = async (what: 'let_in' | 'not_now', whom: readonly Waiting[]) => {
    const { ok, said } = await ask(app, 'door', { [what]: whom.map(({ participant }) => participant) });
    if (!ok) return;
    const left = said.waiting as readonly Waiting[];
    setPeople(left);
    const names = whom.length === 1 ? whom[0]!.name : `${whom.length} people`;
    app.announce(what === 'let_in' ? `${names} can come in.` : `${names} can’t come in now.`);
    if (left.length === 0) app.close();
  };
  return (
    <Dialog title="Waiting to be let in">
      {people && people.length > 1 && (
        <p>
          <button type="button" class="btn btn--sm" onClick={() => void answer('let_in', people)}>
            Let all in
          </button>
        </p>
      )}
      {people?.length === 0 && <p>Nobody is waiting.</p>}
      <ul class="waits-list">
        {people?.map((one, at) => (
          <Row key={one.participant} one={one} first={at === 0} answer={answer} />
        ))}
      </ul>
    </Dialog>
  );
}

interface RowProps {
  readonly one: Waiting;
  readonly first: boolean;
  answer(what: 'let_in' | 'not_now', whom: readonly Waiting[]): Promise<void>;
}

function Row({ one, first, answer }: RowProps) {
  const app = useApp();
  const { departments } = app.session.value.view.info;
  const group = groupOf(one.department, departments);
  const onKeyDown = (event: KeyboardEvent) => {
    const key = event.key.toLowerCase();
    if (!app.keysOn.peek() || event.ctrlKey || event.metaKey || event.altKey || !'ln'.includes(key)) return;
    event.preventDefault();
    void answer(key === 'l' ? 'let_in' : 'not_now', [one]);
  };
  return (
    <li onKeyDown={onKeyDown}>
      <Mark group={group} size="lg" quiet />
      <span class="grow">
        <b>{one.name}</b>
        <span class="muted small">{aboutThem(one, group?.name ?? 'From outside')}</span>
      </span>
      {!one.not_now && (
        <button
          type="button"
          class="btn btn--sm"
          aria-keyshortcuts="N"
          onClick={() => void answer('not_now', [one])}
        >
          Not now<span class="vh"> for {one.name}</span>
        </button>
      )}
      <button
        type="button"
        class="btn btn--sm btn--primary"
        aria-keyshortcuts="L"
        {...(first ? { 'data-first': true } : {})}
        onClick={() => void answer('let_in', [one])}
      >
        Let in<span class="vh"> {one.name}</span>
      </button>
    </li>
  );
}

function aboutThem({ name, by, since, taken, not_now }: Waiting, group: string): string {
  const minutes = Math.floor((Date.now() - since) / 60_000);
  const when = minutes < 1 ? 'just now' : `${count(minutes, 'minute', 'minutes')} ago`;
  const more = [taken && `Someone called ${name} is here already.`, not_now && 'You said: not now.'];
  return [`${group}, by ${by}, ${when}.`, ...more].filter(Boolean).join(' ');
}

async function whoWaits(app: App): Promise<readonly Waiting[] | null> {
  const answer = await fetch(`/api/b/${app.boot.board.id}/door`).catch(() => null);
  return answer?.ok ? ((await answer.json()) as { waiting: readonly Waiting[] }).waiting : null;
}
