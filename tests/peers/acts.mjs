// What people do to a board, at random, for the fuzz (tests/test_gate_fuzz.py): in good faith, and in bad.
// `me` is {participant, role, keep: ids nobody deletes, hands_off: ids only the hostile touch}.
import * as Y from 'yjs'

const WORDS = ['we', ' asked', 'é', '😀', ' again', '👩‍👩‍👧', '漢字', '\n', 'x']
const KINDS = ['story', 'touchpoint', 'problem', 'idea', 'challenge', 'commitment', 'note']
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-'

const pick = (random, list) => list[Math.floor(random() * list.length)]
const newId = random => Array.from({ length: 21 }, () => pick(random, LETTERS)).join('')
const position = random => [Math.floor(random() * 900), -random() * 900, Math.floor(random() * 9)]
const root = (doc, name) => doc.getMap(name)
const mapsOf = map => [...map.entries()].filter(([, value]) => value instanceof Y.Map)

export function undoFor (doc) {
  const roots = ['cards', 'threads', 'comments', 'strokes', 'reactions', 'zones'].map(name => root(doc, name))
  // By default, undoing a set after someone else's at the same time removes the key: a card would lose its place.
  doc.undo ??= new Y.UndoManager(roots, { captureTimeout: 0, ignoreRemoteMapChanges: true })
  return doc.undo
}

function isMine (doc, me, id, entry) {
  doc.mine ??= new Set()
  return entry.get('author') === me.participant || doc.mine.has(id)
}

// Edits by code point, as our client does: never half a character.
function edit (random, text) {
  const characters = [...text.toString()]
  const at = Math.floor(random() * (characters.length + 1))
  const offset = characters.slice(0, at).join('').length
  if (random() < 0.3 && at < characters.length) {
    text.delete(offset, characters.slice(at, at + 1 + Math.floor(random() * 3)).join('').length)
  } else if (characters.length < 400) {
    text.insert(offset, pick(random, WORDS))
  }
}

const newCard = (random, more = []) => new Y.Map([
  ['kind', pick(random, KINDS)], ['pos', position(random)], ['text', new Y.Text(pick(random, WORDS))],
  ['fields', new Y.Map(random() < 0.5 ? [['teller', 'Dee']] : [])], ...more
])

