/** What the page was sent with: the board's name, who I am, where to connect. */
import type { Me } from '../board/schema';

export interface Invite {
  readonly code: string;
  readonly url: string;
  /** Where the code is typed. */
  readonly type_at?: string;
  /** An SVG picture as text, or its address. */
  readonly qr: string;
}

export interface Boot {
  readonly board: { readonly id: string; readonly title: string; readonly epoch: number };
  readonly me: Me;
  /** Names by participant, of everyone who made something here, also of those who left: the board holds no names. */
  readonly names?: Readonly<Record<string, string>>;
  /** Path of the board's socket. */
  readonly sync: string;
  /** Something is written, or said to me, in my own document beside the board. */
  readonly private?: boolean;
  /** Facilitators only. */
  readonly invite?: Invite;
  readonly version: string;
}

export function readBoot(page: Document = document): Boot {
  const text = page.getElementById('boot')?.textContent;
  if (!text) throw new Error('This page came without its board.');
  return JSON.parse(text) as Boot;
}

/** The socket's whole address, from a path or an address. */
export function socketUrl(sync: string, page: Location = location): string {
  const url = new URL(sync, page.href);
  url.protocol = url.protocol.replace('http', 'ws');
  return url.href;
}
