/** What the teller of a story allows: asked with nothing chosen beforehand, answered by its teller alone. */
import { today } from '../app/day';
import { FIELD, GIVEN_HOW } from '../app/field-words';
import * as words from '../board/commands/words';
import { keepOf, wordsIn } from '../board/field';
import type { CardView } from '../board/schema';
import { useApp } from './context';
import { ChoiceField, DayField, Pick, Picks } from './field-parts';
import { KeepChoice } from './keep-choice';

export function ConsentFields({ card, why }: { card: CardView; why: string | null }) {
  const app = useApp();
  const { commands } = app.session.value;
  const mayTell = commands.mayTell(card.id);
  const not = why ?? (mayTell === true ? null : mayTell);
  const keep = keepOf(card);
  const quote = wordsIn(card, 'quote');
  const choose = (field: 'keep' | 'quote', value: string | undefined) => {
    // When and how it was given is noted with the first answer; both can be put right.
    const first = wordsIn(card, 'given_on') ? {} : { given_on: today(), given_how: 'here' };
    const may = words.setFields(commands.inside, card.id, { [field]: value, ...(value ? first : {}) });
    if (may !== true) app.announce(may, true);
  };
  if (not !== null) {
    return (
      <section aria-label="What its teller allows">
        <KeepChoice chosen={keep} />
        <p class="small muted">
          {quote === 'yes' && 'People may quote it.'}
          {quote === 'no' && 'Please don’t quote it.'}
          {!quote && 'Nobody has said whether it may be quoted, so don’t.'}
          {wordsIn(card, 'expires') && ` Until ${wordsIn(card, 'expires')}.`}
        </p>
      </section>
    );
  }
  return (
    <section class="consent" aria-label="What you allow">
      <KeepChoice chosen={keep} onChoose={(chosen) => choose('keep', chosen)} />
      <Picks label={FIELD.quote!}>
        {['yes', 'no'].map((value) => (
          <Pick
            key={value}
            on={quote === value}
            why={null}
            onPick={() => choose('quote', quote === value ? undefined : value)}
          >
            {value === 'yes' ? 'Yes' : 'No'}
          </Pick>
        ))}
      </Picks>
      {(keep || quote) && (
        <div class="three">
          <ChoiceField card={card} why={null} name="given_how" label={FIELD.given_how!} options={GIVEN_HOW} />
          <DayField card={card} why={null} name="given_on" label={FIELD.given_on!} />
          <DayField card={card} why={null} name="expires" label={FIELD.expires!} />
        </div>
      )}
    </section>
  );
}