const GOOD = {
  makeCard (doc, me, random) {
    const id = newId(random)
    ;(doc.mine ??= new Set()).add(id)
    root(doc, 'cards').set(id, newCard(random))
  },
  move: (doc, me, random, card) => card && card[1].set('pos', position(random)),
  write: (doc, me, random, card) => card && edit(random, card[1].get('text')),
  writeMore: (doc, me, random, card) => card && edit(random, card[1].get('text')),
  rewrite (doc, me, random, card) {
    if (!card) return
    const text = card[1].get('text')
    text.delete(0, text.length)
    text.insert(0, pick(random, WORDS) + pick(random, WORDS))
  },
  key: (doc, me, random, card) => card && card[1].set(...pick(random, [
    ['size', [200, 100]], ['order', `a${Math.floor(random() * 9)}`], ['zone', null], ['kind', pick(random, KINDS)],
    ['tags', ['a', 'b'].slice(0, Math.floor(random() * 3))]
  ])),
  removeKey: (doc, me, random, card) => card && card[1].delete(pick(random, ['size', 'order', 'zone', 'tags'])),
  field (doc, me, random, card) {
    const fields = card && card[1].get('fields')
    if (!(fields instanceof Y.Map)) return
    const name = pick(random, ['teller', 'when', 'help'])
    if (random() < 0.3) fields.delete(name)
    else if (fields.get(name) instanceof Y.Text) edit(random, fields.get(name))
    else fields.set(name, random() < 0.4 ? new Y.Text('so ') : { n: [Math.floor(random() * 5), null] })
  },
  deleteCard (doc, me, random) {
    const kept = [...me.keep, ...me.hands_off]
    const mine = mapsOf(root(doc, 'cards')).filter(([id, card]) => isMine(doc, me, id, card) && !kept.includes(id))
    if (mine.length > 0) root(doc, 'cards').delete(pick(random, mine)[0])
  },
  thread (doc, me, random, card) {
    const other = pick(random, mapsOf(root(doc, 'cards')))
    const id = newId(random)
    if (!card || !other || other[0] === card[0]) return
    ;(doc.mine ??= new Set()).add(id)
    root(doc, 'threads').set(id, new Y.Map([['kind', 'relates'], ['from', card[0]], ['to', other[0]]]))
  },
  comment (doc, me, random, card) {
    const mine = mapsOf(root(doc, 'comments')).filter(([id, entry]) => isMine(doc, me, id, entry))
    if (mine.length > 0 && random() < 0.7) return edit(random, pick(random, mine)[1].get('text'))
    if (!card) return
    const id = newId(random)
    ;(doc.mine ??= new Set()).add(id)
    root(doc, 'comments').set(id, new Y.Map([['card', card[0]], ['text', new Y.Text('hm')]]))
  },
  reply (doc, me, random) {
    const open = mapsOf(root(doc, 'comments')).filter(([, entry]) => !entry.get('parent') && root(doc, 'cards').has(entry.get('card')))
    if (open.length === 0) return
    const [parent, entry] = pick(random, open)
    const id = newId(random)
    ;(doc.mine ??= new Set()).add(id)
    root(doc, 'comments').set(id, new Y.Map([['card', entry.get('card')], ['parent', parent], ['text', new Y.Text('ok')]]))
  },
  resolve (doc, me, random) {
    const all = mapsOf(root(doc, 'comments'))
    if (all.length > 0) pick(random, all)[1].set('resolved', random() < 0.5)
  },
  keep (doc, me, random) {
    const free = ([id, card]) => isMine(doc, me, id, card) && !me.hands_off.includes(id) && !card.get('locked')
    const mine = mapsOf(root(doc, 'cards')).filter(free)
    const fields = mine.length > 0 && pick(random, mine)[1].get('fields')
    if (!(fields instanceof Y.Map)) return
    if (random() < 0.3) fields.delete('keep')
    else fields.set('keep', pick(random, ['room', 'partners', 'anyone']))
  },
  stroke (doc, me, random) {
    const id = newId(random)
    ;(doc.mine ??= new Set()).add(id)
    root(doc, 'strokes').set(id, new Y.Map([['points', [1, 2, random()]], ['colour', '#333']]))
  },
  deleteOwn (doc, me, random) {
    const name = pick(random, ['threads', 'comments', 'strokes'])
    const mine = mapsOf(root(doc, name)).filter(([id, entry]) => isMine(doc, me, id, entry))
    if (mine.length > 0) root(doc, name).delete(pick(random, mine)[0])
  },
  react (doc, me, random, card) {
    if (!card) return
    const key = `${card[0]}:${me.participant}:${pick(random, ['me-too', 'we-can-help'])}`
    if (root(doc, 'reactions').get(key)) root(doc, 'reactions').delete(key)
    else root(doc, 'reactions').set(key, true)
  },
  zone (doc, me, random) {
    if (me.role !== 'facilitator') return
    const zones = mapsOf(root(doc, 'zones'))
    if (zones.length === 0 || random() < 0.2) {
      root(doc, 'zones').set(newId(random), new Y.Map([['title', 'Stories'], ['pos', position(random)]]))
    } else if (random() < 0.2) root(doc, 'zones').delete(pick(random, zones)[0])
    else pick(random, zones)[1].set('prompt', pick(random, WORDS))
  },
  undo: doc => { undoFor(doc).undo() },
  undoMore: doc => { undoFor(doc).undo() },
  redo: doc => { undoFor(doc).redo() }
}

const UNDOING = new Set(['undo', 'undoMore', 'redo'])

// One to three things that this person may do, sometimes in one go.
export function good (doc, me, random) {
  undoFor(doc)
  const act = name => {
    const cards = mapsOf(root(doc, 'cards')).filter(([id, card]) => !me.hands_off.includes(id) && !card.get('locked'))
    GOOD[name](doc, me, random, cards.length > 0 ? pick(random, cards) : undefined)
  }
  const names = Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(random, Object.keys(GOOD)))
  const plain = names.filter(name => !UNDOING.has(name))
  if (plain.length === names.length && random() < 0.3) doc.transact(() => names.forEach(act))
  else names.forEach(act)
}

