/** Bringing a picture to the server, and where it is shown from. */
import type { CardView } from '../board/schema';
import type { App } from './app';

export interface Brought {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

export const MAX_PICTURE_BYTES = 12 * 1024 * 1024;

/** Send a picture; what it is called there, or why it was not taken, in plain words. */
export async function bringPicture(app: App, file: Blob): Promise<Brought | string> {
  if (file.size > MAX_PICTURE_BYTES) return 'That picture is too large: 12 MB at most.';
  try {
    const answer = await fetch(`/api/b/${app.boot.board.id}/pictures`, {
      method: 'POST',
      headers: { 'Content-Type': file.type.startsWith('image/') ? file.type : 'image/unknown' },
      body: file,
    });
    const told = (await answer.json()) as { error?: string } & Brought;
    return answer.ok ? told : (told.error ?? 'The picture was not taken. Please try again.');
  } catch {
    return 'Pictures need a connection. Your words are safe; try the picture again when you are back online.';
  }
}

export function pictureAddress(app: App, id: string): string {
  return `/b/${app.boot.board.id}/pictures/${id}`;
}

export function picturesIn(files: Iterable<File>): File[] {
  return [...files].filter(({ type }) => type.startsWith('image/'));
}

/** The first picture among dropped or pasted things. */
export function pictureIn(data: DataTransfer | null): File | null {
  return picturesIn(data?.files ?? [])[0] ?? null;
}

/** Ask for the words of these pictures: they become stories, or the first is put on the story that lies there. */
export function takePictures(
  app: App,
  files: readonly File[],
  spot: readonly [number, number],
  zone: string | null,
  on: CardView | null,
): void {
  const { commands } = app.session.peek();
  const card = on?.kind === 'story' ? on.id : null;
  const may = card && files.length === 1 ? commands.mayEdit(card) : commands.mayAdd('story');
  const there = may === true && !card ? commands.mayPut(zone, 'story') : may;
  if (there === true) app.open({ kind: 'pictures', files, spot, zone, card });
  else app.refuse(there);
}
