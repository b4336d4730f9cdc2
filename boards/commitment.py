"""A commitment over the months: who answers for it now, when it is looked at again, and how it stands today.

Days are ISO dates (`2027-02-12`), which order as text. Works on plain data.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Literal

from boards.lineage import Threads

State = Literal["owner", "late", "due", "going", "done", "dropped"]

STATES: dict[State, str] = {
    "owner": "Needs a new owner",
    "late": "Past its date",
    "due": "Due for review",
    "going": "On the way",
    "done": "Done",
    "dropped": "Won’t happen",
}
"""State -> its words, the most urgent first."""

STATUS = {"on-the-way": "On the way", "done": "Done", "dropped": "Won’t happen"}
"""What is said of a commitment in its field `status`."""

SOON_DAYS = 30
USUAL_REVIEWS = (30, 90, 274, 548)
"""Days after which a promise is usually looked at: 30, 90, nine months, eighteen months."""

WORDS = ("owner", "owner_role", "owner_department", "sponsor", "by", "status", "evidence", "checked_by", "reason",
         "first_step", "first_step_by")  # fmt: skip
COPY_OF = "promise_of"
"""Field of a copy in a review meeting: it names the card that it was made from, and is no promise of its own."""
COPY_FROM = "promise_board"
"""And the board of that card."""


def commitments(board: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The commitments of a board as a ledger keeps them; hidden ones and copies in a review are left out."""
    threads = Threads(board)
    found = []
    for id_, card in threads.cards.items():
        fields = card.get("fields", {})
        if card.get("kind") != "commitment" or card.get("hidden") or card.get("waiting") or COPY_OF in fields:
            continue
        before = [threads.cards[other] for other in threads.lineage(id_).before]
        problems = [(str(one.get("label", "")), other) for other in threads.lineage(id_).before
                    if (one := threads.cards[other]).get("kind") == "problem"]  # fmt: skip
        found.append(
            {
                "id": id_,
                "label": str(card.get("label", "")),
                "text": str(card.get("text", ""))[:600],
                "answers": problems,
                "rests": sum(1 for one in before if one.get("kind") == "story"),
                "locked": bool(card.get("locked")),
                "author": card.get("author"),
                "reviews": [day for day in _list(fields.get("reviews")) if is_day(day)],
                "handovers": _handovers(fields.get("handovers")),
                **{name: _text(fields.get(name)) for name in WORDS},
            }
        )
    return sorted(found, key=lambda one: str(one["label"]))


def state(one: Mapping[str, Any], today: str) -> State:
    """How a commitment stands on a day."""
    if one["status"] in ("done", "dropped"):
        return "done" if one["status"] == "done" else "dropped"
    if not one["owner"].strip():
        return "owner"
    if is_day(one["by"]) and one["by"] < today:
        return "late"
    day = next_day(one, today)
    return "due" if day and days_between(today, day) <= SOON_DAYS else "going"


def next_day(one: Mapping[str, Any], today: str) -> str:
    """The next day on which it is due or looked at, or nothing."""
    days = [day for day in (*one["reviews"], one["by"]) if is_day(day) and day >= today]
    return min(days, default="")


def urgency(one: Mapping[str, Any], today: str) -> tuple[int, str]:
    """The most urgent first: by state, then by date."""
    return list(STATES).index(state(one, today)), one["by"] or next_day(one, today) or "9"


def told_days(one: Mapping[str, Any], today: str) -> str:
    """`50 days late`, `in 41 days`, `Review today`; nothing where no day was said."""
    if state(one, today) in ("done", "dropped"):
        return ""
    if is_day(one["by"]) and one["by"] < today:
        late = days_between(one["by"], today)
        return f"{late} day{'' if late == 1 else 's'} late"
    day = next_day(one, today)
    if not day:
        return ""
    what = "Due" if day == one["by"] else "Review"
    ahead = days_between(today, day)
    return f"{what} today" if ahead == 0 else f"{what} tomorrow" if ahead == 1 else f"{what} in {ahead} days"


