"""What facilitators do in a session, over HTTP: POST /api/b/{board}/<noun>, one noun a file."""

from starlette.routing import Route

from server.session import lock

routes = [
    Route("/api/b/{board}/lock", lock.lock, methods=["POST"]),
]
