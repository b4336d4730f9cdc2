// Stock Yjs clients, by version, in one process: a line of JSON in is a command, a line of JSON out its answer.
//
//   {"id": 1, "do": "open", "client": "ann", "version": "3", "url": "ws://127.0.0.1:8000/sync", "room": …, "params": {…}}
//   {"id": 2, "do": "look", "client": "ann"}   ->   {"id": 2, "synced": true, "cards": {…}, …}
//
// Versions: 1, 2 and 3 of npm y-websocket on Yjs 13, and 4 (@y/websocket) on Yjs 14 (@y/y).

import { createInterface } from 'node:readline';
import * as Y14 from '@y/y';
import { WebsocketProvider as Provider4 } from '@y/websocket';
import { WebsocketProvider as Provider3 } from 'y-websocket';
import { WebsocketProvider as Provider1 } from 'y-websocket-1';
import { WebsocketProvider as Provider2 } from 'y-websocket-2';
import WebSocket from 'ws';
import * as Y13 from 'yjs';

const providers = { 1: Provider1, 2: Provider2, 3: Provider3, 4: Provider4 };

/** What differs between the document APIs of Yjs 13 and Yjs 14. */
const yjs13 = {
  doc: () => new Y13.Doc(),
  cards: (doc) => doc.getMap('cards'),
  map: () => new Y13.Map(),
  text: (words) => new Y13.Text(words),
  set: (map, key, value) => map.set(key, value),
  get: (map, key) => map.get(key),
  remove: (map, key) => map.delete(key),
  plain: (cards) => cards.toJSON(),
};

// Yjs 14 has one type for everything, and writes a new one as an XML fragment unless it is told otherwise.
const typed = (kind) => Object.assign(new Y14.Type(), { _legacyTypeRef: kind });
const [MAP, TEXT] = [1, 2];
const plain14 = (value) => {
  if (!(value instanceof Y14.Type)) return value;
  if (value._legacyTypeRef === TEXT) return value.toArray().join('');
  const entries = [];
  value.forEachAttr((entry, key) => entries.push([key, plain14(entry)]));
  return Object.fromEntries(entries);
};
const yjs14 = {
  doc: () => new Y14.Doc(),
  cards: (doc) => doc.get('cards'),
  map: () => typed(MAP),
  text: (words) => {
    const text = typed(TEXT);
    text.insert(0, words);
    return text;
  },
  set: (map, key, value) => map.setAttr(key, value),
  get: (map, key) => map.getAttr(key),
  remove: (map, key) => map.deleteAttr(key),
  plain: plain14,
};

const clients = new Map();
process.setMaxListeners(0); // each provider listens for the end of the process

const open = ({ client, version, url, room, params }) => {
  const y = version === '4' ? yjs14 : yjs13;
  const doc = y.doc();
  const closed = [];
  // Each provider would tell the others of this process everything by BroadcastChannel, past the server.
  const options = { params, WebSocketPolyfill: WebSocket, disableBc: true };
  const provider = new providers[version](url, room, doc, options);
  provider.on('connection-close', (event) => closed.push(event ? event.code : null));
  clients.set(client, { y, doc, provider, closed, cards: y.cards(doc) });
};

const flock = () => [...clients.values()];
const backs = new Map();
let cut_at = performance.now();

const commands = {
  open,
  add: ({ client, card, text, pos = [0, 0, 0] }) => {
    const { y, doc, cards } = clients.get(client);
    doc.transact(() => {
      const made = y.map();
      y.set(cards, card, made);
      y.set(made, 'kind', 'note');
      y.set(made, 'zone', null);
      y.set(made, 'pos', pos);
      y.set(made, 'size', [220, 140]);
      y.set(made, 'order', 'a0');
      y.set(made, 'text', y.text(text));
    });
  },
  write: ({ client, card, at, text }) => {
    const { y, cards } = clients.get(client);
    y.get(y.get(cards, card), 'text').insert(at, text);
  },
  move: ({ client, card, pos }) => {
    const { y, cards } = clients.get(client);
    y.set(y.get(cards, card), 'pos', pos);
  },
  remove: ({ client, card }) => {
    const { y, cards } = clients.get(client);
    y.remove(cards, card);
  },
  // A stock client whose owner has changed its program: any edit at all. Yjs 13 only.
  edit: ({ client, js }) => {
    const { doc } = clients.get(client);
    new Function('Y', 'doc', 'root', js)(Y13, doc, (name) => doc.getMap(name));
  },
  // Many clients of one version, who lose their connections in one moment and come back as they do.
  flock: ({ count, ...each }) => {
    for (let n = 0; n < count; n++) open({ ...each, client: `${each.client}${n}` });
    for (const [at, { provider }] of flock().entries()) {
      provider.on('sync', (synced) => synced && backs.set(at, performance.now() - cut_at));
    }
  },
  cut_flock: () => {
    backs.clear();
    cut_at = performance.now();
    for (const { provider } of flock()) provider.ws?.terminate();
  },
  look_at_flock: ({ card }) => ({
    synced: flock().filter(({ provider }) => provider.synced).length,
    informed: flock().filter(({ cards }) => cards.has(card)).length,
    closed: [...new Set(flock().flatMap(({ closed }) => closed))],
    back_ms: [...backs.values()].sort((a, b) => a - b),
  }),
  presence: ({ client, state }) => clients.get(client).provider.awareness.setLocalState(state),
  look: ({ client }) => {
    const { y, doc, provider, closed, cards } = clients.get(client);
    return {
      connected: provider.wsconnected,
      synced: provider.synced,
      wanted: provider.shouldConnect,
      clientId: doc.clientID,
      cards: y.plain(cards),
      presence: Object.fromEntries(provider.awareness.getStates()),
      closed,
    };
  },
  close: ({ client }) => {
    const { doc, provider } = clients.get(client);
    provider.destroy();
    doc.destroy();
    clients.delete(client);
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  let answer;
  try {
    answer = commands[command.do](command);
  } catch (error) {
    answer = { error: `${error.stack}` };
  }
  process.stdout.write(`${JSON.stringify({ id: command.id, ...answer })}\n`);
}
process.exit(0);