def usual_reviews(start: str) -> list[str]:
    """The usual four days to look at a promise that was made on this day."""
    return [(date.fromisoformat(start) + timedelta(days)).isoformat() for days in USUAL_REVIEWS]


def days_between(start: str, end: str) -> int:
    """Days from one to the other."""
    return (date.fromisoformat(end) - date.fromisoformat(start)).days


def is_day(value: Any) -> bool:
    """Whether this is a day, written `2027-02-12`."""
    if not isinstance(value, str) or len(value) != 10:
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def who(person: str, role: str, department: str) -> str:
    """`Tom Adeyemi, Housing officer, Housing`: an owner in a hand-over."""
    return ", ".join(part for part in (person.strip(), role.strip(), department.strip()) if part)


def problems_with(said: Mapping[str, str]) -> dict[str, str]:
    """What is missing, by field, before a commitment may be called done or dropped."""
    found = {}
    if said["status"] == "done" and not said["evidence"].strip():
        found["evidence"] = "Say what someone else can go and see. Done needs evidence."
    if said["status"] == "done" and not said["checked_by"].strip():
        found["checked_by"] = "Say who checked it. Somebody other than its owner."
    if said["status"] == "dropped" and not said["reason"].strip():
        found["reason"] = "Say why. It stays on the list, with this reason."
    if said["status"] not in ("", *STATUS):
        found["status"] = "Choose one of these."
    if said["by"] and not is_day(said["by"]):
        found["by"] = "Write the day as 2027-02-12."
    return found


def _handovers(given: Any) -> list[dict[str, str]]:
    """Whose it was, the oldest first."""
    steps = [one for one in _list(given) if isinstance(one, Mapping)]
    return [{key: _text(one.get(key))[:200] for key in ("from", "to", "on")} for one in steps][-12:]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value[:2_000] if isinstance(value, str) else ""


def calendar(entries: Sequence[Mapping[str, Any]], today: str, stamp: str, name: str) -> bytes:
    """The days of open commitments as iCalendar (RFC 5545); `stamp` is now, as `20270520T090000Z`.

    An entry is a commitment with `board`, `title` and `url` of its board.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Same Room//Commitments//EN", "CALSCALE:GREGORIAN",
             f"X-WR-CALNAME:{_escaped(name)}", "X-PUBLISHED-TTL:PT6H"]  # fmt: skip
    for one in entries:
        if one["status"] in ("done", "dropped"):
            continue
        for day, what in [(one["by"], "Due"), *((day, "Review") for day in one["reviews"])]:
            if not is_day(day):
                continue
            end = (date.fromisoformat(day) + timedelta(1)).strftime("%Y%m%d")
            owner = who(one["owner"], one["owner_role"], "")
            owned = f"Owner: {owner}" if owner else "Nobody owns it yet."
            about = f"{one['text']}\n{owned}\n{one['title']}, {one['label']}"
            lines += [
                "BEGIN:VEVENT",
                f"UID:{one['id']}-{what.lower()}-{day}@same-room",
                f"DTSTAMP:{stamp}",
                f"DTSTART;VALUE=DATE:{day.replace('-', '')}",
                f"DTEND;VALUE=DATE:{end}",
                f"SUMMARY:{_escaped(f'{what}: ' + _short(one['text']))}",
                f"DESCRIPTION:{_escaped(about)}",
                f"URL:{one['url']}",
                "TRANSP:TRANSPARENT",
                "END:VEVENT",
            ]
    lines.append("END:VCALENDAR")
    return "".join(_folded(line) for line in lines).encode()


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 80 else f"{words[:79].rstrip()}…"


def _escaped(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\r", "")
    return plain.replace("\n", "\\n")


def _folded(line: str) -> str:
    """At most 75 bytes a line, never through a character."""
    out, size = [], 0
    for char in line:
        width = len(char.encode())
        if size + width > 74:
            out.append("\r\n ")
            size = 1
        out.append(char)
        size += width
    return "".join(out) + "\r\n"
