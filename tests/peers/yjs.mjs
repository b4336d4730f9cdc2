// Real Yjs 13 at the end of a pipe: one JSON request a line, one JSON answer a line (tests/yjs.py speaks to it).
// {"js": "…"} runs the body of an async function that sees Y, docs, and the words below; what it returns comes back.
import readline from 'node:readline'
import * as Y from 'yjs'
import * as acts from './acts.mjs'

const docs = {}
const bytes = text => new Uint8Array(Buffer.from(text, 'base64'))
const text = array => Buffer.from(array).toString('base64')

// A document that gathers what its own user does; `opts` go to Y.Doc.
function open (name, client, opts = {}) {
  const doc = new Y.Doc(opts)
  doc.clientID = client
  doc.gathered = []
  doc.on('update', (update, origin) => { if (origin !== 'remote') doc.gathered.push(update) })
  docs[name] = doc
  return doc
}

const take = (name, ...updates) => updates.forEach(update => Y.applyUpdate(docs[name], bytes(update), 'remote'))

// What the user of this document did since the last time, as one update, or null.
function sent (name) {
  const { gathered } = docs[name]
  docs[name].gathered = []
  return gathered.length === 0 ? null : text(gathered.length === 1 ? gathered[0] : Y.mergeUpdates(gathered))
}

// The same, one by one.
function sentEach (name) {
  const { gathered } = docs[name]
  docs[name].gathered = []
  return gathered.map(text)
}

function plain (value) {
  if (value instanceof Y.Text) {
    const delta = value.toDelta()
    return delta.every(run => typeof run.insert === 'string' && !run.attributes) ? value.toString() : delta
  }
  if (value instanceof Y.Array) return value.toArray().map(plain)
  if (value instanceof Y.Map) return Object.fromEntries([...value.keys()].sort().map(key => [key, plain(value.get(key))]))
  return value === undefined ? null : value
}

const board = (name, roots) => Object.fromEntries(roots.map(root => [root, plain(docs[name].getMap(root))]))

const isPending = name => docs[name].store.pendingStructs !== null || docs[name].store.pendingDs !== null

// An update as Yjs itself reads it.
function read (update) {
  const { structs, ds } = Y.decodeUpdate(bytes(update))
  const id = value => value ? [value.client, value.clock] : null
  return {
    structs: structs.map(s => {
      const kind = s.constructor.name
      if (kind !== 'Item') return { client: s.id.client, clock: s.id.clock, length: s.length, kind }
      return {
        client: s.id.client,
        clock: s.id.clock,
        length: s.length,
        kind: s.content.constructor.name,
        origin: id(s.origin),
        right: id(s.rightOrigin),
        parent: typeof s.parent === 'string' ? s.parent : id(s.parent),
        key: s.parentSub,
        value: valueOf(s.content)
      }
    }),
    deletes: [...ds.clients].flatMap(([client, ranges]) => ranges.map(r => [client, r.clock, r.len]))
  }
}

function valueOf (content) {
  if (content instanceof Y.ContentString) return content.str
  if (content instanceof Y.ContentAny) return content.arr.map(value => value === undefined ? null : value)
  if (content instanceof Y.ContentType) return content.type.constructor.name
  return null
}

// A random number generator with a seed (mulberry32).
const dice = seed => () => {
  seed = seed + 0x6D2B79F5 | 0
  let t = Math.imul(seed ^ seed >>> 15, 1 | seed)
  t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t
  return ((t ^ t >>> 14) >>> 0) / 4294967296
}

const words = { Y, docs, bytes, text, open, take, sent, sentEach, plain, board, isPending, read, dice, acts }
const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor
console.log = console.error

for await (const line of readline.createInterface({ input: process.stdin })) {
  const { js } = JSON.parse(line)
  let answer
  try {
    answer = { value: (await new AsyncFunction(...Object.keys(words), js)(...Object.values(words))) ?? null }
  } catch (error) {
    answer = { error: String(error && error.stack || error) }
  }
  process.stdout.write(JSON.stringify(answer) + '\n')
}
