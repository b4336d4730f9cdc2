/** What the server lets the wall show (boards/wall.py). The wall has no document: this is all it ever receives. */

export interface WallGroup {
  readonly id: string;
  readonly name: string;
  readonly initials: string;
  readonly colour: number | null;
}

export interface WallCard {
  readonly id: string;
  readonly kind: string;
  readonly words: string;
  readonly who: string | null;
  readonly group: WallGroup | null;
}

export interface Shown {
  readonly title: string;
  readonly prompt: string;
  readonly hint: string;
  readonly stages: readonly { readonly name: string; readonly now: boolean }[];
  readonly timer: {
    readonly total_s: number;
    readonly ends: number | null;
    readonly left_ms: number;
  } | null;
  readonly silent: { readonly count: number } | null;
  readonly poll: {
    readonly question: string;
    readonly ends: number | null;
    readonly answered: number;
    readonly voters: number;
  } | null;
  readonly cards: readonly WallCard[];
  readonly here: {
    readonly people: number;
    readonly remote: number;
    readonly groups: readonly (WallGroup & { readonly count: number })[];
  };
  readonly invite: {
    readonly code: string | null;
    readonly url: string;
    readonly type_at: string;
    readonly qr: string;
  } | null;
}

export type Line = 'opening' | 'here' | 'away' | 'shut';
