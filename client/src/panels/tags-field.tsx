/** A card's tags: add a word, or one that is in use; take one away. */
import { useId, useState } from 'preact/hooks';
import { tagsInUse } from '../app/tags';
import * as words from '../board/commands/words';
import type { CardView } from '../board/schema';
import { LIMITS } from '../board/schema';
import { useApp } from './context';
import { Picks } from './field-parts';
import { Icon } from './icons';

const MAX_TAG = 100;

export function TagsField({ card, why }: { card: CardView; why: string | null }) {
  const app = useApp();
  const { view, commands } = app.session.value;
  const id = useId();
  const [typed, setTyped] = useState('');
  const drop = (tag: string) => {
    words.setTags(
      commands.inside,
      card.id,
      card.tags.filter((other) => other !== tag),
    );
    app.announce(`Tag ${tag} taken away.`);
  };
  const add = () => {
    const fresh = typed
      .split(',')
      .map((word) => word.trim().slice(0, MAX_TAG))
      .filter(Boolean);
    setTyped('');
    if (!fresh.length) return;
    if (card.tags.length + fresh.length > LIMITS.tags)
      return app.announce(`A card has at most ${LIMITS.tags} tags.`, true);
    words.setTags(commands.inside, card.id, [...card.tags, ...fresh]);
    app.announce(`Tagged ${fresh.join(', ')}.`);
  };
  return (
    <Picks label="Tags">
      {card.tags.map((tag) => (
        <span key={tag} class="pick-one pick-one--mark">
          {tag}
          {why === null && (
            <button
              type="button"
              class="pick-one__drop"
              aria-label={`Take the tag ${tag} away`}
              onClick={() => drop(tag)}
            >
              <Icon name="close" />
            </button>
          )}
        </span>
      ))}
      {why === null ? (
        <span class="tagline">
          <input
            class="input"
            aria-label="Add a tag"
            placeholder="Add a tag"
            list={id}
            maxLength={MAX_TAG}
            autoComplete="off"
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.isComposing) return;
              event.preventDefault();
              add();
            }}
          />
          <datalist id={id}>
            {tagsInUse(view)
              .filter((tag) => !card.tags.includes(tag))
              .map((tag) => (
                <option key={tag} value={tag} />
              ))}
          </datalist>
          <button type="button" class="btn btn--sm" onClick={add}>
            Add<span class="vh"> the tag</span>
          </button>
        </span>
      ) : (
        card.tags.length === 0 && <span class="small muted">None yet</span>
      )}
    </Picks>
  );
}
