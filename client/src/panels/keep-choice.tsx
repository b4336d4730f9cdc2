/** Who may keep this story: asked with nothing chosen beforehand. No answer means in the room only. */
import { useId } from 'preact/hooks';
import { Icon, type IconName } from './icons';

const KEEP: readonly { value: string; icon: IconName; words: string; more: string }[] = [
  { value: 'room', icon: 'doorOpen', words: 'Only the room, today', more: 'It is not kept afterwards.' },
  {
    value: 'partners',
    icon: 'people',
    words: 'The people working on this',
    more: 'They can read it later, in the archive too.',
  },
  { value: 'anyone', icon: 'megaphone', words: 'Anyone', more: 'It may be shared.' },
];

export interface KeepChoiceProps {
  readonly chosen: string | null;
  /** Without it the answer is only read. */
  onChoose?(keep: string): void;
}

export function KeepChoice({ chosen, onChoose }: KeepChoiceProps) {
  const name = useId();
  if (!onChoose) {
    const answer = KEEP.find(({ value }) => value === chosen) ?? KEEP[0]!;
    return (
      <p class="small muted">
        <Icon name={answer.icon} /> Who may keep this story: {answer.words.toLowerCase()}
        {chosen === null && '. Its teller has not answered yet'}
      </p>
    );
  }
  return (
    <fieldset class="keep">
      <legend class="label">Who may keep this story?</legend>
      {KEEP.map(({ value, icon, words, more }) => (
        <label key={value} class="keep__one">
          <input type="radio" name={name} checked={chosen === value} onChange={() => onChoose(value)} />
          <Icon name={icon} />
          <span>
            <b>{words}</b>
            <small>{more}</small>
          </span>
        </label>
      ))}
      {chosen === null && <p class="small muted">If you don’t choose, it stays in the room only.</p>}
    </fieldset>
  );
}
