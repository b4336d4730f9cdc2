/** What came of a vote: a table, common ground first. Groups are told in bands, never in counts. */
import split from 'lucide-static/icons/split.svg?raw';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { addCard } from '../app/act';
import { tie } from '../app/act-on';
import type { App } from '../app/app';
import { count, firstWords } from '../app/words';
import { freeSpot } from '../board/place';
import { CARD_SIZE } from '../board/schema';
import { useApp } from '../panels/context';
import { Drawn, Icon } from '../panels/icon';
import { type Band, type PollResult, type PollRow, type Verdict, votesOf } from './votes';
import { asCard, BAND, gapOf, groupName, groupParts, kindOf, restOf, totalOf, VERDICT } from './words';

export function Results({ poll }: { poll: string | null }) {
  const app = useApp();
  app.live.value.watch.session.value;
  app.live.value.watch.info.value;
  const { results } = votesOf(app.session.value.view.session);
  const [chosen, setChosen] = useState(poll);
  const top = useRef<HTMLElement>(null);
  useLayoutEffect(() => top.current?.closest('.pbody, dialog')?.scrollTo(0, 0), []);
  const result = results.find(({ id }) => id === chosen) ?? results.at(-1);
  if (!result) return <p class="muted">No vote has closed on this board yet.</p>;
  return (
    <section class="results" aria-label="Results" tabIndex={app.narrow.value ? 0 : undefined} ref={top}>
      {results.length > 1 && (
        <label class="field results__which">
          <span class="label">Which vote?</span>
          <select class="input" value={result.id} onChange={(event) => setChosen(event.currentTarget.value)}>
            {[...results].reverse().map(({ id, question, closed }) => (
              <option key={id} value={id}>
                {question} ({timeOf(closed)})
              </option>
            ))}
          </select>
        </label>
      )}
      <One result={result} key={result.id} />
    </section>
  );
}

function timeOf(ms: number): string {
  return new Date(ms).toLocaleTimeString(document.documentElement.lang || 'en-GB', {
    hour: '2-digit',
    minute: '2-digit',
  });
}

function One({ result }: { result: PollResult }) {
  const app = useApp();
  const [byTotal, setByTotal] = useState(false);
  const rows = byTotal ? [...result.rows].sort((a, b) => b.total[0] - a.total[0]) : result.rows;
  const agree = result.way === 'agree';
  return (
    <>
      <div class="results__head">
        <p class="grow">
          <b>{result.question}</b>{' '}
          <span class="muted">
            {count(result.people, 'person', 'people')} answered. Closed {timeOf(result.closed)}.{' '}
            {agree && result.groups.length > 0 && !byTotal
              ? 'Ordered by common ground: what every group backs comes first, not what the biggest group backs.'
              : 'Ordered by total.'}
          </span>
        </p>
        {agree && result.groups.length > 0 && (
          <button
            type="button"
            class="btn btn--sm"
            aria-pressed={byTotal}
            onClick={() => setByTotal(!byTotal)}
          >
            Order by total
          </button>
        )}
        {app.me.role === 'facilitator' && result.rows.length > 0 && (
          <button type="button" class="btn btn--sm btn--primary" onClick={() => putOnBoard(app, result)}>
            Put on the board
          </button>
        )}
      </div>
      {result.rows.length === 0 ? (
        <p class="bar">
          <Icon name="eyeOff" />
          Fewer than three people voted, so we don’t show how. That keeps each vote secret.
        </p>
      ) : app.narrow.value ? (
        <List result={result} rows={rows} />
      ) : (
        <Table result={result} rows={rows} />
      )}
      {result.rows.length > 0 && (
        <div class="results__low">
          <Divided result={result} />
          <HowToRead result={result} />
        </div>
      )}
    </>
  );
}

interface Shown {
  readonly result: PollResult;
  readonly rows: readonly PollRow[];
}

