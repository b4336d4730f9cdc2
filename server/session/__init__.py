"""What facilitators do in a session, over HTTP: POST /api/b/{board}/<noun>, one noun a file."""

from starlette.routing import Route

from server.session import lock, spotlight, stage, timer

routes = [
    Route("/api/b/{board}/lock", lock.lock, methods=["POST"]),
    Route("/api/b/{board}/spotlight", spotlight.spotlight, methods=["POST"]),
    Route("/api/b/{board}/stage", stage.stage, methods=["POST"]),
    Route("/api/b/{board}/timer", timer.timer, methods=["POST"]),
]
