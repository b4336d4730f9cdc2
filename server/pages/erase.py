"""Erasing by page: choose what and why, see what it takes, confirm it, and read the receipt. Plain forms throughout."""

import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from boards.erasure import WHY, Erasure, Why
from boards.naming import count, first_words
from boards.schema import is_id
from server import erasing, snapshot
from server.clock import now_ms
from server.erasure import Asked
from server.labour import Labours, Told
from server.pages.facilitator import Facilitator, facilitator
from server.pages.form import one_line, read_form
from server.pages.page import ARCHIVE, built, render
from server.record import Participant

MAX_WORDS = 200
LEAST_WORDS = 2
"""Characters: a single letter would be everywhere."""

PATIENCE_S = 2.0
"""How long one answer waits for the work; on a larger board the page that is shown asks after it."""
BROKEN = "The service was stopped before that was done. If the archive lists no receipt for it, do it again."

_LABEL = re.compile(r"[A-Z][0-9]{1,5}")


@dataclass(slots=True)
class Wish:
    """What somebody wants to erase, as far as they have said it."""

    what: str = ""
    """`card`, `picture`, `words` or `name`; empty where nothing is chosen yet."""
    card: str = ""
    """Its number, as typed."""
    card_id: str | None = None
    words: str = ""
    everywhere: bool = True
    person: Participant | None = None
    also_words: bool = True
    """The person's name in what people wrote as well."""
    why: str = ""
    errors: dict[str, str] = field(default_factory=dict)


async def erase(request: Request) -> Response:
    """GET asks what and why; POST says what it takes, and with `do=erase` does it."""
    who = await facilitator(request)
    people = [one for one in await who.at.store.participants(who.row.id) if one.waiting is None]
    if request.method == "GET":
        return _ask(who, people, await _first(who, request.query_params))
    form = await read_form(request)
    wish = await _wish(who, form, people)
    if wish.errors or form.get("do") == "change":
        return _ask(who, people, wish, 422 if wish.errors else 200)
    asked = _asked(who, wish)
    if form.get("do") != "erase":
        return await _look(who, wish, asked, form.get("work", ""))
    if form.get("sure") != "yes":
        wrong = "Tick the box if you are sure: this can’t be undone by anyone."
        return await _look(who, wish, asked, form.get("looked", ""), wrong)
    token, told = await _told(who, form.get("work", ""))
    if told is None:
        token, told = await _begin(who, lambda far: _erase(who, asked, far))
    if told.state == "done":
        return RedirectResponse(f"/b/{who.row.id}/erase/{told.result}", 303)
    if told.over:
        wrong = BROKEN if told.state == "broken" else str(told.result)
        return await _look(who, wish, asked, form.get("looked", ""), wrong)
    return _at_work(who, wish, token, told, form.get("looked", ""), erasing=True)


async def work(request: Request) -> Response:
    """How far it is, for the page that waits."""
    who = await facilitator(request)
    told = _labours(who).look(request.path_params["token"], who.row.id, who.me.id, time.time())
    if told is None:
        raise HTTPException(404)
    return JSONResponse({"over": told.over, "done": told.done, "of": told.of}, headers={"Cache-Control": "no-store"})


async def _erase(who: Facilitator, asked: Asked, far: Path) -> int:
    """Gives the number of its receipt."""
    await erasing.erase(who.at.store, who.at.hub, asked, now_ms(), far)
    _labours(who).forget()
    return (await who.at.store.chain(who.row.id))[-1].number


async def _count(who: Facilitator, asked: Asked, far: Path) -> dict[str, int]:
    """What it takes, worked out by doing it without keeping it."""
    await who.at.hub.settled(who.row.id)
    anew = await erasing.made_anew(who.at.store, who.row.id, asked.erasure, far)
    return {
        "things": anew.things,
        "changes": anew.changes,
        "snapshots": sum(1 for entries in anew.erased.values() if entries),
        "pictures": len(anew.pictures),
        "drafts": len(anew.drafts),
    }


def _labours(who: Facilitator) -> Labours:
    found: Labours = who.at.request.app.state.labours
    return found


async def _begin(who: Facilitator, act: Callable[[Path], Awaitable[Any]]) -> tuple[str, Told]:
    token, told = await _told(who, _labours(who).begin(who.row.id, who.me.id, act, time.time()))
    return token, told or Told("broken")


async def _told(who: Facilitator, token: str) -> tuple[str, Told | None]:
    """How far it is after a moment."""
    await _labours(who).wait(token, PATIENCE_S)
    return token, _labours(who).look(token, who.row.id, who.me.id, time.time())


async def receipt(request: Request) -> Response:
    """What was erased from where, for whoever asked for it; it names nothing of it."""
    who = await facilitator(request)
    found = snapshot.erasures(await who.at.store.chain(who.row.id))
    number = request.path_params["number"]
    one = next((it for it in found if str(it["number"]) == number), None)
    if one is None:
        raise HTTPException(404, "There is no such receipt.")
    return render(who.at.request, "erased.html", board=who.row, me=who.me, one=one, left=_labours(who).left)


