"""Taking a snapshot, and checking one: whether a board at that row is still what was sealed and signed.

`take` is all that others need: it waits until everything up to now is on the disk, names that row of the log, and seals
what the log says there. Nobody's editing waits for it.
"""

import asyncio
import logging
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from boards import group, history, seal
from boards.erasure import WHY
from boards.seal import Seal
from server.record import Link, Snapshot
from server.secret import new_id
from server.store import Store
from server.summary import summarise

SMALL_BYTES = 200_000
"""A board up to this size is made again in a thread here; a larger one in a process of its own."""
MAX_TITLE = 120
MAX_NOTE = 2_000

log = logging.getLogger("sameroom.archive")


class Rooms(Protocol):
    """The part of the hub that a snapshot needs."""

    async def settled(self, board: str) -> None:
        """Returns when everything up to now is on disk."""

    def here(self, board: str) -> list[dict[str, Any]]:
        """The presence states of everyone on a board."""


async def take(
    store: Store,
    rooms: Rooms | None,
    board: str,
    now_ms: int,
    *,
    title: str = "",
    note: str = "",
    stage: str | None = None,
    who: str | None = None,
) -> Snapshot:
    """Take a snapshot of a board as it is now; `rooms` is the hub, None for a command beside the server.

    Without a title it is named after the stage it closes or is in, else by its number. `who` is the participant who
    asked for it. Raises NoBoard.
    """
    if rooms is not None:
        await rooms.settled(board)
    seq = await store.head(board)
    before = await store.snapshots(board)
    updates = await store.updates_until(board, seq)
    facts, sealed = await made_again(store, updates, _look, updates)
    stage = stage or facts["stage"]
    since = before[-1].seq if before else 0
    people = await store.wrote(board, min(since, seq), seq)
    if rooms is not None:
        people |= {str(state.get("participant")): str(state.get("department")) for state in rooms.here(board)}
    taken = Snapshot(
        id=new_id(),
        board=board,
        seq=seq,
        time=now_ms,
        title=title or _named(stage, before),
        note=note,
        stage=stage,
        who=who,
        counts=facts["counts"],
        present=[{"groups": list(g.names), "count": g.count} for g in group.merged(Counter(people.values()))],
        content=sealed.content,
        map=facts["map"],
    )
    log.info("board %s: snapshot %s of change %d", board, taken.id, seq)
    return await store.add_snapshot(taken, sealed)


def _named(stage: str | None, before: Sequence[Snapshot]) -> str:
    if not stage:
        return f"Snapshot {len(before) + 1}"
    same = sum(1 for taken in before if taken.title == stage or taken.title.startswith(f"{stage}, "))
    return stage if not same else f"{stage}, {same + 1}"


def _look(updates: Sequence[bytes]) -> tuple[dict[str, Any], Seal]:
    """Runs in the worker: what is to be known of a board, and its seal."""
    board = history.moment(updates)
    sealed = seal.seal(board, secrets.token_bytes(seal.salt_bytes(board)))
    return {"stage": history.stage_name(board), "counts": history.counts(board), "map": summarise(board)["map"]}, sealed


async def made_again(store: Store, updates: Sequence[bytes], act: Any, *args: Any) -> Any:
    """Call `act` where it stops nobody: here for a small board, in a process of its own for a large one."""
    if sum(map(len, updates)) <= SMALL_BYTES:
        return await asyncio.to_thread(act, *args)
    return await store.apart(act, *args)


async def moment(store: Store, board: str, seq: int) -> dict[str, Any]:
    """A board as plain data, as it was after row `seq`. Raises NoBoard."""
    updates = await store.updates_until(board, seq)
    found: dict[str, Any] = await made_again(store, updates, history.moment, updates)
    return found


async def verify(store: Store, board: str) -> list[str]:
    """What is not as it was sealed, one finding a line; empty when all snapshots of a board are proven unchanged."""
    links, taken = await store.chain(board), await store.snapshots(board)
    findings = chain_faults(links, {one.id: one for one in taken})
    for one in taken:
        sealed = await store.seal_of(one.id)
        findings += await faults(store, one, sealed, erased(links))
    return findings


async def faults(store: Store, taken: Snapshot, sealed: Seal, gone: Mapping[str, int]) -> list[str]:
    """What is wrong with one snapshot."""
    found = []
    named = f"Snapshot “{taken.title}” ({taken.id})"
    if sealed.content != taken.content:
        found.append(f"{named}: its seal does not belong to it.")
    if unlawful := [name for name in sealed.erased if name not in gone]:
        found.append(f"{named}: {len(unlawful)} entries can't be checked, and no erasure is recorded for them.")
    updates = await store.updates_until(taken.board, taken.seq)
    wrong = await made_again(store, updates, _broken, updates, sealed)
    if wrong:
        found.append(f"{named}: {len(wrong)} entries are not as they were sealed, first {wrong[0]}.")
    return found


def _broken(updates: Sequence[bytes], sealed: Seal) -> list[str]:
    return seal.broken(history.moment(updates), sealed)


def erased(links: Sequence[Link]) -> dict[str, int]:
    """Entry -> when it was lawfully erased."""
    return {name: it.time for it in links if it.kind == "erasure" for name in it.body["entries"]}


def erasures(links: Sequence[Link]) -> list[dict[str, Any]]:
    """What was lawfully erased, the last first: its number, when, and what and why in words."""
    return [
        {
            "number": it.number,
            "time": it.time,
            "what": WHAT.get(str(it.body.get("what")), "Something is not in this archive"),
            "why": WHY.get(it.body.get("why", ""), str(it.body.get("why", ""))),
            "receipt": [(words, n) for key, words in STORES.items() if (n := it.body.get("receipt", {}).get(key, 0))],
            "remade": it.body.get("remade", 0),
        }
        for it in reversed(links)
        if it.kind == "erasure"
    ]


WHAT = {
    "erased-card": "What stood on a card was erased",
    "erased-picture": "The picture of a card was erased",
    "erased-words": "Words were erased",
    "erased-name": "Somebody’s name was erased",
}
STORES = {
    "changes": "changes in the board’s history, rewritten without it",
    "things": "cards, comments and other things that had it",
    "snapshots": "snapshots that no longer hold it",
    "checkpoints": "stored states of the board, made anew",
    "drafts": "private documents, rewritten without it",
    "set_aside": "hidden cards or hidden words",
    "pictures": "pictures",
    "names": "names of people, invitations, lists of names",
}
"""Where it was, as a receipt says it."""


def chain_faults(links: Sequence[Link], taken: Mapping[str, Snapshot]) -> list[str]:
    """What is wrong with a chain: a link that is missing, changed, or says something else than its snapshot."""
    found, before = [], ""
    for number, it in enumerate(links, 1):
        if it.number != number or it.hash != seal.link(it.number, it.time, it.kind, it.body, before):
            found.append(f"The chain is broken at link {number} ({it.kind}).")
        before = it.hash
        about = taken.get(it.snapshot or "")
        if it.kind == "snapshot" and (about is None or about.facts != it.body):
            found.append(f"Link {number} says something else than its snapshot {it.snapshot}.")
        if it.kind == "signature" and (about is None or about.content != it.body["content"]):
            found.append(f"Link {number}: what {it.body['name']} signed is not what snapshot {it.snapshot} says.")
    linked = {it.snapshot for it in links if it.kind == "snapshot"}
    loose = [one for one in taken.values() if one.id not in linked]
    return found + [f"Snapshot “{one.title}” ({one.id}) is not in the chain." for one in loose]
