"""What takes an act of a facilitator back: a button where something does, and plain words where nothing can."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from boards.approval import approval_of
from boards.document import Document
from boards.session import order_of
from server.record import Act
from server.set_aside import SetAside, What


class Way(NamedTuple):
    """How an act is taken back."""

    says: str
    """What the button or the link says; words alone where there is neither."""
    act: str = ""
    whom: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Now:
    """What holds by now: what was undone already, or overtaken, is not offered again."""

    removed: frozenset[str]
    invitations: Mapping[str, Mapping[str, Any]]
    document: Document
    desk: Sequence[SetAside]
    """What facilitators did to cards and can be undone, the last one first."""


ABOUT: dict[str, str] = {
    **dict.fromkeys(("removed", "let-back", "let-in", "regrouped"), "person"),
    **dict.fromkeys(("facilitator", "contributor", "observer", "reader"), "person"),
    **dict.fromkeys(("invited", "ended", "reopened"), "invitation"),
    **dict.fromkeys(("locked", "unlocked"), "card’s lock"),
    **dict.fromkeys(("zone-locked", "zone-unlocked"), "zone’s lock"),
    **dict.fromkeys(("own-cards", "any-cards"), "own cards"),
    **dict.fromkeys(("frozen", "unfrozen"), "board’s lock"),
    **dict.fromkeys(("card-hidden", "card-shown"), "hidden card"),
    **dict.fromkeys(("approval-on", "approval-off"), "approval"),
    **dict.fromkeys(("lobby", "no-lobby"), "lobby"),
    **dict.fromkeys(("poll-opened", "poll-closed"), "vote"),
}
"""What an act is about: of several about the same thing only the last can be taken back."""
OF_THE_BOARD = frozenset({"stage", "running-order"})
ON_THE_DESK: dict[str, What] = {
    "words-hidden": "redacted",
    "edited": "edited",
    "approved": "approved",
    "put-back": "back",
}


def ways(acts: Sequence[Act], now: Now) -> list[Way | None]:
    """For each act, the last one first, what takes it back; None where nothing is to be said."""
    desk, done, found = list(now.desk), set[tuple[str, str | None]](), []
    for at, act in enumerate(acts):
        if act.act in ON_THE_DESK:
            found.append(_at_the_desk(act, desk))
            continue
        about = (ABOUT.get(act.act, act.act), None if act.act in OF_THE_BOARD else act.whom)
        found.append(None if about in done else _way(act, acts[at + 1 :], now))
        done.add(about)
    return found


def _at_the_desk(act: Act, desk: list[SetAside]) -> Way | None:
    """The act's own button: each of them can be undone by itself, for a day."""
    what = ON_THE_DESK[act.act]
    taken = next((one for one in desk if (one.what, one.card) == (what, act.whom)), None)
    if taken is None:
        return None
    desk.remove(taken)
    return Way("Undo", "desk", taken.id)


def _way(act: Act, before: Sequence[Act], now: Now) -> Way | None:
    document, whom = now.document, act.whom or ""
    match act.act:
        case "removed" if whom in now.removed:
            return Way("Let back in", "let-back", whom)
        case "let-back" | "let-in" | "regrouped" | "facilitator" | "contributor" | "observer" | "reader":
            return Way("Change it", link=f"#p-{whom}") if whom not in now.removed else None
        case "ended" if now.invitations.get(whom, {}).get("may_reopen"):
            return Way("Open again", "reopen", whom)
        case "invited" | "reopened" if now.invitations.get(whom, {}).get("open"):
            return Way("End it", "end", whom)
        case "lobby" | "no-lobby":
            return Way("Change it", link="#ways")
        case "stage":
            return _stage_before(act, before, document)
        case "running-order":
            return Way("Change it on the board")
        case "revealed":
            return Way("Can’t be undone: the words are on everyone’s screens")
        case "poll-closed":
            return Way("Can’t be undone: everyone has seen the result")
        case "poll-opened" if document.value("session", "poll") is not None:
            return Way("Close it on the board")
    return _lock(act.act, whom, document) or _words(act.act, whom, document)


def _lock(act: str, whom: str, document: Document) -> Way | None:
    match act:
        case "locked" if document.fact("cards", whom, "locked"):
            return Way("Unlock it", "unlock-card", whom)
        case "unlocked" if document.has("cards", whom) and not document.fact("cards", whom, "locked"):
            return Way("Lock it again", "lock-card", whom)
        case "zone-locked" if document.fact("zones", whom, "locked"):
            return Way("Unlock it", "unlock-zone", whom)
        case "zone-unlocked" if document.has("zones", whom) and not document.fact("zones", whom, "locked"):
            return Way("Lock it again", "lock-zone", whom)
        case "own-cards" if document.value("board", "own_only") is True:
            return Way("Undo", "any-cards")
        case "any-cards" if document.value("board", "own_only") is not True:
            return Way("Undo", "own-cards")
        case "frozen" if document.value("session", "frozen") is True:
            return Way("Open it again", "unfreeze")
        case "unfrozen" if document.value("session", "frozen") is not True:
            return Way("Close it again", "freeze")
    return None


def _words(act: str, whom: str, document: Document) -> Way | None:
    match act:
        case "card-hidden" if document.fact("cards", whom, "hidden"):
            return Way("Show it again", "unhide", whom)
        case "card-shown" if document.has("cards", whom) and not document.fact("cards", whom, "hidden"):
            return Way("Hide it again on the board, and say why")
        case "approval-on" if approval_of(document).on:
            return Way("Let words go on at once", "approve-nobody")
        case "approval-off" | "names-listed":
            return Way("Change it on the board, under “Approve first”")
    return None


def _stage_before(act: Act, before: Sequence[Act], document: Document) -> Way | None:
    """Back to the stage that was left, by its name in the list, else by its place in the running order."""
    order = order_of(document)
    if order.now is None or order.now.name != act.whom:
        return None
    name = next((one.whom for one in before if one.act == "stage"), None)
    left = next((stage for stage in order.stages if stage.name == name and stage.id != order.now.id), None)
    if left is None and order.at > 0:
        left = order.stages[order.at - 1]
    return None if left is None else Way(f"Go back to “{left.name}”", "stage", left.id)
