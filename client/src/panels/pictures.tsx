/**
 * Pictures that were dropped or pasted on the board, one after the other: each is asked for its words, then is a story of
 * its own, or on the story it was dropped on.
 */
import { useEffect, useState } from 'preact/hooks';
import { type Brought, bringPicture, pictureAddress } from '../app/picture';
import { KIND } from '../app/words';
import * as words from '../board/commands/words';
import { CARD_SIZE } from '../board/schema';
import { useApp } from './context';
import { Dialog } from './dialog';
import { Icon } from './icon';
import { Alt } from './picture';

export interface PicturesProps {
  readonly files: readonly File[];
  readonly spot: readonly [number, number];
  readonly zone: string | null;
  /** The story the first one is for. */
  readonly card: string | null;
}

const BESIDE = 24;

export function PicturesDialog({ files, spot, zone, card }: PicturesProps) {
  const app = useApp();
  const [at, setAt] = useState(0);
  const [made, setMade] = useState<readonly string[]>([]);
  const file = files[at]!;
  const on = at === 0 ? card : null;
  const next = (id: string | null) => {
    const all = id ? [...made, id] : made;
    if (at + 1 < files.length) {
      setMade(all);
      setAt(at + 1);
      return;
    }
    if (all[0]) app.leaveFor(all.at(-1)!);
    else app.close();
  };
  const put = (picture: Brought & { alt: string; looks: boolean }): string => {
    const { commands, view } = app.session.peek();
    if (on) {
      const may = words.setField(commands.inside, on, 'image', picture);
      if (may !== true) return may;
      const name = view.cards.get(on)?.label || KIND.story.one;
      app.toast(`The picture is on ${name}.`, { label: 'Undo', run: () => app.undo() });
      next(on);
      return '';
    }
    const by = (CARD_SIZE.story[0] + BESIDE) * made.length;
    const id = commands.addCard({
      kind: 'story',
      zone,
      pos: [spot[0] + by, spot[1]],
      fields: { image: picture },
    });
    if (!id) return String(commands.mayAdd('story'));
    app.toast('A story with your picture is on the board.', { label: 'Undo', run: () => app.undo() });
    next(id);
    return '';
  };
  const many = files.length > 1 ? `, ${at + 1} of ${files.length}` : '';
  return (
    <Dialog title={`${on ? 'A picture for this story' : 'A picture for the board'}${many}`}>
      <OnePicture
        key={at}
        file={file}
        on={on}
        last={at + 1 === files.length}
        onPut={put}
        onSkip={() => next(null)}
      />
    </Dialog>
  );
}

interface OneProps {
  readonly file: File;
  readonly on: string | null;
  readonly last: boolean;
  /** Why it could not be put there; empty where it was. */
  onPut(picture: Brought & { alt: string; looks: boolean }): string;
  onSkip(): void;
}

function OnePicture({ file, on, last, onPut, onSkip }: OneProps) {
  const app = useApp();
  const [brought, setBrought] = useState<Brought | null>(null);
  const [wrong, setWrong] = useState('');
  const [alt, setAlt] = useState('');
  const [looks, setLooks] = useState(false);
  const [error, setError] = useState('');
  useEffect(() => {
    app.announce('Bringing the picture.');
    void bringPicture(app, file).then((found) => {
      if (typeof found === 'string') setWrong(`${file.name || 'The picture'}: ${found}`);
      else setBrought(found);
    });
  }, [file, app]);
  const put = (event: Event) => {
    event.preventDefault();
    if (!brought) return;
    if (!looks && !alt.trim()) return setError('Say what it shows, or tick “Only for looks”.');
    const { id, width, height } = brought;
    setError(onPut({ id, width, height, alt: looks ? '' : alt.trim(), looks }));
  };
  const skip = (
    <button type="button" class="btn" onClick={onSkip}>
      {last ? 'Leave it out' : 'Leave this one out'}
    </button>
  );
  if (wrong)
    return (
      <div class="form">
        <p class="error" role="alert">
          <Icon name="alert" />
          {wrong}
        </p>
        <div class="dialog__acts">{skip}</div>
      </div>
    );
  if (!brought) return <p role="status">Bringing the picture…</p>;
  return (
    <form class="form" onSubmit={put}>
      <img class="pic__large" src={pictureAddress(app, brought.id)} alt="What you just brought" />
      <p class="small muted">Where and when it was taken has been left out.</p>
      <Alt alt={alt} looks={looks} error={error} focus onAlt={setAlt} onLooks={setLooks} />
      <div class="dialog__acts">
        <button type="submit" class="btn btn--primary">
          {on ? 'Put it on the story' : 'Put it on the board'}
        </button>
        {skip}
      </div>
    </form>
  );
}
