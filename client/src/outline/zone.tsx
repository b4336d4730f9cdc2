/** A zone's heading with its count and Add, then its cards, or an invitation to write the first. */
import type { ComponentChildren } from 'preact';
import { addCard } from '../app/act';
import { foldZone } from '../app/folds';
import { stageNow } from '../app/stage';
import { countKind, emptyZone, KIND, writtenWords, zoneKind } from '../app/words';
import { mayAddKind } from '../board/rights';
import type { ZoneView } from '../board/schema';
import { isSilent } from '../board/session';
import { useApp } from '../panels/context';
import { Icon, KindGlyph } from '../panels/icon';

export interface ZoneSectionProps {
  readonly zone: ZoneView;
  readonly count: number;
  readonly asCards: boolean;
  readonly children: ComponentChildren;
}

export function ZoneSection({ zone, count, asCards, children }: ZoneSectionProps) {
  const app = useApp();
  const kind = zoneKind(zone);
  const id = `zone-${zone.id}`;
  const add = () => addCard(app, kind, zone.id);
  app.live.value.watch.session.value;
  const { commands, view } = app.session.value;
  const may = commands.mayPut(zone.id) === true && mayAddKind(app.me, stageNow(view), kind) === true;
  const folded = !asCards && app.folds.zones.value.has(zone.id);
  const hidden = isSilent(view.session, zone.id) ? (view.session.silent?.zones[zone.id] ?? 0) : 0;
  return (
    <section class="ozone" aria-labelledby={id}>
      <div class="ozone__head">
        {!asCards && (
          <button
            type="button"
            class="icon-btn ozone__fold"
            id={`fold-${zone.id}`}
            aria-expanded={!folded}
            aria-label={folded ? 'Open' : 'Fold up'}
            aria-labelledby={`fold-${zone.id} ${id}`}
            onClick={() => foldZone(app, zone.id)}
          >
            <Icon name="chevron" />
          </button>
        )}
        <KindGlyph kind={kind} />
        <h2 id={id} tabIndex={-1}>
          {zone.title || 'A zone without a title'}{' '}
          <span class="ozone__count tnum">
            {count}
            <span class="vh"> {countKind(count, kind).replace(/^\d+ /, '')}</span>
          </span>
        </h2>
        {zone.locked && (
          <span class="chip">
            <Icon name="lock" />
            Locked
          </span>
        )}
        {hidden > 0 && (
          <span class="chip">
            <Icon name="eyeOff" />
            {writtenWords(hidden)}
          </span>
        )}
        {zone.prompt && <p>{zone.prompt}</p>}
        {app.me.role === 'facilitator' && !asCards && (
          <button
            type="button"
            class="icon-btn ozone__edit"
            aria-label={`Change the zone ${zone.title}`}
            aria-haspopup="menu"
            onClick={(event) => app.open({ kind: 'zone-menu', zone: zone.id, at: event.currentTarget })}
          >
            <Icon name="ellipsis" />
          </button>
        )}
        {may && !asCards && !folded && count > 0 && (
          <button type="button" class="btn btn--sm" onClick={add}>
            <Icon name="plus" />
            Add<span class="vh"> to {zone.title}</span>
          </button>
        )}
      </div>
      {folded ? null : count ? (
        <ol class="rows">{children}</ol>
      ) : (
        <EmptyZone zone={zone} onAdd={may && !asCards ? add : null} />
      )}
    </section>
  );
}

function EmptyZone({ zone, onAdd }: { zone: ZoneView; onAdd: (() => void) | null }) {
  const kind = zoneKind(zone);
  const { title, text } = emptyZone(zone);
  return (
    <div class="empty">
      <KindGlyph kind={kind} />
      <p>
        <b>{title}</b>
        <br />
        {text}
      </p>
      {onAdd && (
        <button type="button" class="btn btn--sm" onClick={onAdd}>
          <Icon name="plus" />
          {KIND[kind].add}
        </button>
      )}
    </div>
  );
}
