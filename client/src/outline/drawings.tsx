/** Drawings on the board, as a list: what each shows, and what can be done with it. */
import { type Drawing, drawingsOn } from '../app/drawings';
import { count } from '../app/words';
import { Ink } from '../board/commands/strokes';
import { useApp } from '../panels/context';
import { deleteDrawing } from '../panels/drawing';
import { Icon } from '../panels/icons';

export function Drawings() {
  const app = useApp();
  app.live.value.watch.strokes.value;
  app.live.value.people.here.value;
  const { view } = app.session.value;
  if (!view.strokes.size) return null;
  const drawings = drawingsOn(view);
  return (
    <section class="ozone" aria-labelledby="zone-drawings">
      <div class="ozone__head">
        <Icon name="pen" />
        <h2 id="zone-drawings" tabIndex={-1}>
          Drawings <span class="ozone__count tnum">{drawings.length}</span>
        </h2>
      </div>
      <ol class="rows">
        {drawings.map((drawing, n) => (
          <li key={drawing.strokes[0]!.id}>
            <Item drawing={drawing} number={n + 1} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Item({ drawing, number }: { drawing: Drawing; number: number }) {
  const app = useApp();
  const { commands } = app.session.value;
  const ink = new Ink(commands);
  const { strokes, alt, author } = drawing;
  const ids = strokes.map(({ id }) => id);
  const name = author && app.live.value.people.nameOf(author);
  const mine = ids.some((id) => ink.mayDescribe(id));
  const show = () => {
    const { minX, minY, maxX, maxY } = drawing.box;
    app.show('canvas');
    const { z } = app.camera.peek();
    const { innerWidth: w, innerHeight: h } = window;
    app.camera.value = { x: (minX + maxX) / 2 - w / 2 / z, y: (minY + maxY) / 2 - h / 2 / z, z };
  };
  const words = alt === '' ? 'Only for looks.' : (alt ?? 'Nobody has said yet what it shows.');
  return (
    <article class="orow" aria-label={`Drawing ${number}: ${words}`}>
      <h3 class="orow__ref">D{number}</h3>
      <div class="orow__body">
        <p class={`card__text${alt ? '' : ' muted'}`} dir="auto">
          {words}
        </p>
        <div class="orow__meta">
          <span>
            {name ? `Drawn by ${name}, ` : ''}
            {count(strokes.length, 'stroke', 'strokes')}
          </span>
        </div>
      </div>
      <div class="orow__acts">
        {mine && (
          <button
            type="button"
            class="btn btn--sm"
            aria-haspopup="dialog"
            onClick={() => app.open({ kind: 'drawing', strokes: ids })}
          >
            Say what it shows<span class="vh">, drawing {number}</span>
          </button>
        )}
        <button type="button" class="btn btn--sm" onClick={show}>
          Show<span class="vh"> drawing {number} on the board</span>
        </button>
        {ink.mayDelete(ids[0]!) === true && (
          <button
            type="button"
            class="icon-btn"
            aria-label={`Delete drawing ${number}`}
            onClick={() => deleteDrawing(app, ids)}
          >
            <Icon name="trash" />
          </button>
        )}
      </div>
    </article>
  );
}
