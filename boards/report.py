"""The page that is read 18 months later: what was found, on whose story, what was promised, and what hangs loose.

Made of a board as its reader may see it (reading.readable), as plain data that a page or a PDF lays out.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from boards.bands import LEVEL
from boards.erasure import gone
from boards.lineage import Threads, label_order
from boards.naming import counted, first_words, listed
from boards.visitor import CITIZEN, OUTSIDE

MOST = 120
"""Cards of a kind in a report; the archive has all of them."""
BAND_WORDS = {"nearly": "Nearly all", "most": "Most", "half": "About half", "few": "Few", None: "Too few to say"}
VERDICTS = {"common": "Common ground", "divided": "Divided", "some": "Some support", "little": "Little support"}

TOLD_BY = {
    "carer": "told by their carer",
    "worker": "told by a worker for them",
    "composite": "several people’s stories as one",
}


def report(board: Mapping[str, Any], departments: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Everything the report says of a board; `departments` by id, with names."""
    return _Report(board, departments).all()


class _Report:
    def __init__(self, board: Mapping[str, Any], departments: Mapping[str, Mapping[str, Any]]) -> None:
        self.board, self.departments = board, departments
        self.threads = Threads(board)
        self.cards = self.threads.cards

    def all(self) -> dict[str, Any]:
        problems, untied, ideas = self._of("problem"), self._untied(), self._of("idea")
        return {
            "title": str(self.board["board"].get("title", "")),
            "purpose": str(self.board["board"].get("purpose", "") or ""),
            "counts": {kind: len(self._of(kind)) for kind in ("story", "problem", "idea", "commitment")},
            "lede": self._lede(),
            "problems": [self._problem(id_) for id_ in problems[:MOST]],
            "untied": [self._card(id_) for id_ in untied[:MOST]],
            "polls": [poll for result in self._results() if (poll := self._poll(result))],
            "ideas": [self._idea(id_) for id_ in ideas[:MOST]],
            "promises": [self._promise(id_) for id_ in self._of("commitment")[:MOST]],
            "challenges": [self._challenge(id_) for id_ in self._of("challenge")[:MOST]],
            "more": sum(max(0, len(ids) - MOST) for ids in (problems, untied, ideas)),
            "review": self._next_review(),
            "loose": {
                "ungrounded": self._labels(self.threads.ungrounded()),
                "unanswered": self._labels(self.threads.unanswered()),
                "orphans": self._labels(self.threads.orphans()),
            },
            "withdrawn": sum(1 for card in self.cards.values() if card.get("withdrawn")),
            "withheld": sum(1 for card in self.cards.values() if card.get("withheld") == "room"),
        }

    def _of(self, kind: str) -> list[str]:
        """Cards of a kind that may be read, and stories that may not, in order of their labels."""
        ids = [
            id_
            for id_, card in self.cards.items()
            if card.get("kind") == kind and card.get("withheld") not in ("hidden", "waiting")
        ]
        return sorted(ids, key=lambda id_: (label_order(self.cards[id_]), id_))

    def _lede(self) -> str:
        said = []
        for kind, verb in (("story", "listened to"), ("problem", "named"), ("idea", "found"), ("commitment", "made")):
            if count := len(self._of(kind)):
                said.append(f"{verb} {counted(count, kind)}")
        return f"They {listed(said)}." if said else ""

    def _labels(self, ids: Iterable[str]) -> list[str]:
        first = list(ids)[:MOST]
        return [f"{self.cards[id_].get('label', '')} {first_words(self.cards[id_], 10)}".strip() for id_ in first]

    def _card(self, id_: str) -> dict[str, Any]:
        card = self.cards[id_]
        fields = card.get("fields", {})
        return {
            "id": id_,
            "kind": card.get("kind"),
            "label": str(card.get("label", "")),
            "text": "" if fields.get("quote") == "no" else str(card.get("text", "")),
            "quote": fields.get("quote") != "no",
            "withheld": card.get("withheld"),
            **({"gone": gone(card)} if card.get("withdrawn") else {}),
            "teller": self._teller(card),
            "group": self._group(card.get("department")),
        }

    def _teller(self, card: Mapping[str, Any]) -> str:
        fields = card.get("fields", {})
        teller = fields.get("teller")
        said = str(teller) if isinstance(teller, str) else ""
        how = TOLD_BY.get(
            str(fields.get("told_by")), "told through an interpreter" if fields.get("interpreter") else ""
        )
        return ", ".join(filter(None, (said, how)))

    def _group(self, id_: Any) -> dict[str, Any] | None:
        if id_ == CITIZEN:
            return {"id": CITIZEN, "name": "Citizens"}
        if id_ == OUTSIDE:
            return {"id": OUTSIDE, "name": "From outside"}
        found = self.departments.get(str(id_))
        return dict(found) if found else None

    def _problem(self, id_: str) -> dict[str, Any]:
        stories = [tie.card for tie in self.threads.up.get(id_, ()) if self.cards[tie.card].get("kind") == "story"]
        after = self.threads.lineage(id_).after
        return {
            **self._card(id_),
            "stories": [self._card(story) for story in stories],
            "helped": self._helped(id_, stories),
            "ideas": [self._card(other) for other in after if self.cards[other].get("kind") == "idea"],
            "promises": [self._card(other) for other in after if self.cards[other].get("kind") == "commitment"],
            "fields": self.cards[id_].get("fields", {}),
        }

    def _helped(self, id_: str, stories: Sequence[str]) -> list[dict[str, Any]]:
        """The groups that defined a problem: who told, wrote, commented, and who is said to hold a part."""
        card = self.cards[id_]
        ids = [self.cards[story].get("department") for story in stories if not self.cards[story].get("withheld")]
        ids.append(card.get("department"))
        held = card.get("fields", {}).get("departments")
        ids += held if isinstance(held, list) else []
        ids += [c.get("department") for c in self.board["comments"].values() if c.get("card") == id_]
        groups = [group for one in dict.fromkeys(filter(None, map(_text, ids))) if (group := self._group(one))]
        return sorted(groups, key=lambda group: (group["id"] != CITIZEN, str(group["name"]).casefold()))

    def _untied(self) -> list[str]:
        """Stories that no problem rests on."""
        return [
            id_
            for id_ in self._of("story")
            if not any(tie.kind == "rests-on" for tie in self.threads.down.get(id_, ()))
        ]

    def _idea(self, id_: str) -> dict[str, Any]:
        answers = self._tied(id_, "answers")
        taken = [tie.card for tie in self.threads.down.get(id_, ()) if tie.kind == "delivers"]
        return {**self._card(id_), "answers": answers, "taken": self._labels(taken)}

    def _tied(self, id_: str, kind: str) -> list[str]:
        """Labels of what a card is tied to by this kind of thread."""
        return [str(self.cards[tie.card].get("label", "")) for tie in self.threads.up.get(id_, ()) if tie.kind == kind]

    def _challenge(self, id_: str) -> dict[str, Any]:
        card = self.cards[id_]
        asks = self._tied(id_, "challenges")
        answer = card.get("fields", {}).get("answer")
        return {**self._card(id_), "asks": asks, "answer": answer if isinstance(answer, str) else ""}

    def _promise(self, id_: str) -> dict[str, Any]:
        fields = self.cards[id_].get("fields", {})
        lineage = self.threads.lineage(id_)
        before = [self.cards[other] for other in lineage.before]
        problems = [card.get("label", "") for card in before if card.get("kind") == "problem"]
        return {
            **self._card(id_),
            "answers": problems,
            "owner": _text(fields.get("owner")),
            "role": _text(fields.get("owner_role")),
            "department": self._group(fields.get("owner_department")),
            "sponsor": _text(fields.get("sponsor")),
            "by": _text(fields.get("by")),
            "status": _text(fields.get("status")),
            "evidence": _text(fields.get("evidence")),
        }

    def _next_review(self) -> str:
        """The earliest day on which a promise is looked at; the page leaves out what is past."""
        days = [
            day
            for id_ in self._of("commitment")
            for day in self.cards[id_].get("fields", {}).get("reviews") or []
            if isinstance(day, str)
        ]
        return min(days, default="")

    # polls

    def _results(self) -> list[Mapping[str, Any]]:
        found = self.board["session"].get("results")
        return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []

    def _poll(self, result: Mapping[str, Any]) -> dict[str, Any] | None:
        rows = [row for row in result.get("rows") or [] if isinstance(row, Mapping)]
        question = str(result.get("question", ""))
        if not rows and not question:
            return None
        agree = result.get("way") != "dots"
        groups = [[group] if isinstance(group, str) else list(group) for group in result.get("groups") or []]
        order = sorted(range(len(groups)), key=lambda at: CITIZEN not in groups[at])
        return {
            "question": question,
            "agree": agree,
            "people": result.get("people"),
            "groups": [self._groups_name(groups[at]) for at in order],
            "rows": [self._poll_row(row, agree, order) for row in rows],
            "most": max((_high(row.get("total")) for row in rows), default=1) or 1,
            "divided": [self._called(id_) for id_ in result.get("divided") or []][:3],
        }

    def _poll_row(self, row: Mapping[str, Any], agree: bool, order: Sequence[int]) -> dict[str, Any]:
        told = row.get("bands") or []
        bands = [
            {"word": BAND_WORDS.get(band, ""), "level": LEVEL[band] + 1 if band in LEVEL else 0}
            for band in (told[at] if at < len(told) else None for at in (order if told else ()))
        ]
        low, high = _low(row.get("total")), _high(row.get("total"))
        return {
            "card": self._called(row.get("card")),
            "bands": bands,
            "total": str(low) if low == high else f"{low} or {high}" if high == low + 1 else f"{low} to {high}",
            "high": high,
            "votes": row.get("votes"),
            "verdict": VERDICTS.get(str(row.get("verdict")), ""),
            "sign": row.get("verdict"),
        }

    def _called(self, id_: Any) -> str:
        card = self.cards.get(id_)
        return f"{card.get('label', '')} {first_words(card, 8)}".strip() if card else "A card that is gone"

    def _groups_name(self, ids: Sequence[str]) -> str:
        names = [str((self._group(id_) or {"name": id_})["name"]) for id_ in ids]
        return names[0] if len(names) == 1 else "Other services" if len(names) > 3 else listed(names)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _low(total: Any) -> int:
    return int(total[0]) if isinstance(total, list) and total else 0


def _high(total: Any) -> int:
    return int(total[-1]) if isinstance(total, list) and total else 0
