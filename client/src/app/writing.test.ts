// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { Commands } from '../board/commands';
import type { Me } from '../board/schema';
import { BoardView } from '../board/view';
import type { Session } from './app';
import { bindText } from './writing';

const ME: Me = { participant: 'me', name: 'Helen', department: 'housing', role: 'facilitator' };

describe('a field bound to a card’s text', () => {
  let field: HTMLTextAreaElement;
  let session: Session;
  let card: string;
  let unbind: () => void;
  const theirs = { edit: (_run: (text: Y.Text) => void) => {} };
  const refused = vi.fn();

  beforeEach(() => {
    const [doc, other] = [new Y.Doc(), new Y.Doc()];
    doc.on('update', (update, origin) => origin !== 'net' && Y.applyUpdate(other, update, 'net'));
    other.on('update', (update, origin) => origin !== 'net' && Y.applyUpdate(doc, update, 'net'));
    const view = new BoardView(doc, 'me');
    const commands = new Commands(doc, view, ME);
    const presence = { me: vi.fn() };
    session = { doc, view, commands, presence } as unknown as Session;
    card = commands.addCard({ kind: 'note', pos: [0, 0], text: 'damp at home' });
    theirs.edit = (run) => {
      run((other.getMap('cards').get(card) as Y.Map<Y.Text>).get('text')!);
      view.catchUp();
    };
    field = document.createElement('textarea');
    document.body.replaceChildren(field);
    unbind = bindText(field, session, card, refused);
    field.focus();
  });

  const type = (text: string, caret = text.length) => {
    field.value = text;
    field.setSelectionRange(caret, caret);
    field.dispatchEvent(new Event('input'));
  };
  const words = () => session.view.cards.get(card)!.text;

  it('begins with the words and sends what I type', () => {
    expect(field.value).toBe('damp at home');
    type('damp at home, again');
    expect(words()).toBe('damp at home, again');
  });

  it('takes in what others type without losing my place', () => {
    field.setSelectionRange(7, 7);
    theirs.edit((text) => text.insert(0, 'The '));
    expect(field.value).toBe('The damp at home');
    expect(field.selectionStart).toBe(11);
  });

  it('leaves the field alone while I compose, then keeps both', () => {
    field.dispatchEvent(new Event('compositionstart'));
    type('damp at homé');
    theirs.edit((text) => text.insert(0, 'The '));
    expect(field.value).toBe('damp at homé');
    field.dispatchEvent(new Event('compositionend'));
    expect(field.value).toBe('The damp at homé');
    expect(words()).toBe('The damp at homé');
  });

  it('shows what undo brings back', () => {
    type('damp at home!');
    session.commands.undo();
    expect(field.value).toBe('damp at home');
  });

  it('keeps my words in the field when the board does not take them', () => {
    const long = 'x'.repeat(20_001);
    type(long);
    expect(refused).toHaveBeenCalledOnce();
    expect(field.value).toBe(long);
    expect(words()).toBe('damp at home');
  });

  it('says that I write here, and lets go when left', () => {
    const me = session.presence.me as ReturnType<typeof vi.fn>;
    expect(me).toHaveBeenCalledWith({ editing: card });
    unbind();
    expect(me).toHaveBeenLastCalledWith({ editing: null });
    type('nobody listens now');
    expect(words()).toBe('damp at home');
  });
});
