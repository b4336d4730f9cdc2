"""What changed between two moments of a board, without loss: applied to the first, the changes give the second.

Both are plain data (Document.plain). An entry is compared key by key, its `fields` name by name; everything else is one
value. The session is no content and is left out. boards/account.py says the same in words.
"""

import copy
import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from boards.seal import SEALED

Board = Mapping[str, Any]


class Absent:
    """There is nothing here; None is a value."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = Absent()

DEEP = ("fields",)
"""Keys of an entry whose value is compared name by name."""


@dataclass(frozen=True, slots=True)
class Change:
    """One value that is another now."""

    root: str
    id: str
    path: tuple[str, ...]
    """() for the whole entry; ("text",) for a key of it; ("fields", "keep") for a field."""
    before: Any
    after: Any

    @property
    def added(self) -> bool:
        """Whether the whole entry is new."""
        return not self.path and self.before is ABSENT

    @property
    def removed(self) -> bool:
        """Whether the whole entry is gone."""
        return not self.path and self.after is ABSENT


def changes(before: Board, after: Board) -> list[Change]:
    """Everything that is different, root by root, in the order of ids."""
    found: list[Change] = []
    for root in SEALED:
        old, new = before.get(root, {}), after.get(root, {})
        for id_ in sorted(old.keys() | new.keys()):
            found.extend(_entry(root, id_, old.get(id_, ABSENT), new.get(id_, ABSENT)))
    return found


def _entry(root: str, id_: str, old: Any, new: Any) -> Iterator[Change]:
    if same(old, new):
        return
    if not (isinstance(old, dict) and isinstance(new, dict)):
        yield Change(root, id_, (), old, new)
        return
    for key in sorted(old.keys() | new.keys()):
        was, now = old.get(key, ABSENT), new.get(key, ABSENT)
        if same(was, now):
            continue
        if key in DEEP and isinstance(was, dict) and isinstance(now, dict):
            for name in sorted(was.keys() | now.keys()):
                one, other = was.get(name, ABSENT), now.get(name, ABSENT)
                if not same(one, other):
                    yield Change(root, id_, (key, name), one, other)
        else:
            yield Change(root, id_, (key,), was, now)


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same; to Python 1 and True are equal, on a board they are not."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def applied(board: Board, changed: Iterable[Change]) -> dict[str, Any]:
    """The board after these changes; the one given stays as it is."""
    out: dict[str, Any] = copy.deepcopy(dict(board))
    for change in changed:
        at: Any = out.setdefault(change.root, {})
        way = (change.id, *change.path)
        for key in way[:-1]:
            at = at[key]
        if change.after is ABSENT:
            at.pop(way[-1], None)
        else:
            at[way[-1]] = copy.deepcopy(change.after)
    return out


# words

TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
MAX_TOKENS = 1_200
"""Of two texts that differ by more words than that, the whole is given as replaced."""


class Stretch(NamedTuple):
    """A stretch of text: in both, only in the old one, or only in the new one."""

    kind: str
    """`same`, `out` or `in`."""
    text: str


def reworded(old: str, new: str) -> list[Stretch]:
    """Two texts as one, word by word: what stayed, what went, what came."""
    was, now = TOKEN.findall(old), TOKEN.findall(new)
    head = _common(was, now)
    tail = _common(was[head:][::-1], now[head:][::-1])
    middle_was, middle_now = was[head : len(was) - tail], now[head : len(now) - tail]
    out = [Stretch("same", "".join(was[:head]))]
    if max(len(middle_was), len(middle_now)) > MAX_TOKENS:
        out += [Stretch("out", "".join(middle_was)), Stretch("in", "".join(middle_now))]
    else:
        matcher = difflib.SequenceMatcher(None, middle_was, middle_now, autojunk=False)
        for tag, i, j, k, l in matcher.get_opcodes():  # noqa: E741
            if tag == "equal":
                out.append(Stretch("same", "".join(middle_was[i:j])))
            else:
                out += [Stretch("out", "".join(middle_was[i:j])), Stretch("in", "".join(middle_now[k:l]))]
    out.append(Stretch("same", "".join(was[len(was) - tail :])))
    return _tidied(out)


def _common(one: list[str], other: list[str]) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def _tidied(stretches: Iterable[Stretch]) -> list[Stretch]:
    """A space between two changed words changes with them: “repeat themselves” is one phrase, not two words."""
    out: list[Stretch] = []
    pending: list[Stretch] = []
    for stretch in (*stretches, Stretch("end", "")):
        if stretch.text and (stretch.kind != "same" or (pending and stretch.text.isspace())):
            pending.append(stretch)
            continue
        if stretch.kind != "end" and not stretch.text:
            continue
        if pending:
            trailing = pending.pop() if pending[-1].kind == "same" else None
            gone = "".join(one.text for one in pending if one.kind != "in")
            come = "".join(one.text for one in pending if one.kind != "out")
            out += [one for one in (Stretch("out", gone), Stretch("in", come)) if one.text]
            out += [trailing] if trailing else []
            pending = []
        if stretch.text:
            out.append(stretch)
    merged: list[Stretch] = []
    for one in out:
        if merged and merged[-1].kind == one.kind:
            merged[-1] = Stretch(one.kind, merged[-1].text + one.text)
        else:
            merged.append(one)
    return merged


AROUND = 6
"""Words that are shown of what stayed, on either side of a change."""


def shortened(stretches: list[Stretch]) -> list[Stretch]:
    """The same with long unchanged stretches cut short, for a sentence."""
    out = []
    for at, one in enumerate(stretches):
        if one.kind != "same":
            out.append(one)
            continue
        words = re.findall(r"\s*\S+\s*", one.text) or [one.text]
        first, last = at == 0, at == len(stretches) - 1
        keep_head, keep_tail = (0 if first else AROUND), (0 if last else AROUND)
        if len(words) <= keep_head + keep_tail + 1:
            out.append(one)
        else:
            head = "".join(words[:keep_head]).rstrip()
            tail = "".join(words[len(words) - keep_tail :]).lstrip() if keep_tail else ""
            gap = " … " if head and tail else ("…" + " " * bool(tail) if not head else " …")
            out.append(Stretch("same", head + gap + tail))
    return out
