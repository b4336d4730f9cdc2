/** What a card rests on, down to the stories, and what rests on it, up to the commitments: the thread read both ways. */
import { type Kin, kinOf } from '../app/kin';
import { count, firstWords, KIND, refOf } from '../app/words';
import { useApp } from './context';
import { Dialog } from './dialog';
import { KindGlyph } from './icon';

export function LineageDialog({ card: id }: { card: string }) {
  const app = useApp();
  app.live.value.watch.threads.value;
  app.live.value.watch.anyCard.value;
  const { view } = app.session.value;
  const card = view.cards.get(id);
  if (!card) return null;
  const [below, above] = [kinOf(view, id, 'from'), kinOf(view, id, 'to')];
  return (
    <Dialog title={`The thread of ${refOf(card)}`} side>
      <p class="lineage__card">
        <KindGlyph kind={card.kind} />
        <span>
          <b>{`${KIND[card.kind].one} ${card.label}`.trim()}</b> {firstWords(card.text, 120)}
        </span>
      </p>
      <Part title={`What ${refOf(card)} rests on`} kin={below} none="Nothing yet." />
      <Part title={`What rests on ${refOf(card)}`} kin={above} none="Nothing yet." />
    </Dialog>
  );
}

function Part({ title, kin, none }: { title: string; kin: readonly Kin[]; none: string }) {
  const all = size(kin);
  return (
    <section class="lineage">
      <h3>
        {title} <span class="muted small">{all ? count(all, 'card', 'cards') : ''}</span>
      </h3>
      {kin.length ? <Branches kin={kin} /> : <p class="muted">{none}</p>}
    </section>
  );
}

function Branches({ kin }: { kin: readonly Kin[] }) {
  const app = useApp();
  return (
    <ul>
      {kin.map(({ card, word, beyond }) => (
        <li key={`${word}${card.id}`}>
          <button type="button" class={`tie__go k-${card.kind}`} onClick={() => app.leaveFor(card.id)}>
            <KindGlyph kind={card.kind} />
            <span>
              {word} <b>{refOf(card)}</b> {firstWords(card.text, 90)}
            </span>
          </button>
          {beyond.length > 0 && <Branches kin={beyond} />}
        </li>
      ))}
    </ul>
  );
}

function size(kin: readonly Kin[]): number {
  return new Set(ids(kin)).size;
}

function* ids(kin: readonly Kin[]): Iterable<string> {
  for (const { card, beyond } of kin) {
    yield card.id;
    yield* ids(beyond);
  }
}
