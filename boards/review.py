"""A review meeting as a board: Promised, Happened, Changed for citizens. The promises stay as they are."""

from collections.abc import Mapping, Sequence
from typing import Any

from boards.commitment import COPY_FROM, COPY_OF
from boards.formats.draft import Draft, Item, checked
from boards.running_order import Adds, Stage

CARD = (320, 150)
GAP = 20
BESIDE = ("challenge", "note")
"""What may stand beside anything."""
ZONES = (
    ("promised", "Promised", "What we said we would do.", ("commitment", *BESIDE)),
    ("happened", "Happened", "Its owner speaks first: did we do it?", ("note", "challenge")),
    ("changed", "Changed for citizens", "What is different for you? Citizens write first.", ("story", *BESIDE)),
)
MOST = 60
"""Promises that one meeting can look at."""


def meeting(title: str, promises: Sequence[Mapping[str, Any]], departments: Mapping[str, Any]) -> Draft:
    """The board of a review meeting; each promise is one of boards/commitment.py, with its `board` and that one’s
    `title`.
    """
    draft = Draft(title=title)
    draft.settings = {"departments": dict(departments), "purpose": "What we promised, what happened, what changed."}
    draft.session = {"stages": [stage.plain() for stage in STAGES], "stage": STAGES[0].id}
    height = 90 + max(3, len(promises[:MOST])) * (CARD[1] + GAP)
    for number, (key, name, prompt, kinds) in enumerate(ZONES):
        place = {"pos": [40 + number * 420, 40, number], "size": [390, height]}
        draft.zones.append(Item(key, name, {"title": name, "prompt": prompt, "kinds": list(kinds), **place}))
    for number, one in enumerate(promises[:MOST]):
        draft.cards.append(Item(f"promise{number}", f"promise {number + 1}", _promise(one, number)))
    return checked(draft)


def _promise(one: Mapping[str, Any], number: int) -> dict[str, Any]:
    fields = {name: one[name] for name in ("owner", "owner_role", "sponsor", "by", "status", "evidence") if one[name]}
    if one["owner_department"]:
        fields["owner_department"] = one["owner_department"]
    return {
        "kind": "commitment",
        "zone": "promised",
        "pos": [75, 130 + number * (CARD[1] + GAP), 10 + number],
        "size": list(CARD),
        "text": one["text"],
        "fields": {**fields, COPY_OF: one["id"], COPY_FROM: one["board"], "promised_at": one["title"]},
        "tags": [],
        "locked": True,
    }


STAGES = (
    Stage("arrive", "Arrive", "Who is here, and who was there when we promised?", attention=True, timer_s=600),
    Stage("promise", "Each promise", "One promise at a time. Its owner says first: did we do it?", timer_s=480,
          adds=(Adds(("note", "challenge")),)),
    Stage("changed", "What changed", "What is different for you? Citizens write first.",
          adds=(Adds(("story",), departments=("citizen",)),)),
    Stage("why", "Why not", "What got in the way? A reason, not an excuse.",
          adds=(Adds(("note", "challenge", "problem")),)),
    Stage("next", "Next", "What do we promise now, and who answers for it?", adds=(Adds(("commitment", "note")),)),
)  # fmt: skip
