// Writes tests/vectors/updates.json: updates as real Yjs 13 makes them, one of every shape, and what Yjs reads in them.
// Run: node record_updates.mjs > ../vectors/updates.json
import * as Y from 'yjs'

const hex = array => Buffer.from(array).toString('hex')
const recorded = []

function record (name, act) {
  const doc = new Y.Doc()
  doc.clientID = 4_000_000_001
  const updates = []
  doc.on('update', update => updates.push(update))
  act(doc)
  updates.forEach((update, n) => recorded.push({ name: `${name} ${n + 1}`, update: hex(update) }))
  recorded.push({ name: `${name}, all`, update: hex(Y.encodeStateAsUpdate(doc)) })
}

const cards = doc => doc.getMap('cards')
const card = text => new Y.Map([['kind', 'note'], ['pos', [1.5, -2, 3e9]], ['zone', null], ['text', new Y.Text(text)]])

record('nothing', () => {})
record('a card', doc => cards(doc).set('a', card('hello')))
record('moves', doc => {
  cards(doc).set('a', card(''))
  for (let x = 0; x < 4; x++) cards(doc).get('a').set('pos', [x, x / 3, 0])
})
record('typing', doc => {
  cards(doc).set('a', card('helo'))
  const text = cards(doc).get('a').get('text')
  text.insert(2, 'l')
  text.insert(0, 'Ünïcödé 漢字 👩‍👩‍👧 ')
  text.delete(2, 5)
  text.insert(text.length, '\u{1F600}\u{1F600}')
})
record('formatting and embeds', doc => {
  const text = doc.getText('t')
  text.insert(0, 'plain bold', {})
  text.format(6, 4, { bold: true, link: { href: 'x', n: [1, null] } })
  text.insertEmbed(3, { image: 'a.png' })
})
record('values', doc => {
  const map = doc.getMap('m')
  const values = [0, -0, 1, -1, 63, 64, -64, 2 ** 31 - 1, -(2 ** 31), 2 ** 31, 2 ** 53, 1e300, 0.1, 0.5, NaN, Infinity,
    true, false, null, undefined, '', 'x'.repeat(200), [], {}, [[[[]]]], { a: { b: [1, 'c', null] } },
    new Uint8Array([1, 2, 255]), 12345678901234567890n]
  values.forEach((value, n) => map.set(`v${n}`, value))
  doc.getArray('list').insert(0, values.map(value => [value]))
})
record('containers', doc => {
  doc.getArray('list').insert(0, [new Y.Map(), new Y.Array(), new Y.Text(), new Y.Doc({ guid: 'inner' })])
  doc.getXmlFragment('xml').insert(0, [new Y.XmlElement('p'), new Y.XmlText(), new Y.XmlHook('h')])
  doc.getXmlFragment('xml').get(0).setAttribute('class', 'x')
})
record('deletes', doc => {
  cards(doc).set('a', card('a long text'))
  cards(doc).get('a').get('text').delete(1, 2)
  cards(doc).get('a').get('text').delete(3, 2)
  cards(doc).delete('a')
  cards(doc).set('a', card('again'))
})
record('undo and redo', doc => {
  cards(doc).set('a', card('hello'))
  const undo = new Y.UndoManager(cards(doc), { captureTimeout: 0 })
  cards(doc).get('a').set('pos', [1, 1, 1])
  cards(doc).delete('a')
  undo.undo()
  undo.undo()
  undo.redo()
})
record('several clients', doc => {
  cards(doc).set('a', card('one'))
  for (let n = 0; n < 3; n++) {
    const other = new Y.Doc()
    other.clientID = 7 + n
    Y.applyUpdate(other, Y.encodeStateAsUpdate(doc))
    other.getMap('cards').get('a').get('text').insert(1, `(${n})`)
    cards(doc).get('a').get('text').insert(2, '!')
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(other))
  }
})
{
  // A gap: the middle of three updates is missing, so merging leaves a Skip.
  const doc = new Y.Doc()
  doc.clientID = 9
  const updates = []
  doc.on('update', update => updates.push(update))
  for (const word of ['a', 'b', 'c']) doc.getText('t').insert(0, word)
  recorded.push({ name: 'a gap', update: hex(Y.mergeUpdates([updates[0], updates[2]])) })
}
process.stdout.write(JSON.stringify(recorded, null, 1) + '\n')
