/** Making something else of a card: what fits stays, what does not is set aside and said. */

import { turnInto as turn } from '../board/commands/turn';
import { setAside } from '../board/fields';
import type { Kind } from '../board/schema';
import type { App } from './app';
import { fieldName } from './field-words';
import { count, KIND } from './words';

export function turnInto(app: App, id: string, kind: Kind): void {
  const { commands, view } = app.session.peek();
  const card = view.cards.get(id);
  const loosened = turn(commands, id, kind);
  if (typeof loosened === 'string' || !card) {
    app.toast(String(loosened));
    return;
  }
  const what = KIND[kind].one.toLowerCase();
  const aside = setAside(card.fields, kind).map(fieldName);
  const threads = count(loosened, 'thread', 'threads');
  const said = [
    `It is ${/^[aeiou]/.test(what) ? 'an' : 'a'} ${what} now${card.label && ` and keeps its number ${card.label}`}.`,
    aside.length > 0 && `Set aside, and back if you turn it back: ${aside.join(', ')}.`,
    loosened > 0 && `${threads} now only ${loosened === 1 ? 'says' : 'say'} “goes with”.`,
  ];
  app.toast(said.filter(Boolean).join(' '), { label: 'Undo', run: () => app.undo() });
}
