/** One thing a facilitator can do: a word, what it means now, and whether it is going on. */
import type { ComponentChildren } from 'preact';

export interface TileProps {
  readonly icon: ComponentChildren;
  readonly word: string;
  readonly says: string;
  /** Still happening now. */
  readonly on?: boolean;
  /** Why it can't be done now. */
  readonly why?: string | undefined;
  onPress(): void;
}

export function Tile({ icon, word, says, on, why, onPress }: TileProps) {
  return (
    <button
      type="button"
      class={`act${on ? ' is-on' : ''}`}
      aria-pressed={on}
      aria-disabled={why ? 'true' : undefined}
      title={why}
      onClick={() => !why && onPress()}
    >
      {icon}
      <span>
        {word}
        <small>{why ?? says}</small>
      </span>
    </button>
  );
}
