"""What the room's big screen may show: a projection made here, so that what may not be seen never leaves the server.

Everyone in the room reads the wall, and whoever takes a picture of it. So it shows what the room may read *and* its
writer lets others have: no hidden card, none that was taken back, no story kept for the room alone, no name where names
are off. Words that wait (silent writing, a facilitator's yes) are in documents of their own, which this never sees: of
those it has a number from the session.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from boards.document import Document, plain
from boards.polls import voters
from boards.reading import Reader, withheld
from boards.session import order_of, session_of
from boards.visitor import CITIZEN, OUTSIDE

NEWEST = 3
LOOKED_AT = 200
"""Cards looked at for three that may be shown."""
OTHERS = {CITIZEN: ("Citizen", ""), OUTSIDE: ("From outside", "OUT")}
"""Groups that are no department: their names and initials."""
MAX_WORDS = 260
"""Characters of a card that can be read from the back of a room."""


def wall(
    document: Document,
    newest: Iterable[str],
    here: Sequence[Mapping[str, Any]],
    names: Mapping[str, str],
    answered: int = 0,
) -> dict[str, Any]:
    """The wall as JSON-able data. `newest`: ids of cards, the last made first; `here`: presence states of everyone;
    `answered`: how many have answered something in the vote that is open."""
    session, order = session_of(document), order_of(document)
    now = order.now
    silent, poll = session.get("silent"), session.get("poll")
    count = silent.get("count", 0) if isinstance(silent, Mapping) and silent.get("shown") is not True else None
    return {
        "title": str(document.setting("title") or ""),
        "prompt": now.prompt if now else "",
        "hint": now.hint if now else "",
        "stages": [{"name": stage.name, "now": now is not None and stage.id == now.id} for stage in order.stages],
        "timer": session.get("timer"),
        "silent": None if count is None else {"count": count},
        "poll": _vote(poll, here, answered) if isinstance(poll, Mapping) else None,
        "cards": shown(document, newest, names),
        "here": present(document, here),
    }


def _vote(poll: Mapping[str, Any], here: Sequence[Mapping[str, Any]], answered: int) -> dict[str, Any]:
    told = {"question": poll["question"], "ends": poll.get("ends")}
    return told | {"answered": answered, "voters": len(voters(here))}


def shown(document: Document, newest: Iterable[str], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """The newest cards that may be shown, the last made first."""
    found: list[dict[str, Any]] = []
    for _, id_ in zip(range(LOOKED_AT), newest, strict=False):
        card = _card(document, id_, names)
        if card is not None:
            found.append(card)
        if len(found) == NEWEST:
            break
    return found


def _card(document: Document, id_: str, names: Mapping[str, str]) -> dict[str, Any] | None:
    card = plain(document.entry("cards", id_))
    if not isinstance(card, Mapping) or not may_be_shown(card):
        return None
    teller = card.get("fields", {}).get("teller")
    department = card.get("department")
    return {
        "id": id_,
        "kind": card["kind"],
        "words": cut(str(card["text"])),
        "who": teller if isinstance(teller, str) and teller else names.get(card.get("author") or ""),
        "group": mark(str(department), document.setting("departments") or {}) if department else None,
    }


def may_be_shown(card: Mapping[str, Any]) -> bool:
    """Whether a card may be read by the whole room and whoever passes by."""
    return withheld(card, Reader()) is None and bool(str(card.get("text") or "").strip())


def mark(id_: str, departments: Mapping[str, Any]) -> dict[str, Any]:
    """A group as it is drawn: its name, initials and colour; no colour for those that are no department."""
    if id_ in OTHERS:
        name, initials = OTHERS[id_]
        return {"id": id_, "name": name, "initials": initials, "colour": None}
    known = departments.get(id_)
    known = known if isinstance(known, Mapping) else {}
    name = str(known.get("name") or "Others")
    return {"id": id_, "name": name, "initials": str(known.get("initials") or "")[:3], "colour": known.get("colour")}


def _colour(department: Any) -> int:
    """Departments are told in the order of their colours, which is the same on every board."""
    colour = department.get("colour") if isinstance(department, Mapping) else None
    return colour if isinstance(colour, int) else 99


def cut(words: str) -> str:
    """The beginning, in whole words."""
    line = " ".join(words.split())
    if len(line) <= MAX_WORDS:
        return line
    return line[:MAX_WORDS].rsplit(" ", 1)[0].rstrip(" ,;:.…") + "…"


def present(document: Document, here: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """How many people are here, by group, and how many of them join from elsewhere. Never who."""
    people = {state["participant"]: state for state in here}
    sizes = Counter(str(state.get("department")) for state in people.values())
    departments = document.setting("departments") or {}
    order = [CITIZEN, *sorted(departments, key=lambda id_: (_colour(departments[id_]), id_)), OUTSIDE]
    known = [(id_, sizes[id_]) for id_ in order if sizes[id_]]
    others = sum(sizes.values()) - sum(size for _, size in known)
    groups = [{**mark(id_, departments), "count": size} for id_, size in known]
    if others:
        groups.append({**mark("", {}), "count": others})
    remote = sum(state.get("remote") is True for state in people.values())
    return {"people": len(people), "remote": remote, "groups": groups}
