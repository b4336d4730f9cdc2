"""Acts of facilitators in words."""

from collections.abc import Mapping

from server.erasure import OPERATOR
from server.pages import words
from server.record import Act

SAYS = {
    "facilitator": "made {whom} a facilitator",
    "contributor": "let {whom} write",
    "observer": "made {whom} an observer",
    "removed": "removed {whom} from the room",
    "regrouped": "changed the group {whom} speaks for",
    "let-back": "let {whom} back in",
    "let-in": "let {whom} in",
    "not-now": "told {whom} that they can’t come in now",
    "lobby": "let people wait at the door",
    "no-lobby": "let people come in without waiting",
    "invited": "made an invitation for {whom}",
    "ended": "ended the invitation for {whom}",
    "reopened": "opened the invitation for {whom} again",
    "locked": "locked a card",
    "unlocked": "unlocked a card",
    "zone-locked": "locked a zone",
    "zone-unlocked": "unlocked a zone",
    "own-cards": "let everyone change only cards of their own",
    "any-cards": "let everyone change any card",
    "frozen": "closed the board for changes",
    "unfrozen": "opened the board for changes",
    "poll-opened": "opened a vote",
    "poll-closed": "closed the vote",
    "card-hidden": "hid a card",
    "card-shown": "showed a hidden card again",
    "words-hidden": "hid words in a card",
    "words-shown": "put words of a card back",
    "edited": "changed words of a card before others saw them",
    "edit-undone": "took a change of words in a card back",
    "approval-on": "chose whose words are looked at first",
    "approval-off": "let everyone’s words go on the board at once",
    "approved": "approved a card",
    "taken-off": "took back the yes to a card",
    "put-back": "sent a card back to its writer",
    "put-back-undone": "took a card back that was sent to its writer",
    "stage": "moved the room on to {whom}",
    "running-order": "changed the running order",
    "revealed": "showed what was written in silence",
    "names-listed": "changed the names to look for",
    "erased-card": "erased what stood on a card, for good",
    "erased-picture": "erased a card’s picture, for good",
    "erased-words": "erased words, for good",
    "erased-name": "erased somebody’s name, for good",
}
NOBODY = "someone who is gone"


def described(act: Act, names: Mapping[str, str], now_ms: int) -> dict[str, str]:
    """Who did what, and when."""
    whom = act.whom or ""
    said = SAYS.get(act.act, act.act).replace("{whom}", f"“{whom}”" if act.act == "stage" else names.get(whom, NOBODY))
    who = "Whoever runs this service" if act.actor == OPERATOR else names.get(act.actor, NOBODY)
    return {"who": who, "did": said, "when": words.ago(act.time, now_ms)}
