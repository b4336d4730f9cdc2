"""What changed between two moments, as a person would tell it: from boards/compare.py, grouped into sentences.

A card is told once: one that is new with what it rests on, one that was reworded with its words. What happened to many
cards alike is one sentence with the single ones under it. The sentence is made of parts, so that a page can mark what
is a card's name, what was struck out and what was put in.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from boards.compare import ABSENT, Change, changes, reworded, shortened
from boards.erasure import gone
from boards.hands import Deed, Hands
from boards.naming import (
    KINDS,
    NO_LONGER,
    THREADS,
    counted,
    first_words,
    group_name,
    groups_name,
    listed,
    reason,
    title,
)
from boards.said import ALONE, Part, Said, gathered

MOST_HANDS = 3
"""People, or groups, named for one change."""


def account(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    names: Mapping[str, str] | None = None,
    hands: Hands | None = None,
    groups: Mapping[str, str] | None = None,
) -> list[Said]:
    """Everything that changed, in sentences: what is new first, what is gone last.

    `names` are those of participants (id -> name); without them people are told by group only. `hands` say who
    reworded, moved and removed what, and `groups` from which group they are (id -> department).
    """
    return _Account(before, after, names or {}, hands or {}, groups or {}).tell()


class _Account:
    def __init__(
        self,
        before: Mapping[str, Any],
        after: Mapping[str, Any],
        names: Mapping[str, str],
        hands: Hands,
        groups: Mapping[str, str],
    ) -> None:
        self.before, self.after, self.names = before, after, names
        self.hands, self.groups = hands, groups
        self.departments = {**_departments(before), **_departments(after)}
        self.by_root: dict[str, list[Change]] = defaultdict(list)
        for change in changes(before, after):
            self.by_root[change.root].append(change)
        cards = self.by_root["cards"]
        self.new = {c.id: c.after for c in cards if c.added and isinstance(c.after, dict)}
        self.gone = {c.id: c.before for c in cards if c.removed and isinstance(c.before, dict)}
        self.touched: dict[str, list[Change]] = defaultdict(list)
        for change in cards:
            if change.path:
                self.touched[change.id].append(change)
        self.gone |= {id_: before["cards"][id_] for id_ in self.touched if self._withdrawn(id_)}

    def tell(self) -> list[Said]:
        """All of it."""
        return [
            *self._board(),
            *self._added(),
            *self._reworded(),
            *self._changed(),
            *self._threaded(),
            *self._hidden(),
            *self._moved(),
            *self._zones(),
            *self._others(),
            *self._removed(),
        ]

    # cards that came and went

    def _added(self) -> list[Said]:
        said: list[Said] = []
        crowds: list[tuple[str, list[str]]] = []
        for kind in KINDS:
            ids = self._in_order(id_ for id_, card in self.new.items() if card.get("kind") == kind)
            if len(ids) > ALONE:
                crowds.append((kind, ids))
            else:
                said += [self._one_added(id_) for id_ in ids]
        return [self._many_added(kind, ids) for kind, ids in crowds] + said

    def _one_added(self, id_: str) -> Said:
        card = self.new[id_]
        by = self._by(card)
        parts = [Part(title(card), "name"), Part(f" was added{f' by {by}' if by else ''}.")]
        if tied := self._ties(id_):
            parts.append(Part(f" It {tied}."))
        return Said("added", parts, [id_])

    def _many_added(self, kind: str, ids: list[str]) -> Said:
        groups = Counter(self.new[id_].get("department") for id_ in ids)
        tellers = [
            f"{count} by {groups_name(group, self.departments)}"
            for group, count in groups.most_common()
            if group_name(group, self.departments)
        ]
        parts = [Part(counted(len(ids), kind), "name"), Part(" were added")]
        known = sum(count for group, count in groups.items() if group_name(group, self.departments))
        if len(groups) == 1 and tellers:
            parts.append(Part(f" by {groups_name(next(iter(groups)), self.departments)}"))
        elif tellers and known == len(ids):
            parts.append(Part(f": {listed(tellers)}"))
        parts.append(Part("."))
        return Said("added", parts, ids, [self._one_added(id_) for id_ in ids])

    def _ties(self, id_: str) -> str:
        """`rests on S2 and S5 and answers P1` of a new card's new threads."""
        by_kind: dict[str, list[str]] = defaultdict(list)
        for change in self.by_root["threads"]:
            if change.added and isinstance(change.after, dict) and change.after.get("from") == id_:
                by_kind[str(change.after.get("kind"))].append(self._label(change.after.get("to")))
        said = [f"{THREADS.get(kind, 'goes with')} {listed(to)}" for kind, to in by_kind.items()]
        return listed(said) if said else ""

    def _removed(self) -> list[Said]:
        said = []
        for id_ in self._in_order(self.gone, self.before):
            card = self.gone[id_]
            if self._withdrawn(id_):
                parts = [
                    Part(str(card.get("label", "A story")), "name"),
                    Part(f" was {gone(self.after['cards'][id_])}."),
                ]
                said.append(Said("withdrawn", parts, [id_]))
            else:
                words = f" was removed{self._hand(id_, 'removed')}."
                said.append(Said("removed", [Part(title(card), "name"), Part(words)], [id_]))
        plain = [one for one in said if one.sign == "removed"]
        if len(plain) <= ALONE:
            return said
        kinds = Counter(str(self.gone[one.cards[0]].get("kind")) for one in plain)
        words = listed([counted(kinds[kind], kind) for kind in KINDS if kinds[kind]])
        whole = Said("removed", [Part(words, "name"), Part(" were removed.")], [one.cards[0] for one in plain], plain)
        return [*(one for one in said if one.sign != "removed"), whole]

    def _withdrawn(self, id_: str) -> bool:
        was, now = self.before["cards"].get(id_), self.after["cards"].get(id_)
        both = isinstance(was, dict) and isinstance(now, dict)
        return both and bool(now.get("withdrawn")) and not was.get("withdrawn")

    # cards that are another now

    def _standing(self) -> list[str]:
        """Cards that are there in both, and may be read in both."""
        return self._in_order(id_ for id_ in self.touched if id_ not in self.gone and not self._veiled(id_))

    def _veiled(self, id_: str) -> bool:
        return any(_veil(board["cards"][id_]) for board in (self.before, self.after))

    def _reworded(self) -> list[Said]:
        said = []
        for id_ in self._standing():
            for change in self.touched[id_]:
                if change.path != ("text",):
                    continue
                old, new = _text(change.before), _text(change.after)
                quoted = [Part(one.text, _STYLES[one.kind]) for one in shortened(reworded(old, new))]
                label = Part(self._label(id_), "name")
                if not old.strip():
                    said.append(Said("reworded", [label, Part(" now says “"), *quoted, Part("”.")], [id_]))
                else:
                    words = f" was reworded{self._hand(id_, 'words')}: “"
                    said.append(Said("reworded", [label, Part(words), *quoted, Part("”")], [id_]))
        return gathered(said, "reworded", lambda n: f"{n} cards were reworded")

    def _changed(self) -> list[Said]:
        said = []
        for id_ in self._standing():
            for change in self.touched[id_]:
                words = self._field(change) if change.path[0] == "fields" else self._key(change)
                if words:
                    said.append(Said("changed", [Part(self._label(id_), "name"), Part(f"{words}.")], [id_]))
        return said

    def _key(self, change: Change) -> str:
        match change.path[0]:
            case "kind":
                return f" is {_a(change.after)} now; it was {_a(change.before)}"
            case "tags":
                was, now = _texts(change.before), _texts(change.after)
                new, gone = [f"“{t}”" for t in now if t not in was], [f"“{t}”" for t in was if t not in now]
                said = [f" was tagged {listed(new)}"] if new else []
                said += [f" is no longer tagged {listed(gone)}"] if gone else []
                return " and".join(said)
            case "locked":
                return " was locked" if change.after and change.after is not ABSENT else " was unlocked"
            case _:
                return ""

    def _field(self, change: Change) -> str:
        if len(change.path) == 1:  # all fields at once
            return " was filled in"
        name = FIELD_WORDS.get(change.path[1], change.path[1].replace("_", " "))
        new, old = _said(change.after, self.departments), _said(change.before, self.departments)
        if change.path[1] == "handovers":
            return " was handed over"
        if not new:
            return f": {name} was left empty" if old else ""
        return f": {name} is now “{new}”; it was “{old}”" if old else f": {name} is “{new}”"

    def _hidden(self) -> list[Said]:
        said = []
        for id_ in self._in_order(id_ for id_ in self.touched if id_ not in self.gone):
            was, now = _veil(self.before["cards"][id_]), _veil(self.after["cards"][id_])
            label = Part(self._label(id_), "name")
            if now and not was:
                why = reason(self.after["cards"][id_].get("hidden"))
                said.append(Said("hidden", [label, Part(f" was hidden{f': {why}' if why else ''}.")], [id_]))
            elif was and not now:
                said.append(Said("shown", [label, Part(" is shown again.")], [id_]))
        return said

    def _moved(self) -> list[Said]:
        elsewhere: list[Said] = []
        along: list[str] = []
        for id_ in self._standing():
            paths = {change.path[0] for change in self.touched[id_]}
            if "zone" in paths:
                was, now = (self._zone(board, id_) for board in (self.before, self.after))
                way = f"from {was} to {now}" if was and now else f"to {now}" if now else f"out of {was}"
                words = f" was moved {way}{hand}." if (hand := self._hand(id_, "place")) else f" moved {way}."
                parts = [Part(title(self.after["cards"][id_]), "name"), Part(words)]
                elsewhere.append(Said("moved", parts, [id_]))
            elif paths & {"pos", "order"} and self._really_moved(id_):
                along.append(id_)
        said = gathered(elsewhere, "moved", lambda n: f"{n} cards moved to another zone")
        if along:
            each = [self._moved_within(id_) for id_ in along]
            said += gathered(each, "moved", lambda n: f"{n} cards moved within their zones")
        return said

    def _moved_within(self, id_: str) -> Said:
        old, new = self.before["cards"][id_], self.after["cards"][id_]
        was, now = old.get("order"), new.get("order")
        way = "" if was == now or not was or not now else " up the list" if now < was else " down the list"
        zone = self._zone(self.after, id_)
        hand = self._hand(id_, "place")
        words = f" {'was moved' if hand else 'moved'}{way}{f' in {zone}' if zone else ''}{hand}."
        return Said("moved", [Part(title(new), "name"), Part(words)], [id_])

    def _really_moved(self, id_: str) -> bool:
        """A card that only came to the front has not moved."""
        old, new = self.before["cards"][id_], self.after["cards"][id_]
        return bool(old.get("pos", [])[:2] != new.get("pos", [])[:2] or old.get("order") != new.get("order"))

    # threads

    def _threaded(self) -> list[Said]:
        said = []
        for change in self.by_root["threads"]:
            thread = change.after if change.added else change.before if change.removed else None
            if not isinstance(thread, dict):
                continue
            ends = {str(thread.get("from")), str(thread.get("to"))}
            if ends & self.gone.keys() or (change.added and str(thread.get("from")) in self.new):
                continue
            if change.removed and not all(end in self.after["cards"] for end in ends):
                continue
            words = (THREADS if change.added else NO_LONGER).get(str(thread.get("kind")), "goes with")
            parts = [Part(self._label(thread.get("from")), "name"), Part(f" {'now ' if change.added else ''}{words} "),
                     Part(self._label(thread.get("to")), "name"), Part(".")]  # fmt: skip
            said.append(Said("threaded", parts, [end for end in sorted(ends) if end not in self.new]))
        return gathered(said, "threaded", lambda n: f"{n} threads were drawn or cut")

    # all else

    def _board(self) -> list[Said]:
        said = []
        for change in self.by_root["board"]:
            if change.id == "title" and change.after is not ABSENT:
                said.append(Said("changed", [Part(f"The board is called “{change.after}” now.")]))
            elif change.id == "purpose" and change.after is not ABSENT:
                said.append(Said("changed", [Part(f"Its purpose is now “{change.after}”.")]))
            elif change.id == "departments":
                said.append(Said("changed", [Part("The list of services was changed.")]))
        return said

    def _zones(self) -> list[Said]:
        said = []
        moved: set[str] = set()
        for change in self.by_root["zones"]:
            zone = change.before if change.removed else self.after["zones"].get(change.id)
            name = f"The zone “{zone.get('title', '')}”" if isinstance(zone, dict) else "A zone"
            if change.added:
                said.append(Said("added", [Part(name, "name"), Part(" was added.")]))
            elif change.removed:
                said.append(Said("removed", [Part(name, "name"), Part(" was removed.")]))
            elif change.path == ("title",):
                before = _text(change.before)
                said.append(Said("changed", [Part(name, "name"), Part(f" was called “{before}” before.")]))
            elif change.path == ("prompt",):
                said.append(Said("changed", [Part(name, "name"), Part(f" asks now: “{_text(change.after)}”")]))
            elif change.path[0] in ("pos", "size", "order") and change.id not in moved:
                moved.add(change.id)
                said.append(Said("moved", [Part(name, "name"), Part(" was moved or resized.")]))
        return said

    def _others(self) -> list[Said]:
        said = []
        new = [c.after for c in self.by_root["comments"] if c.added and isinstance(c.after, dict)]
        for card, count in Counter(str(one.get("card")) for one in new).items():
            if card in self.after["cards"]:
                words = "a comment" if count == 1 else f"{count} comments"
                said.append(Said("changed", [Part(self._label(card), "name"), Part(f" has {words} more.")], [card]))
        drawn = sum(1 for c in self.by_root["strokes"] if c.added)
        rubbed = sum(1 for c in self.by_root["strokes"] if c.removed)
        if drawn:
            said.append(Said("added", [Part("A line was drawn." if drawn == 1 else f"{drawn} lines were drawn.")]))
        if rubbed:
            words = "A line was rubbed out." if rubbed == 1 else f"{rubbed} lines were rubbed out."
            said.append(Said("removed", [Part(words)]))
        return said

    # how things are called

    def _label(self, id_: Any) -> str:
        for board in (self.after, self.before):
            card = board.get("cards", {}).get(id_)
            if isinstance(card, dict):
                return str(card.get("label") or first_words(card) or "a card")
        return "a card that is gone"

    def _by(self, card: Mapping[str, Any]) -> str:
        return self._person(str(card.get("author")), card.get("department"))

    def _person(self, who: str, department: str | None) -> str:
        group = group_name(department, self.departments)
        name = self.names.get(who, "")
        return f"{name}, {group.removeprefix('a ')}" if name and group else name or group

    def _hand(self, id_: str, deed: Deed) -> str:
        """` by Housing and a citizen`; empty where nobody is named for it."""
        people = self.hands.get((id_, deed), ())
        said = list(dict.fromkeys(filter(None, (self._person(who, self.groups.get(who)) for who in people))))
        if len(said) > MOST_HANDS:
            rest = len(said) - MOST_HANDS + 1
            said = [*said[: MOST_HANDS - 1], f"{rest} others" if self.names else f"{rest} other groups"]
        return f" by {'; '.join(said) if self.names and len(said) > 1 else listed(said)}" if said else ""

    @staticmethod
    def _zone(board: Mapping[str, Any], id_: str) -> str:
        zone = board["zones"].get(board["cards"][id_].get("zone"))
        return f"“{zone.get('title', '')}”" if isinstance(zone, dict) else ""

    def _in_order(self, ids: Iterable[str], board: Mapping[str, Any] | None = None) -> list[str]:
        cards = (board or self.after).get("cards", {})

        def key(id_: str) -> tuple[str, int, str]:
            label = str(cards.get(id_, {}).get("label", "")) if isinstance(cards.get(id_), dict) else ""
            return label[:1], int(label[1:]) if label[1:].isdecimal() else 0, id_

        return sorted(ids, key=key)


