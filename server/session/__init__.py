"""What facilitators do in a session, over HTTP: POST /api/b/{board}/<noun>, one noun a file; and taking it back."""

from starlette.routing import Route

from server.session import (
    ballot,
    desk,
    door,
    invite,
    lock,
    moderate,
    poll,
    reveal,
    snapshot,
    spotlight,
    stage,
    timer,
    undo,
)

routes = [
    Route("/api/b/{board}/door", door.door, methods=["GET", "POST"]),
    Route("/api/b/{board}/ballot", ballot.ballot, methods=["POST"]),
    Route("/api/b/{board}/desk", desk.look),
    Route("/api/b/{board}/desk", desk.act, methods=["POST"]),
    Route("/api/b/{board}/hand-in", desk.hand_in, methods=["POST"]),
    Route("/api/b/{board}/invite", invite.invite, methods=["GET"]),
    Route("/api/b/{board}/lock", lock.lock, methods=["POST"]),
    Route("/api/b/{board}/moderate", moderate.moderate, methods=["POST"]),
    Route("/api/b/{board}/hidden/{card}", moderate.hidden),
    Route("/api/b/{board}/poll", poll.poll, methods=["POST"]),
    Route("/api/b/{board}/reveal", reveal.reveal, methods=["POST"]),
    Route("/api/b/{board}/snapshot", snapshot.snapshot, methods=["POST"]),
    Route("/api/b/{board}/spotlight", spotlight.spotlight, methods=["POST"]),
    Route("/api/b/{board}/stage", stage.stage, methods=["POST"]),
    Route("/api/b/{board}/timer", timer.timer, methods=["POST"]),
    Route("/b/{board}/people/undo", undo.undo, methods=["POST"]),
]
