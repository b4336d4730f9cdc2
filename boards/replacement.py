"""The change that comes most often, known at a glance: one value takes the place of the one before it.

Whoever moves a card says so 20 times a second: a struct behind the value that stands at a key, and the delete of that
value. All that remains to be asked of it is whose it is and whether this value may stand at this key. It must never let
in what the whole judgement would not; the tests put every change that it knows to both.
"""

from boards.index import Index, Spot
from boards.update import ANY, Struct, Update


def replacement(index: Index, update: Update) -> tuple[Struct, Spot] | None:
    """The new value and where it belongs, if an update is this and nothing else."""
    if len(update.structs) != 1 or len(update.deletes) != 1:
        return None
    [(client, run)] = update.structs.items()
    struct = run[0]
    before = struct.origin
    if len(run) > 1 or struct.kind != ANY or struct.length > 1 or before is None or struct.right is not None:
        return None
    vector = index.vector
    if struct.clock != vector.get(client, 0) or before[1] >= vector.get(before[0], 0):
        return None
    if update.deletes[0] != (before[0], before[1], 1) or index.is_deleted(before) or before in index.containers:
        return None
    place = index.place(before)
    if place is None or place[1] is None or index.is_dead(place[0]):
        return None
    return struct, place