const BAD = {
  deleteTheirs: (doc, me, random, card) => card && root(doc, 'cards').delete(card[0]),
  forgeAuthor: (doc, me, random, card) => card && card[1].set('author', me.participant),
  removeAuthor: (doc, me, random, card) => card && card[1].delete(pick(random, ['author', 'created', 'locked', 'kind', 'pos'])),
  forgedCard: (doc, me, random) => root(doc, 'cards').set(newId(random), newCard(random, [['author', 'SECRETWORD']])),
  lockedCard: (doc, me, random) => root(doc, 'cards').set(newId(random), newCard(random, [['locked', true]])),
  kindless: (doc, me, random) => root(doc, 'cards').set(newId(random), new Y.Map([['text', new Y.Text('SECRETWORD')]])),
  overwrite: (doc, me, random, card) => card && root(doc, 'cards').set(card[0], newCard(random)),
  flat: (doc, me, random, card) => card && root(doc, 'cards').set(card[0], 'SECRETWORD'),
  bold (doc, me, random, card) {
    if (!card) return
    card[1].get('text').insert(0, 'SECRETWORD', { bold: true })
    if (random() < 0.5) card[1].get('text').insert(3, 'SECRETWORD')
  },
  format: (doc, me, random, card) => card && card[1].get('text').format(0, 2, { href: 'SECRETWORD' }),
  embed: (doc, me, random, card) => card && card[1].get('text').insertEmbed(0, { image: 'SECRETWORD' }),
  subdocument: (doc, me, random, card) => card && card[1].set('zone', new Y.Doc({ guid: 'SECRETWORD' })),
  list: (doc, me, random, card) => card && card[1].set('tags', Y.Array.from(['SECRETWORD'])),
  unknownKey: (doc, me, random, card) => card && card[1].set('SECRETWORD', 1),
  badValue: (doc, me, random, card) => card && card[1].set(...pick(random, [
    ['pos', ['SECRETWORD', 1, 2]], ['kind', 'SECRETWORD'], ['tags', [{ a: 'SECRETWORD' }]], ['zone', 'SECRETWORD!']
  ])),
  session: (doc, me, random) => random() < 0.5 ? root(doc, 'session').set('stage', 9) : root(doc, 'session').clear(),
  stranger: doc => doc.getMap('SECRETWORD').set('a', new Y.Map([['b', new Y.Text('SECRETWORD')]])),
  personalId: (doc, me, random) => root(doc, 'cards').set('SECRETWORD Street 4', newCard(random)),
  zones: doc => root(doc, 'zones').clear(),
  everything: doc => ['cards', 'threads', 'comments', 'strokes', 'reactions', 'board'].forEach(name => root(doc, name).clear()),
  theirComment (doc, me) {
    const theirs = mapsOf(root(doc, 'comments')).filter(([id, entry]) => !isMine(doc, me, id, entry))
    theirs.forEach(([, entry]) => entry.get('text').insert(0, 'SECRETWORD'))
  },
  theirReply (doc, me, random) {
    const [id] = pick(random, mapsOf(root(doc, 'comments'))) ?? [newId(random)]
    root(doc, 'comments').set(newId(random), new Y.Map([['card', 'SECRETWORD'], ['parent', id], ['text', new Y.Text('SECRETWORD')]]))
  },
  theirKeep: (doc, me, random, card) => card && card[1].get('fields').set(pick(random, ['keep', 'quote']), 'SECRETWORD'),
  noPicture: (doc, me, random, card) => card && card[1].get('fields').set('image', { id: 'SECRETWORD' }),
  theirThread: (doc, me, random) => mapsOf(root(doc, 'threads')).forEach(([, entry]) => entry.set('to', 'SECRETWORD')),
  theirReaction: (doc, me, random, card) => card && root(doc, 'reactions').set(`${card[0]}:${'x'.repeat(21)}:me-too`, true),
  guarded: (doc, me, random) => me.hands_off.forEach(id => root(doc, 'cards').get(id)?.get?.('text')?.insert?.(0, 'SECRETWORD')),
  halve (doc, me, random, card) {
    const text = card && card[1].get('text')
    if (text && text.length > 1) text.insert(Math.floor(random() * text.length), 'x')
  },
  undo: doc => { undoFor(doc).undo() },
  good: (doc, me, random) => good(doc, me, random)
}

// Something that this person may not do, mixed with what they may.
export function bad (doc, me, random) {
  undoFor(doc)
  for (let n = Math.floor(random() * 3); n >= 0; n--) {
    const texts = mapsOf(root(doc, 'cards')).filter(([, card]) => card.get('text') instanceof Y.Text)
    const theirs = texts.filter(([id, card]) => !isMine(doc, me, id, card))
    try {
      BAD[pick(random, Object.keys(BAD))](doc, me, random, theirs.length > 0 ? pick(random, theirs) : undefined)
    } catch (error) {
      if (!(error instanceof TypeError)) throw error // its own mess: a key it removed, a card it flattened
    }
  }
}
