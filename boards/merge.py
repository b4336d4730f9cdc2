"""Three versions of a text made one: what both sides had, what one made of it, what the other made of it."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from pycrdt import Text

CLOSE = 2_000
"""Characters up to which changes in the middle of a text are told apart; longer ones count as one."""


@dataclass(frozen=True, slots=True)
class Splice:
    """`remove` characters at `at` give way to `insert`."""

    at: int
    remove: int
    insert: str


def splices(old: str, new: str) -> list[Splice]:
    """What turns the old text into the new one, from the left; places are those of the old text."""
    start = 0
    most = min(len(old), len(new))
    while start < most and old[start] == new[start]:
        start += 1
    end = 0
    while end < most - start and old[-1 - end] == new[-1 - end]:
        end += 1
    was, becomes = old[start : len(old) - end], new[start : len(new) - end]
    if not was or not becomes or max(len(was), len(becomes)) > CLOSE:
        return [Splice(start, len(was), becomes)] if was or becomes else []
    found = SequenceMatcher(None, was, becomes, autojunk=False).get_opcodes()
    return [Splice(start + i1, i2 - i1, becomes[j1:j2]) for tag, i1, i2, j1, j2 in found if tag != "equal"]


def merge(base: str, mine: str, theirs: str) -> str:
    """My changes of the base put into what others made of it: what either wrote is there, what either took is gone."""
    if base in (mine, theirs) or mine == theirs:
        return theirs if mine == base else mine
    others = splices(base, theirs)
    written = _written(others)
    out, upto = [], 0
    for change in splices(base, mine):
        start = max(upto, _carried(change.at, others))
        out.append(theirs[upto:start])
        out.append(change.insert)
        upto = start
        if change.remove:
            upto = max(start, _carried(change.at + change.remove, others))
            out += [insert for at, insert in written if start <= at and at + len(insert) <= upto]
    out.append(theirs[upto:])
    return "".join(out)


def _carried(place: int, others: list[Splice]) -> int:
    """Where a place of the base is in the other text: left of what was inserted right there."""
    moved = place
    for other in others:
        if other.at >= place:
            break
        if place < other.at + other.remove:
            return moved - (place - other.at)
        moved += len(other.insert) - other.remove
    return moved


def _written(others: list[Splice]) -> list[tuple[int, str]]:
    """What others wrote, and where it stands in their text: within what I took away it stays."""
    found, moved = [], 0
    for other in others:
        if other.insert:
            found.append((other.at + moved, other.insert))
        moved += len(other.insert) - other.remove
    return found


def rewrite(text: Text, new: str) -> None:
    """Make a live text read so by its smallest changes. pycrdt counts in UTF-8 bytes."""
    old = str(text)
    for change in reversed(splices(old, new)):
        at = len(old[: change.at].encode())
        if change.remove:
            del text[at : at + len(old[change.at : change.at + change.remove].encode())]
        if change.insert:
            text.insert(at, change.insert, {})
