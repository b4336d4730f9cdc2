/** The vote that a stage is meant for: what it asks, of which cards, how, and for how long. */
import { KIND } from '../app/words';
import { KINDS, type Kind, LIMITS, type Stage } from '../board/schema';
import { QUESTION } from '../poll/question';

export type PollChoice = Pick<Stage, 'poll' | 'question' | 'pollKind' | 'dots' | 'pollMinutes'>;

const WAYS: readonly { way: Stage['poll']; words: string }[] = [
  { way: '', words: 'No vote' },
  { way: 'agree', words: 'Agree, disagree or pass' },
  { way: 'dots', words: 'Dots to spread' },
];

const MINUTES = [0, 2, 4, 10, 20] as const;

export interface StagePollProps {
  readonly name: string;
  readonly poll: PollChoice;
  onChoose(poll: PollChoice): void;
}

export function StagePoll({ name, poll, onChoose }: StagePollProps) {
  const minutes = [...new Set([...MINUTES, poll.pollMinutes])].sort((a, b) => a - b);
  return (
    <fieldset class="field">
      <legend class="label">The vote in this stage</legend>
      {WAYS.map(({ way, words }) => (
        <label key={way} class="choice">
          <input
            type="radio"
            name={name}
            checked={poll.poll === way}
            onChange={() => onChoose({ ...poll, poll: way })}
          />
          {words}
        </label>
      ))}
      {poll.poll && (
        <div class="stagepoll">
          <label class="stagepoll__ask">
            <span>What it asks</span>
            <input
              class="input"
              dir="auto"
              placeholder={QUESTION}
              maxLength={LIMITS.title}
              value={poll.question}
              onInput={(event) => onChoose({ ...poll, question: event.currentTarget.value })}
            />
          </label>
          <label>
            <span>About</span>
            <select
              class="input"
              value={poll.pollKind}
              onChange={(event) => onChoose({ ...poll, pollKind: event.currentTarget.value as Kind | '' })}
            >
              <option value="">what the stage is for</option>
              {KINDS.map((kind) => (
                <option key={kind} value={kind}>
                  {KIND[kind].many}
                </option>
              ))}
            </select>
          </label>
          <label>
            <span>For how long</span>
            <select
              class="input"
              value={String(poll.pollMinutes)}
              onChange={(event) => onChoose({ ...poll, pollMinutes: Number(event.currentTarget.value) })}
            >
              {minutes.map((n) => (
                <option key={n} value={String(n)}>
                  {n ? `${n} min` : 'until it is closed'}
                </option>
              ))}
            </select>
          </label>
          {poll.poll === 'dots' && (
            <label>
              <span>Dots each</span>
              <input
                class="input"
                type="number"
                min={1}
                max={20}
                value={poll.dots}
                onInput={(event) => onChoose({ ...poll, dots: Number(event.currentTarget.value) })}
              />
            </label>
          )}
        </div>
      )}
    </fieldset>
  );
}
