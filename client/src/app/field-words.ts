/** What the fields of cards are called, and their answers, in the words people read. */
import type { Feeling, Keep } from '../board/field';

export const FIELD: Readonly<Record<string, string>> = {
  teller: 'Teller’s name here',
  told_by: 'Told by',
  when: 'When was it?',
  mattered: 'What mattered most?',
  helped: 'What would have helped?',
  warning: 'What should readers be warned of?',
  image: 'Picture',
  keep: 'Who may keep this story?',
  quote: 'May people quote it?',
  given_how: 'How was this said?',
  given_on: 'On which day?',
  expires: 'Until when?',
  step: 'Which step is it?',
  service: 'Which service?',
  feeling: 'How did it feel?',
  again: 'Did they have to tell it again?',
  waited: 'How long was the wait?',
  affected: 'Who is affected?',
  now: 'What happens now?',
  matters: 'Why it matters to them',
  cause: 'Why does that happen?',
  departments: 'Services',
  known: 'Known',
  assumed: 'Assumed',
  unknown: 'Not known',
  success: 'Success, for the citizen',
  measure: 'How we’d measure it',
  question: 'How might we…',
  test: 'The smallest test',
  yes: 'Who must say yes?',
  answer: 'Our answer',
  accepted: 'Is this answer enough?',
  owner_role: 'Role',
  owner: 'Person',
  owner_department: 'Service',
  sponsor: 'Who stands behind it?',
  first_step: 'First small step',
  first_step_by: 'First step by',
  by: 'Done by',
  reviews: 'When do we look at it again?',
  status: 'How is it going?',
  reason: 'Why won’t it happen?',
  evidence: 'How can we tell it is done?',
  checked_by: 'Who checked?',
  handovers: 'Handed over',
};

/** "Teller’s name here" within a sentence: "teller’s name here". */
export function fieldName(name: string): string {
  const words = (FIELD[name] ?? name).replace(/[?…]+$/, '');
  return words.charAt(0).toLowerCase() + words.slice(1);
}

export const TOLD_BY: Readonly<Record<string, string>> = {
  self: 'Me, it’s my story',
  carer: 'A carer',
  worker: 'A worker, for someone',
  composite: 'Several stories in one',
};

export const WHEN: Readonly<Record<string, string>> = {
  month: 'This month',
  year: 'This year',
  'last-year': 'Last year',
  longer: 'Longer ago',
};

export const GIVEN_HOW: Readonly<Record<string, string>> = {
  here: 'Here, on the board',
  spoken: 'Spoken, in the room',
  paper: 'On paper',
};

export const STATUS: Readonly<Record<string, string>> = {
  'on-the-way': 'On the way',
  done: 'Done',
  dropped: 'Won’t happen',
};

export const KEEP_WORDS: Readonly<Record<Keep, string>> = {
  room: 'Only the room, today',
  partners: 'The people working on this',
  anyone: 'Anyone',
};

export const FEELING: Readonly<Record<Feeling, string>> = {
  [-2]: 'Very low',
  [-1]: 'Low',
  0: 'So-so',
  1: 'Good',
  2: 'Very good',
};

/** A phrase to put after "Say", for a screen reader: answers that are not among ours are read as they are. */
export function answer(known: Readonly<Record<string, string>>, value: unknown): string {
  return typeof value === 'string' ? (known[value] ?? value) : '';
}
