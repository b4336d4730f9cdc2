/**
 * What goes over the socket: y-protocols messages, and our own from 100 on.
 * Source: https://github.com/yjs/y-protocols/blob/master/PROTOCOL.md; ours are in boards/protocol.py.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

/** Offered when connecting: only clients that do are sent messages from 100 on. */
export const SUBPROTOCOL = 'sameroom.1';

const SYNC = 0;
const AWARENESS = 1;
const AUTH = 2;
const QUERY = 3;
const KEPT = 100;
const RESET = 101;
const MOVED = 102;
const NOTICE = 103;
const PACKED = 104;
const CLOCK = 105;

const STEP_1 = 0;
const STEP_2 = 1;
const UPDATE = 2;

export type Message =
  /** The server asks for what its document lacks. */
  | { readonly type: 'ask'; readonly vector: Uint8Array }
  /** `last`: ends the answer to our own question. */
  | { readonly type: 'update'; readonly update: Uint8Array; readonly last: boolean }
  | { readonly type: 'presence'; readonly states: Uint8Array }
  | { readonly type: 'who' }
  /** The first `count` sync messages with an update that this connection sent are on disk. */
  | { readonly type: 'kept'; readonly count: number }
  /** Start afresh with a new document. */
  | { readonly type: 'reset'; readonly code: string; readonly words: string }
  | { readonly type: 'notice'; readonly kind: string; readonly words: string }
  /** What I wrote in private is on the board now, as `card`. */
  | { readonly type: 'moved'; readonly draft: string; readonly card: string }
  /** What time it is at the server, in milliseconds since 1970. */
  | { readonly type: 'clock'; readonly now: number }
  /** One other message, deflated. */
  | { readonly type: 'packed'; readonly deflated: Uint8Array };

/** The messages in one WebSocket message; what follows an unknown one cannot be read. */
export function* read(data: Uint8Array): Generator<Message> {
  const from = decoding.createDecoder(data);
  while (decoding.hasContent(from)) {
    const message = readOne(from);
    if (!message) return;
    yield message;
  }
}

function readOne(from: decoding.Decoder): Message | null {
  const bytes = () => decoding.readVarUint8Array(from);
  const words = () => decoding.readVarString(from);
  switch (decoding.readVarUint(from)) {
    case SYNC:
      return readSync(decoding.readVarUint(from), bytes());
    case AWARENESS:
      return { type: 'presence', states: bytes() };
    case AUTH:
      // The only one there is: permission denied. Our server closes with a code as well.
      decoding.readVarUint(from);
      return { type: 'notice', kind: 'denied', words: words() };
    case QUERY:
      return { type: 'who' };
    case KEPT:
      return { type: 'kept', count: decoding.readVarUint(from) };
    case RESET:
      return { type: 'reset', code: words(), words: words() };
    case NOTICE:
      return { type: 'notice', kind: words(), words: words() };
    case MOVED:
      return { type: 'moved', draft: words(), card: words() };
    case CLOCK:
      return { type: 'clock', now: decoding.readVarUint(from) };
    case PACKED:
      return { type: 'packed', deflated: bytes() };
    default:
      return null;
  }
}

function readSync(step: number, body: Uint8Array): Message | null {
  if (step === STEP_1) return { type: 'ask', vector: body };
  if (step === STEP_2 || step === UPDATE) return { type: 'update', update: body, last: step === STEP_2 };
  return null;
}

/** Ask for what a document with this state vector lacks. */
export function askMessage(vector: Uint8Array): Uint8Array<ArrayBuffer> {
  return written(SYNC, STEP_1, vector);
}

/** The answer to the server's question. */
export function answerMessage(update: Uint8Array): Uint8Array<ArrayBuffer> {
  return written(SYNC, STEP_2, update);
}

export function updateMessage(update: Uint8Array): Uint8Array<ArrayBuffer> {
  return written(SYNC, UPDATE, update);
}

export function presenceMessage(states: Uint8Array): Uint8Array<ArrayBuffer> {
  const to = encoding.createEncoder();
  encoding.writeVarUint(to, AWARENESS);
  encoding.writeVarUint8Array(to, states);
  return encoding.toUint8Array(to);
}

function written(outer: number, inner: number, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const to = encoding.createEncoder();
  encoding.writeVarUint(to, outer);
  encoding.writeVarUint(to, inner);
  encoding.writeVarUint8Array(to, body);
  return encoding.toUint8Array(to);
}

export async function inflated(deflated: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([deflated as Uint8Array<ArrayBuffer>])
    .stream()
    .pipeThrough(new DecompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
