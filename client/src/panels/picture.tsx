/** A card's picture: chosen, dropped or pasted; posted only once it has words, or is said to be only for looks. */
import plus from 'lucide-static/icons/image-plus.svg?raw';
import { useEffect, useId, useState } from 'preact/hooks';
import { type Brought, bringPicture, pictureAddress, pictureIn } from '../app/picture';
import { MAX_ALT, type Picture, pictureOf } from '../board/field';
import type { CardView } from '../board/schema';
import { useApp } from './context';
import { useSet } from './field-parts';
import { Drawn, Icon } from './icon';

export function PictureField({ card, why }: { card: CardView; why: string | null }) {
  const app = useApp();
  const [fresh, setFresh] = useState<Brought | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const picture = pictureOf(card);
  const take = async (file: Blob | null) => {
    if (!file || busy || why !== null) return;
    setBusy(true);
    setError('');
    app.announce('Bringing the picture.');
    const brought = await bringPicture(app, file);
    setBusy(false);
    if (typeof brought === 'string') setError(brought);
    else setFresh(brought);
  };
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const file = pictureIn(event.clipboardData);
      const here = (event.target as Element | null)?.closest?.('.det');
      if (!file || !here || event.clipboardData?.getData('text/plain')) return;
      event.preventDefault();
      void take(file);
    };
    document.addEventListener('paste', onPaste);
    return () => document.removeEventListener('paste', onPaste);
  });
  if (why !== null && !picture) return null;
  return (
    <section
      class="pic"
      aria-label="Picture"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        event.stopPropagation();
        void take(pictureIn(event.dataTransfer));
      }}
    >
      {error && (
        <p class="error" role="alert">
          <Icon name="alert" />
          {error}
        </p>
      )}
      {fresh ? (
        <WordsFor
          key={fresh.id}
          fresh={fresh}
          card={card}
          onDone={() => {
            setFresh(null);
            setError('');
          }}
        />
      ) : picture ? (
        <Shown card={card} picture={picture} why={why} />
      ) : (
        <Choose busy={busy} onChoose={take} />
      )}
    </section>
  );
}

function Choose({ busy, onChoose }: { busy: boolean; onChoose(file: Blob | null): void }) {
  const id = useId();
  return (
    <div class="pic__choose">
      <input
        id={id}
        type="file"
        class="vh"
        accept="image/jpeg,image/png,image/webp,image/gif"
        disabled={busy}
        onChange={(event) => {
          onChoose(event.currentTarget.files?.[0] ?? null);
          event.currentTarget.value = '';
        }}
      />
      <label for={id} class="btn btn--sm">
        <Drawn source={plus} />
        {busy ? 'Bringing it…' : 'Add a picture'}
      </label>
      <span class="small muted">or drop or paste one here. Where and when it was taken is left out.</span>
    </div>
  );
}

/** Asked before it is on the card: nobody who cannot see it is left out. */
function WordsFor({ fresh, card, onDone }: { fresh: Brought; card: CardView; onDone(): void }) {
  const app = useApp();
  const set = useSet(card);
  const [alt, setAlt] = useState('');
  const [looks, setLooks] = useState(false);
  const [error, setError] = useState('');
  const put = () => {
    if (!looks && !alt.trim()) return setError('Say what it shows, or tick “Only for looks”.');
    const { id, width, height } = fresh;
    set('image', { id, width, height, alt: looks ? '' : alt.trim(), looks });
    app.announce('The picture is on the card.');
    onDone();
  };
  return (
    <div class="pic__row">
      <img class="pic__small" src={pictureAddress(app, fresh.id)} alt="What you just brought" />
      <div class="grow">
        <Alt alt={alt} looks={looks} error={error} focus onAlt={setAlt} onLooks={setLooks} />
        <div class="row pic__acts">
          <button type="button" class="btn btn--sm btn--primary" onClick={put}>
            Put it on the card
          </button>
          <button type="button" class="btn btn--sm" onClick={onDone}>
            Not now
          </button>
        </div>
      </div>
    </div>
  );
}

function Shown({ card, picture, why }: { card: CardView; picture: Picture; why: string | null }) {
  const app = useApp();
  const set = useSet(card);
  const [alt, setAlt] = useState(picture.alt);
  const [error, setError] = useState('');
  useEffect(() => setAlt(picture.alt), [picture.alt]);
  const save = (words: string, looks: boolean) => {
    if (!looks && !words.trim()) return setError('Say what it shows, or tick “Only for looks”.');
    setError('');
    set('image', { ...picture, alt: looks ? '' : words.trim(), looks });
  };
  const away = () => {
    set('image', undefined);
    app.toast('Picture taken away.', { label: 'Undo', run: () => app.undo() });
  };
  return (
    <div class="pic__row">
      <a href={pictureAddress(app, picture.id)} target="_blank" rel="noreferrer" class="pic__link">
        <img class="pic__small" src={pictureAddress(app, picture.id)} alt={picture.alt || 'The picture'} />
        <span class="vh">Open it in a new tab</span>
      </a>
      <div class="grow">
        {why === null ? (
          <>
            <Alt
              alt={alt}
              looks={picture.looks}
              error={error}
              onAlt={setAlt}
              onLeave={() => alt.trim() !== picture.alt && save(alt, picture.looks && !alt.trim())}
              onLooks={(looks) => save(alt, looks)}
            />
            <button type="button" class="btn btn--sm pic__acts" onClick={away}>
              Take the picture away
            </button>
          </>
        ) : (
          <p class="small">{picture.alt || 'Only for looks.'}</p>
        )}
      </div>
    </div>
  );
}

interface AltProps {
  readonly alt: string;
  readonly looks: boolean;
  readonly error: string;
  readonly focus?: boolean;
  onAlt(words: string): void;
  onLooks(looks: boolean): void;
  onLeave?(): void;
}

export function Alt({ alt, looks, error, focus, onAlt, onLooks, onLeave }: AltProps) {
  const id = useId();
  return (
    <>
      <div class="row pic__label">
        <label class="label grow" for={id}>
          Say what the picture shows
        </label>
        <label class="tick">
          <input type="checkbox" checked={looks} onChange={(event) => onLooks(event.currentTarget.checked)} />
          Only for looks
        </label>
      </div>
      {error && (
        <p class="error" role="alert">
          <Icon name="alert" />
          {error}
        </p>
      )}
      <input
        id={id}
        class={`input${error ? ' is-error' : ''}`}
        maxLength={MAX_ALT}
        value={looks ? '' : alt}
        disabled={looks}
        ref={focus ? (field) => focusOnce(field) : null}
        onInput={(event) => onAlt(event.currentTarget.value)}
        onBlur={onLeave}
      />
    </>
  );
}

const seen = new WeakSet<HTMLElement>();

function focusOnce(field: HTMLElement | null): void {
  if (!field || seen.has(field)) return;
  seen.add(field);
  field.focus();
}
