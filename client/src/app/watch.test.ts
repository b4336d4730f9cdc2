import { effect } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { Commands } from '../board/commands';
import { deleteCards, placeIn } from '../board/commands/cards-there';
import { addThread, deleteThread } from '../board/commands/threads';
import { setText } from '../board/commands/words';
import { BoardView } from '../board/view';
import { Watch } from './watch';

const ME = { participant: 'me', name: 'Helen', department: 'housing', role: 'facilitator' } as const;

function watched() {
  const doc = new Y.Doc();
  const view = new BoardView(doc, 'me');
  const commands = new Commands(doc, view, ME);
  const [story, problem, other] = (['story', 'problem', 'note'] as const).map((kind) =>
    commands.addCard({ kind, pos: [0, 0], text: kind }),
  ) as [string, string, string];
  const watch = new Watch(view);
  /** How often what is read has been told to be drawn anew. */
  const times = (read: () => unknown) => {
    let n = -1;
    effect(() => {
      read();
      n += 1;
    });
    return () => n;
  };
  return { commands, view, watch, story, problem, other, times };
}

describe('the board’s changes as signals', () => {
  it('draw anew only the card that changed', () => {
    const { commands, watch, story, other, times } = watched();
    const [mine, others, order] = [
      times(() => watch.card(story).value),
      times(() => watch.card(other).value),
      times(() => watch.order.value),
    ];
    setText(commands.inside, story, 'more');
    expect([mine(), others(), order()]).toEqual([1, 0, 0]);
  });

  it('draw the list anew when a card comes, goes or changes its place', () => {
    const { commands, watch, story, times } = watched();
    const order = times(() => watch.order.value);
    commands.addCard({ kind: 'note', pos: [0, 0] });
    placeIn(commands.inside, story, null, null);
    deleteCards(commands.inside, [story]);
    expect(order()).toBe(3);
  });

  it('draw both ends of a thread anew, when it comes and when it goes', () => {
    const { commands, watch, story, problem, other, times } = watched();
    const [a, b, c] = [story, problem, other].map((id) => times(() => watch.card(id).value));
    const thread = addThread(commands.inside, 'rests-on', problem, story) as string;
    expect([a!(), b!(), c!()]).toEqual([1, 1, 0]);
    deleteThread(commands.inside, thread);
    expect([a!(), b!(), c!()]).toEqual([2, 2, 0]);
  });
});
