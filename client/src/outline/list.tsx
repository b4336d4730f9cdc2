/** The whole board as headings and lists, in the page's order, live. */

import { useEffect, useState } from 'preact/hooks';
import { addCard } from '../app/act';
import { useApp } from '../panels/context';
import { Icon } from '../panels/icon';
import { Drawings } from './drawings';
import { useKeptFocus } from './focus';
import { Row } from './row';
import { ZoneSection } from './zone';

/** So many rows are drawn at once; a long board's others follow frame by frame, until all are in the page. */
const AT_ONCE = 120;

function useGrowing(all: number): number {
  const [shown, setShown] = useState(AT_ONCE);
  useEffect(() => {
    if (shown >= all) return;
    const timer = setTimeout(() => setShown(shown + AT_ONCE), 30);
    return () => clearTimeout(timer);
  }, [shown, all]);
  return shown;
}

export interface ListProps {
  /** Only this zone ("" for cards in none); all when absent. */
  readonly only?: string | undefined;
  readonly asCards?: boolean;
}

export function CardList({ only, asCards = false }: ListProps) {
  const app = useApp();
  app.live.value.watch.order.value;
  app.live.value.watch.session.value;
  const { view } = app.session.value;
  useKeptFocus();
  const loose = view.cardsIn(null);
  const zones = view.zoneList().filter((zone) => only === undefined || zone.id === only);
  const folded = app.folds.zones.value;
  const open = asCards ? zones : zones.filter(({ id }) => !folded.has(id));
  const firstId = open.flatMap((zone) => view.cardsIn(zone.id)).concat(loose)[0]?.id;
  let left = useGrowing(view.cards.size);
  const rows = (cards: readonly { id: string }[], title: string) => {
    const drawn = cards.slice(0, Math.max(left, 0));
    left -= cards.length;
    return drawn.map(({ id }, n) => (
      <li key={id}>
        <Row id={id} at={n + 1} of={cards.length} zone={title} first={id === firstId} asCard={asCards} />
      </li>
    ));
  };
  return (
    <>
      {zones.map((zone) => {
        const cards = view.cardsIn(zone.id);
        return (
          <ZoneSection key={zone.id} zone={zone} count={cards.length} asCards={asCards}>
            {rows(cards, zone.title)}
          </ZoneSection>
        );
      })}
      {loose.length > 0 && (only === undefined || only === '') && (
        <section class="ozone" aria-labelledby="zone-none">
          <div class="ozone__head">
            <h2 id="zone-none" tabIndex={-1}>
              Outside the zones <span class="ozone__count tnum">{loose.length}</span>
            </h2>
            {app.session.value.commands.mayJoinIn() === true && !asCards && (
              <button type="button" class="btn btn--sm" onClick={() => addCard(app, 'note', null)}>
                <Icon name="plus" />
                Add<span class="vh"> a note outside the zones</span>
              </button>
            )}
          </div>
          <ol class="rows">{rows(loose, 'no zone')}</ol>
        </section>
      )}
      {only === undefined && <Drawings />}
    </>
  );
}
