/** A room for tests: speaks the server's side of the wire, and keeps, holds back, refuses and breaks as told. */
import { deflateRawSync } from 'node:zlib';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { type WebSocket, WebSocketServer } from 'ws';
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';

interface Seat {
  readonly socket: WebSocket;
  received: number;
}

export class FakeRoom {
  doc = new Y.Doc();
  /** Acknowledge each change at once. */
  keeping = true;
  /** Send first syncs deflated. */
  packing = false;
  /** Answer nothing at all. */
  mute = false;
  /** Answer what a tab asks for. */
  answering = true;
  readonly seats = new Set<Seat>();
  /** Updates that came in, in order. */
  readonly updates: Uint8Array[] = [];
  presence = 0;
  connections = 0;
  #server: WebSocketServer | null = null;
  #port = 0;
  readonly #minds = new Awareness(new Y.Doc());

  async open(): Promise<void> {
    const server = new WebSocketServer({
      host: '127.0.0.1',
      port: this.#port,
      handleProtocols: (offered) => (offered.has('sameroom.1') ? 'sameroom.1' : false),
    });
    await new Promise((resolve) => server.once('listening', resolve));
    this.#server = server;
    this.#port = (server.address() as { port: number }).port;
    server.on('connection', (socket) => this.#seat(socket));
  }

  get url(): string {
    return `ws://127.0.0.1:${this.#port}/sync/board`;
  }

  /** Stop as a crash does: every connection breaks, and nobody answers at the port. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    for (const { socket } of this.seats) socket.terminate();
    this.seats.clear();
    await new Promise((resolve) => (server ? server.close(resolve) : resolve(null)));
  }

  sendAway(code: number): void {
    for (const { socket } of this.seats) socket.close(code, 'for a test');
  }

  /** Say that the first `count` changes of everyone are kept; all where none is given. */
  keep(count?: number): void {
    for (const seat of this.seats)
      seat.socket.send(message(100, (to) => encoding.writeVarUint(to, count ?? seat.received)));
  }

  say(type: number, ...words: string[]): void {
    this.send(message(type, (to) => words.forEach((one) => void encoding.writeVarString(to, one))));
  }

  send(data: Uint8Array): void {
    for (const { socket } of this.seats) socket.send(data);
  }

  /** A change of someone else's. */
  change(edit: (doc: Y.Doc) => void): void {
    const before = Y.encodeStateVector(this.doc);
    edit(this.doc);
    this.send(update(Y.encodeStateAsUpdate(this.doc, before)));
  }

  ask(): void {
    this.send(sync(0, Y.encodeStateVector(this.doc)));
  }

  #seat(socket: WebSocket): void {
    const seat = { socket, received: 0 };
    this.connections++;
    this.seats.add(seat);
    socket.on('close', () => this.seats.delete(seat));
    socket.on('message', (data) => this.#hear(seat, new Uint8Array(data as Buffer)));
    if (this.mute) return;
    socket.send(sync(0, Y.encodeStateVector(this.doc)));
    if (this.#minds.states.size > 1) socket.send(this.#everyone());
  }

  #hear(seat: Seat, data: Uint8Array): void {
    if (this.mute) return;
    const from = decoding.createDecoder(data);
    const type = decoding.readVarUint(from);
    if (type === 1) {
      this.presence++;
      applyAwarenessUpdate(this.#minds, decoding.readVarUint8Array(from), seat);
      this.send(data);
    } else if (type === 0) this.#sync(seat, decoding.readVarUint(from), decoding.readVarUint8Array(from));
  }

  #sync(seat: Seat, step: number, body: Uint8Array): void {
    if (step === 0) {
      if (!this.answering) return;
      const answer = sync(1, Y.encodeStateAsUpdate(this.doc, body));
      seat.socket.send(this.packing ? packed(answer) : answer);
      return;
    }
    seat.received++;
    this.updates.push(body);
    Y.applyUpdate(this.doc, body);
    this.send(update(body));
    if (this.keeping) this.keep();
  }

  #everyone(): Uint8Array {
    const ids = [...this.#minds.states.keys()].filter((id) => id !== this.#minds.clientID);
    return message(1, (to) => encoding.writeVarUint8Array(to, encodeAwarenessUpdate(this.#minds, ids)));
  }
}

export function sync(step: number, body: Uint8Array): Uint8Array {
  return message(0, (to) => {
    encoding.writeVarUint(to, step);
    encoding.writeVarUint8Array(to, body);
  });
}

export function update(body: Uint8Array): Uint8Array {
  return sync(2, body);
}

export function packed(inner: Uint8Array): Uint8Array {
  return message(104, (to) => encoding.writeVarUint8Array(to, deflateRawSync(inner)));
}

export function message(type: number, write: (to: encoding.Encoder) => void): Uint8Array {
  const to = encoding.createEncoder();
  encoding.writeVarUint(to, type);
  write(to);
  return encoding.toUint8Array(to);
}