function Table({ result, rows }: Shown) {
  const { view } = useApp().session.value;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled by keys
    <section class="results__scroll" tabIndex={0} aria-label="Results as a table">
      <table>
        <thead>
          <tr>
            <th scope="col">
              {kindOf(
                rows.map(({ card }) => card),
                view,
              )}
            </th>
            <th scope="col">{result.way === 'agree' ? 'Everyone' : 'Dots'}</th>
            {result.groups.map((group) => (
              <th key={group.join()} scope="col" title={groupParts(group, view)}>
                {groupName(group, view)}
              </th>
            ))}
            {result.way === 'agree' && <th scope="col">So</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.card}>
              <th scope="row">
                <CardName id={row.card} />
              </th>
              <td class="results__total">
                <Total result={result} row={row} />
              </td>
              {row.bands.map((band, n) => (
                <td key={result.groups[n]?.join()}>
                  <BandCell band={band} />
                </td>
              ))}
              {row.verdict && (
                <td>
                  <VerdictWord verdict={row.verdict} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** On a phone: words only. */
function List({ result, rows }: Shown) {
  const { view } = useApp().session.value;
  return (
    <ol class="results__list">
      {rows.map((row) => (
        <li key={row.card}>
          <div class="results__line">
            <h3>
              <CardName id={row.card} short />
            </h3>
            {row.verdict && <VerdictWord verdict={row.verdict} />}
          </div>
          <p class="small muted">
            {totalOf(result, row)}
            {restOf(row) && `; ${restOf(row)}`}
          </p>
          {row.bands.length > 0 && (
            <dl>
              {row.bands.map((band, n) => (
                <div key={result.groups[n]?.join()}>
                  <dt>{groupName(result.groups[n] ?? [], view)}</dt>
                  <dd>{band ? BAND[band].word : 'Too few to say'}</dd>
                </div>
              ))}
            </dl>
          )}
        </li>
      ))}
    </ol>
  );
}

function CardName({ id, short }: { id: string; short?: boolean }) {
  const app = useApp();
  app.live.value.watch.card(id).value;
  const card = app.session.value.view.cards.get(id);
  if (!card) return <span class="muted">A card that is gone</span>;
  return (
    <>
      <b class={`results__ref k-${card.kind}`}>{card.label}</b>{' '}
      {card.hidden ? 'Hidden' : firstWords(card.text, short ? 40 : 120)}
    </>
  );
}

function Total({ result, row }: { result: PollResult; row: PollRow }) {
  const most = result.way === 'agree' ? row.votes : Math.max(1, ...result.rows.map(({ total }) => total[1]));
  const middle = (row.total[0] + row.total[1]) / 2;
  const against = row.against ? (row.against[0] + row.against[1]) / 2 : 0;
  const rest = Math.max(0, most - middle - against);
  return (
    <>
      <b class="tnum">{totalOf(result, row)}</b> <span class="xs muted">{restOf(row)}</span>
      <svg class="results__bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
        <rect class="is-for" x="0" y="0" width={(middle / most) * 100} height="10" />
        <rect class="is-against" x={(middle / most) * 100} y="0" width={(against / most) * 100} height="10" />
        <rect
          class="is-rest"
          x={((most - rest) / most) * 100}
          y="0"
          width={(rest / most) * 100}
          height="10"
        />
      </svg>
    </>
  );
}

function BandCell({ band }: { band: Band | null }) {
  if (!band) return <span class="small muted">Too few to say</span>;
  const { word, steps } = BAND[band];
  return (
    <span class={`band${steps <= 2 ? ' band--low' : ''}`}>
      {word}
      <span class="band__bar" aria-hidden="true">
        {[1, 2, 3, 4].map((step) => (
          <i key={step} class={step <= steps ? 'on' : ''} />
        ))}
      </span>
    </span>
  );
}

function VerdictWord({ verdict }: { verdict: Verdict }) {
  return (
    <span class={`results__verdict is-${verdict}`}>
      {verdict === 'divided' ? <Drawn source={split} /> : verdict === 'common' && <Icon name="check" />}
      {VERDICT[verdict]}
    </span>
  );
}

function Divided({ result }: { result: PollResult }) {
  const app = useApp();
  const { view } = app.session.value;
  const [first, ...others] = result.divided;
  const row = result.rows.find(({ card }) => card === first);
  if (!first || !row) return null;
  const ref = (id: string) => view.cards.get(id)?.label || 'a card that is gone';
  return (
    <section>
      <h3>Most divided: {ref(first)}</h3>
      <p>
        {gapOf(result, row, view)} That gap is worth a talk. <b>Who isn’t being heard here?</b>
        {others.length > 0 && ` Also divided: ${others.map(ref).join(', ')}.`}
      </p>
      {app.session.value.commands.mayAdd('challenge') === true && view.cards.has(first) && (
        <button type="button" class="btn btn--sm" onClick={() => challenge(app, first)}>
          <Icon name="help" />
          Add a challenge
        </button>
      )}
    </section>
  );
}

function HowToRead({ result }: { result: PollResult }) {
  const { view } = useApp().session.value;
  if (result.way === 'dots')
    return (
      <section>
        <h3>How to read this</h3>
        <p>
          Everyone had {count(result.dots, 'dot', 'dots')}. Dots are counted for the whole room and not by
          group, because from a fixed number each a group’s vote could be worked out.
        </p>
      </section>
    );
  const mixed = result.groups.filter((group) => group.length > 1);
  return (
    <section>
      <h3>How to read this</h3>
      {result.groups.length ? (
        <p>
          <b>Nearly all</b>: everyone, or almost. <b>Few</b>: nobody, or not many. Every band covers at least
          two counts, so nobody’s vote can be worked out. Small groups have fewer bands.{' '}
          {mixed.length > 0 &&
            `Fewer than 3 people, so counted with others to keep votes secret: ${mixed.map((group) => groupParts(group, view)).join('; ')}.`}
        </p>
      ) : (
        <p>There are too few people to tell groups apart, so only the whole room’s total is shown.</p>
      )}
    </section>
  );
}

/** Totals and verdicts as a card, without the groups. */
function putOnBoard(app: App, result: PollResult): void {
  const { commands, view } = app.session.peek();
  const size = [CARD_SIZE.problem[0], 40 + 24 * (result.rows.length + 1)] as const;
  const id = commands.addCard({
    kind: 'note',
    pos: freeSpot(undefined, [...view.cards.values()], size, view.zoneList()),
    size,
    text: asCard(result, view),
    fields: { poll: result.id },
  });
  if (!id) return void app.announce(String(commands.mayAdd('note')), true);
  app.close();
  setTimeout(() => app.focusCard(id));
  app.toast('The result is a card on the board.', { label: 'Undo', run: () => app.undo() });
}

function challenge(app: App, card: string): void {
  app.close();
  const id = addCard(app, 'challenge');
  if (id) tie(app, 'challenges', id, card);
}
