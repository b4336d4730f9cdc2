/** Bringing a picture to the server, and where it is shown from. */
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

/** The first picture among dropped or pasted things. */
export function pictureIn(data: DataTransfer | null): File | null {
  return [...(data?.files ?? [])].find(({ type }) => type.startsWith('image/')) ?? null;
}
