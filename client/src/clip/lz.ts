/**
 * Unpacks LZ-String's base64, which tldraw packs its clipboard with. The scheme: LZW with codes of growing width, read
 * bit by bit from 6-bit letters; codes 0 and 1 bring a new letter of 8 or 16 bits, 2 ends.
 */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=';
/** Packed words can grow a thousandfold: enough for 10,000 shapes, and no more. */
const MOST = 50_000_000;

/** Null where it is nothing that was packed so. */
export function unpacked(packed: string): string | null {
  const bits = new Bits(packed);
  const begin = bits.take(2);
  if (begin === 2) return '';
  const first = letter(bits, begin);
  if (first === null) return null;
  const words: string[] = ['', '', '', first];
  let width = 3;
  let room = 4;
  let before = first;
  const out = [first];
  let length = 1;
  for (;;) {
    if (bits.over) return null;
    let code = bits.take(width);
    if (code === 2) return out.join('');
    if (code < 2) {
      const fresh = letter(bits, code);
      if (fresh === null) return null;
      code = words.push(fresh) - 1;
      if (--room === 0) room = 2 ** width++;
    }
    const word = words[code] ?? (code === words.length ? before + before[0] : null);
    if (word === null || (code < 3 && word === '')) return null;
    out.push(word);
    length += word.length;
    if (length > MOST) return null;
    words.push(before + word[0]);
    before = word;
    if (--room === 0) room = 2 ** width++;
  }
}

function letter(bits: Bits, code: number): string | null {
  if (code > 1) return null;
  return String.fromCharCode(bits.take(code === 0 ? 8 : 16));
}

class Bits {
  readonly #packed: string;
  #at = 0;
  #mask = 32;

  constructor(packed: string) {
    this.#packed = packed;
  }

  get over(): boolean {
    return this.#at > this.#packed.length;
  }

  /** The lowest bit comes first. */
  take(count: number): number {
    let value = 0;
    for (let n = 0; n < count; n++) {
      const held = ALPHABET.indexOf(this.#packed[this.#at] ?? '=') & 63;
      if (held & this.#mask) value |= 1 << n;
      this.#mask >>= 1;
      if (this.#mask === 0) {
        this.#mask = 32;
        this.#at++;
      }
    }
    return value;
  }
}