async def _first(who: Facilitator, query: Any) -> Wish:
    """As the menu of a card, or the people page, leads here."""
    wish = Wish(what="card" if "card" in query else "name" if "person" in query else "")
    card = str(query.get("card", ""))
    if is_id(card):
        wish.card = str((await who.document()).fact("cards", card, "label") or "")
    if is_id(person := str(query.get("person", ""))):
        found = await who.at.store.participant(person)
        wish.person = found if found is not None and found.board == who.row.id else None
    return wish


async def _wish(who: Facilitator, form: dict[str, str], people: list[Participant]) -> Wish:
    wish = Wish(
        what=form.get("what", ""),
        card=one_line(form.get("card", ""), 12).upper(),
        words=one_line(form.get("words", ""), MAX_WORDS),
        everywhere=form.get("where", "board") != "card",
        person=next((one for one in people if one.id == form.get("person")), None),
        also_words="also" in form,
        why=form.get("why", ""),
    )
    if wish.what not in ("card", "picture", "words", "name"):
        wish.errors["what"] = "Choose what is to go."
    if wish.why not in WHY:
        wish.errors["why"] = "Choose why. Everyone who reads the archive will see it."
    if wish.what in ("card", "picture") or (wish.what == "words" and not wish.everywhere):
        await _find_card(who, wish)
    if wish.what == "words" and len(wish.words) < LEAST_WORDS:
        wish.errors["words"] = "Write the words that are to go, as they stand on the board."
    if wish.what == "name" and wish.person is None:
        wish.errors["person"] = "Choose whose name is to go."
    return wish


async def _find_card(who: Facilitator, wish: Wish) -> None:
    document = await who.document()
    ids = [id_ for id_ in document.root("cards").keys() if document.fact("cards", id_, "label") == wish.card]
    if not _LABEL.fullmatch(wish.card) or not ids:
        wish.errors["card"] = "Give the number of a card that is on the board now, like S4."
        return
    wish.card_id = ids[0]
    if wish.what == "picture":
        card = document.plain_entry("cards", ids[0])
        if not (isinstance(card.get("fields"), dict) and card["fields"].get("image")):
            wish.errors["card"] = "That card has no picture."


def _asked(who: Facilitator, wish: Wish) -> Asked:
    card = frozenset(filter(None, [wish.card_id]))
    why: Why = wish.why  # type: ignore[assignment]
    same = {"why": why, "time_ms": now_ms()}
    person = wish.person
    match wish.what:
        case "card":
            return Asked(who.row.id, Erasure(cards=card, **same), "erased-card", who.me.id, wish.card_id)  # type: ignore[arg-type]
        case "picture":
            return Asked(who.row.id, Erasure(pictures=card, **same), "erased-picture", who.me.id, wish.card_id)  # type: ignore[arg-type]
        case "words":
            within = None if wish.everywhere else wish.card_id
            erasure = Erasure(words=(wish.words,), within=within, **same)  # type: ignore[arg-type]
            return Asked(who.row.id, erasure, "erased-words", who.me.id, within)
    assert person is not None
    erasure = Erasure(words=(person.name,) if wish.also_words else (), **same)  # type: ignore[arg-type]
    return Asked(who.row.id, erasure, "erased-name", who.me.id, None, person.id)


def _ask(who: Facilitator, people: list[Participant], wish: Wish, status: int = 200) -> Response:
    errors = {"what": None, "card": None, "words": None, "person": None, "why": None, **wish.errors}
    named = [(one.id, one.name) for one in people]
    return render(
        who.at.request, "erase.html", status, board=who.row, me=who.me, wish=wish, errors=errors, people=named, why=WHY
    )


async def _look(who: Facilitator, wish: Wish, asked: Asked, token: str, wrong: str | None = None) -> Response:
    """What it takes: as was worked out already, or anew."""
    token, told = await _told(who, token)
    if told is None or (told.over and told.state != "done"):
        token, told = await _begin(who, lambda far: _count(who, asked, far))
    if told.over and told.state != "done":
        raise HTTPException(409, str(told.result or BROKEN))
    if not told.over:
        return _at_work(who, wish, token, told, "", erasing=False)
    return await _review(who, wish, asked, token, told.result, wrong)


def _at_work(who: Facilitator, wish: Wish, token: str, told: Told, looked: str, *, erasing: bool) -> Response:
    said = {"work": token, "looked": looked, "erasing": erasing, "told": told}
    page = {"board": who.row, "me": who.me, "wish": wish, "entry": built().entries.get(ARCHIVE)}
    return render(who.at.request, "erase_work.html", 202, **page, **said)


async def _review(
    who: Facilitator, wish: Wish, asked: Asked, looked: str, takes: Mapping[str, int], wrong: str | None
) -> Response:
    document = await who.document()
    card = document.plain_entry("cards", wish.card_id) if wish.card_id else {}
    return render(
        who.at.request,
        "erase_review.html",
        422 if wrong else 200,
        board=who.row,
        me=who.me,
        wish=wish,
        wrong=wrong,
        looked=looked,
        why=WHY[asked.erasure.why],
        says=first_words(card, 30),
        things=count(takes["things"], "card, comment or other thing", "cards, comments and other things"),
        changes=count(takes["changes"], "change", "changes"),
        snapshots=count(takes["snapshots"], "snapshot", "snapshots"),
        pictures=takes["pictures"],
        drafts=takes["drafts"],
        nothing=not takes["things"] and asked.person is None,
    )
