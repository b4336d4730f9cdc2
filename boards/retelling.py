"""A board's history told again, without what must not leave it: the same moments, as changes of entries.

The log itself can't leave: words that were hidden, or told in the room only, are in its rows. So every row is applied
to the board as it was, and what it changed is told entry by entry, unless it must stay behind. A row that changed
nothing else tells nothing, so numbers, times and people stay as they were. Told elsewhere, the same changes make the
same board at every moment.

A change is [root, key, …name, value]: null where it is gone; {"is": …} a plain value; {"text": …}, {"map": {…}} and
{"list": […]} what people can write in together; {"splice": [at, how many, words]} an edit of a text, in characters.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from pycrdt import Array, Map, MapEvent, Text

from boards.document import Document, plain
from boards.formats.leaving import stays
from boards.schema import MAX_DEPTH, ROOTS

Entry = tuple[str, str]
"""(root, key)"""
Change = list[Any]

ABSENT: Any = object()


class Watched:
    """A board whose rows come one after another, and which entries the last one touched."""

    def __init__(self) -> None:
        self.document = Document()
        self._touched: dict[Entry, set[str] | None] = {}
        self._subscriptions = [
            (self.document.root(root), self.document.root(root).observe_deep(self._seen(root))) for root in ROOTS
        ]

    def _seen(self, root: str) -> Callable[[list[Any]], None]:
        def note(events: list[Any]) -> None:
            for event in events:
                path = event.path
                if len(path) > 1:
                    self._note((root, str(path[0])), {str(path[1])})
                elif isinstance(event, MapEvent):
                    keys = {str(key) for key in event.keys}  # type: ignore[attr-defined]
                    if path:
                        self._note((root, str(path[0])), keys)
                    else:
                        self._touched.update({(root, key): None for key in keys})
                elif path:
                    self._touched[root, str(path[0])] = None

        return note

    def _note(self, entry: Entry, names: set[str]) -> None:
        there = self._touched.setdefault(entry, set())
        if there is not None:
            there |= names

    def names(self, entry: Entry) -> set[str] | None:
        """Which keys within an entry the last row touched; None: the entry as a whole."""
        return self._touched.get(entry)

    def take(self, update: bytes) -> list[Entry]:
        """Apply a row; gives what it touched."""
        self._touched.clear()
        self.document.apply(update)
        return sorted(self._touched)

    def entry(self, entry: Entry) -> Any:
        """What stands there now, as plain data; None where nothing does."""
        return self.document.plain_entry(*entry)

    def close(self) -> None:
        """Let go of it."""
        for root, subscription in self._subscriptions:
            root.unobserve(subscription)
        self.document.close()


def left_behind(updates: Iterable[bytes]) -> dict[str, str]:
    """Ids of cards that must not leave, and why: as each stood last, deleted ones too."""
    watched = Watched()
    last: dict[str, str | None] = {}
    for update in updates:
        for root, key in watched.take(update):
            card = watched.entry((root, key)) if root == "cards" else None
            if isinstance(card, Mapping):
                last[key] = stays(card)
    watched.close()
    return {key: why for key, why in last.items() if why is not None}


def retold(updates: Iterable[bytes], gone: Mapping[str, str]) -> Iterator[tuple[list[Change], Document]]:
    """For each row its changes, and the board told so far (as it goes on being told)."""
    watched, told = Watched(), Document(client=1)
    try:
        for update in updates:
            touched = watched.take(update)
            changes: list[Change] = []
            for root, key in _with_what_hangs_on(touched, watched):
                changes += differences([root], told.root(root), key, _allowed((root, key), watched, gone))
            tell(told, changes)
            yield changes, told
    finally:
        watched.close()
        told.close()


def tell(document: Document, changes: Sequence[Change]) -> list[bytes]:
    """Make these changes on a board; gives the update, or nothing. Raises ValueError for what is no change."""
    with document.change() as out:
        for change in changes:
            *path, name, value = change
            if not path or path[0] not in ROOTS or len(path) > MAX_DEPTH:
                raise ValueError("a change begins with a root")
            into = document.root(path[0])
            for step in path[1:]:
                into = into[step]
            _carry_out(into, name, value)
    return list(out)


def _carry_out(into: Any, name: Any, value: Any) -> None:
    if not isinstance(into, Map) or not isinstance(name, str) or not name:
        raise ValueError("a change names a key")
    if value is None:
        del into[name]
    elif set(value) == {"splice"}:
        at, cut, words = value["splice"]
        _splice(into[name], at, cut, words)
    else:
        into[name] = made(value, 0)


def made(value: Any, level: int = 0) -> Any:
    """The value that a change tells of, to be put into a document."""
    ((kind, content),) = value.items()
    if level > MAX_DEPTH:
        raise ValueError("nested too deep")
    if kind == "map":
        return Map({str(name): made(one, level + 1) for name, one in sorted(content.items())})
    if kind == "list":
        return Array([made(one, level + 1) for one in content])
    if kind == "text" and isinstance(content, str):
        return Text(content)
    if kind == "is":
        return content
    raise ValueError(f"{kind!r} is no kind of value")


def _splice(text: Any, at: int, cut: int, words: str) -> None:
    said = str(text)
    if not isinstance(text, Text) or not 0 <= at <= at + cut <= len(said):
        raise ValueError("an edit is outside its text")
    start, end = len(said[:at].encode()), len(said[: at + cut].encode())  # pycrdt counts bytes of UTF-8
    if cut:
        del text[start:end]
    if words:
        text.insert(start, words)


def _with_what_hangs_on(touched: list[Entry], watched: Watched) -> list[Entry]:
    """A card that is hidden or shown takes its comments along."""
    cards = {key for root, key in touched if root == "cards"}
    comments = watched.document.root("comments")
    if not cards or not len(comments):
        return touched
    more = {("comments", key) for key in comments.keys() if watched.document.fact("comments", key, "card") in cards}
    return sorted({*touched, *more})


def _allowed(entry: Entry, watched: Watched, gone: Mapping[str, str]) -> Any:
    """The value as it may leave; absent where it may not, or is not there."""
    root, key = entry
    if not watched.document.has(root, key):
        return ABSENT
    value = watched.entry(entry)
    if root == "reactions":
        return ABSENT if key.partition(":")[0] in gone else value
    if not isinstance(value, Mapping):
        return value
    if root == "cards" and (key in gone or stays(value)):
        return ABSENT
    if root == "threads" and {value.get("from"), value.get("to")} & gone.keys():
        return ABSENT
    if root == "comments":
        card = watched.entry(("cards", str(value.get("card"))))
        if value.get("hidden") or value.get("card") in gone or (isinstance(card, Mapping) and stays(card)):
            return ABSENT
    return watched.document.entry(root, key)


def differences(path: list[str], into: Any, key: str, value: Any, only: set[str] | None = None) -> list[Change]:
    """What makes this key like `value`, changing only what differs; `only` these keys within it may."""
    there = into.get(key)
    if value is ABSENT:
        return [[*path, key, None]] if key in into else []
    if isinstance(value, Map) and isinstance(there, Map):
        now = set(value.keys())
        before, names = (set(there.keys()), now) if only is None else (only, only & now)
        gone: list[Change] = [[*path, key, name, None] for name in sorted(before - now) if name in there]
        return gone + [
            change for name in sorted(names) for change in differences([*path, key], there, name, value[name])
        ]
    if isinstance(value, Text) and isinstance(there, Text):
        edit = _edit(str(there), str(value))
        return [[*path, key, {"splice": edit}]] if edit else []
    if key not in into or type(there) is not type(value) or plain(there) != plain(value):
        return [[*path, key, spec(value)]]
    return []


def spec(value: Any) -> dict[str, Any]:
    """A value as a change tells it."""
    if isinstance(value, Map):
        return {"map": {name: spec(value[name]) for name in sorted(value.keys())}}
    if isinstance(value, Text):
        return {"text": str(value)}
    if isinstance(value, Array):
        return {"list": [spec(item) for item in value]}
    return {"is": plain(value)}


def _edit(before: str, after: str) -> list[Any]:
    """[at, how many go, what comes], or nothing."""
    if before == after:
        return []
    start, most = 0, min(len(before), len(after))
    while start < most and before[start] == after[start]:
        start += 1
    end = 0
    while end < most - start and before[-1 - end] == after[-1 - end]:
        end += 1
    return [start, len(before) - end - start, after[start : len(after) - end]]