_STYLES: dict[str, Literal["", "name", "out", "in"]] = {"same": "", "out": "out", "in": "in"}

FIELD_WORDS = {
    "keep": "who may keep it",
    "teller": "its teller",
    "owner": "its owner",
    "owner_role": "the owner’s role",
    "owner_department": "the owner’s service",
    "by": "its date",
    "reviews": "when it is reviewed",
    "departments": "which services hold a part",
    "cause": "its root cause",
    "affected": "who is affected",
    "first_step": "its first step",
    "first_step_by": "the first step’s date",
    "checked_by": "who checked it",
}


def _veil(card: Any) -> bool:
    """Whether a card's words are not to be told, be it to this reader or to anyone."""
    return isinstance(card, dict) and bool(card.get("hidden") or card.get("withheld"))


def _departments(board: Mapping[str, Any]) -> Mapping[str, Any]:
    found = board.get("board", {}).get("departments")
    return found if isinstance(found, Mapping) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _said(value: Any, departments: Mapping[str, Any]) -> str:
    if value is ABSENT or value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(filter(None, (_said(one, departments) for one in value)))
    if isinstance(value, dict):
        return "…"
    return group_name(value, departments) or str(value) if isinstance(value, str) else str(value)


def _a(kind: Any) -> str:
    word = KINDS.get(str(kind), ("card", ""))[0]
    return f"an {word}" if word == "idea" else f"a {word}"
