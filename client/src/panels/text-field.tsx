/** A field that people write in together: what others type comes in around my caret, and their carets are seen. */
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { writeIn } from '../app/hold';
import { bindText } from '../app/writing';
import { caretAt, caretIndex } from '../board/caret';
import { wordsIn } from '../board/field';
import type { CardView } from '../board/schema';
import { type Caret, wordsWith } from '../canvas/caret';
import { useApp } from './context';
import { Icon } from './icon';

export interface TextFieldProps {
  readonly card: CardView;
  /** One of its fields; without it, its words. */
  readonly name?: string;
  readonly label: ComponentChildren;
  readonly hint?: string;
  /** Why it may not be written in, if not. */
  readonly why?: string | null;
  /** Lines to begin with. */
  readonly lines?: number;
  /** One line: Enter leaves it as it is. */
  readonly single?: boolean;
}

export function TextField({ card, name, label, hint, why, lines = 1, single }: TextFieldProps) {
  const app = useApp();
  const session = app.session.value;
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const mirror = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState(false);
  const [error, setError] = useState('');
  const carets = useCarets(card.id, name);
  const words = name === undefined ? card.text : wordsIn(card, name);
  const held = why ?? null;
  const bound = useRef<(() => void) | null>(null);
  const unbind = () => {
    bound.current?.();
    bound.current = null;
    setError('');
  };
  // At once, not after the next paint: the first letter may come before that.
  const bind = () => {
    if (bound.current || held) return;
    bound.current = bindText(field.current!, session, card.id, setError, { name, calm: true });
  };
  useLayoutEffect(() => {
    if (document.activeElement === field.current) bind();
    return unbind;
  }, [held, session, card.id, name]);
  const reflect = () =>
    mirror.current!.replaceChildren(...wordsWith(field.current!.value || '\u200b', carets));
  useLayoutEffect(() => {
    if (!bound.current) field.current!.value = words;
    reflect();
  });
  useEffect(() => {
    if (!focused) return;
    const tell = () => tellCaret(field.current!, session, card.id, name);
    document.addEventListener('selectionchange', tell);
    return () => document.removeEventListener('selectionchange', tell);
  }, [focused, session, card.id, name]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const key = event.key.toLowerCase();
    const command = event.ctrlKey || event.metaKey;
    // The field's own undo would not know what others wrote meanwhile.
    if (command && key === 'z') event.shiftKey ? app.redo() : app.undo();
    else if (command && key === 'y') app.redo();
    else if (!(single && key === 'enter')) return;
    event.preventDefault();
  };
  const said = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label class="label" for={id}>
        {label}
      </label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="error" id={`${id}-error`} role="alert">
          <Icon name="alert" />
          {error}
        </p>
      )}
      <div class={`together${lines > 1 ? ' together--tall' : ''}`}>
        <div class="input together__mirror" aria-hidden="true" dir="auto" ref={mirror} />
        <textarea
          id={id}
          class={`input${error ? ' is-error' : ''}`}
          rows={1}
          dir="auto"
          ref={field}
          readOnly={held !== null}
          aria-describedby={said || undefined}
          data-field={name ?? 'text'}
          onFocus={() => {
            bind();
            setFocused(true);
          }}
          onBlur={() => {
            unbind();
            writeIn(null);
            setFocused(false);
          }}
          onInput={() => {
            writeIn(card.id);
            reflect();
          }}
          onKeyDown={onKeyDown}
        />
      </div>
    </div>
  );
}

/** Where others' carets are in this text; drawn again only when one of them moves. */
function useCarets(card: string, name: string | undefined): readonly Caret[] {
  const { presence, view } = useApp().session.value;
  const [carets, setCarets] = useState<readonly Caret[]>([]);
  useEffect(() => {
    const read = () => {
      const text = name === undefined ? view.text(card) : view.fieldText(card, name);
      const found: Caret[] = [];
      for (const { caret, editing, name: person } of presence.others.values()) {
        if (!text || !caret || editing !== card || caret.card !== card || caret.field !== name) continue;
        const [anchor, head] = [caretIndex(text, caret.anchor), caretIndex(text, caret.head)];
        if (anchor !== null && head !== null) found.push({ name: person, anchor, head });
      }
      setCarets((before) => (JSON.stringify(before) === JSON.stringify(found) ? before : found));
    };
    read();
    const stops = [presence.onChange(read), view.onChange((change) => change.cards.has(card) && read())];
    return () => {
      for (const stop of stops) stop();
    };
  }, [presence, view, card, name]);
  return carets;
}

function tellCaret(
  field: HTMLTextAreaElement,
  { view, presence }: { view: SessionView; presence: SessionPresence },
  card: string,
  name: string | undefined,
): void {
  const text = name === undefined ? view.text(card) : view.fieldText(card, name);
  if (!text || document.activeElement !== field) return;
  const { selectionStart, selectionEnd, selectionDirection } = field;
  const [from, to] = [caretAt(text, selectionStart), caretAt(text, selectionEnd)];
  const back = selectionDirection === 'backward';
  const ends = { anchor: back ? to : from, head: back ? from : to };
  presence.me({ caret: { card, ...(name === undefined ? {} : { field: name }), ...ends } });
}

type Session = ReturnType<typeof useApp>['session']['value'];
type SessionView = Session['view'];
type SessionPresence = Session['presence'];
