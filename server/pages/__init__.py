"""The pages people read and fill in. All work without JavaScript, except the board itself."""

from starlette.routing import Route

from server.pages.about import accessibility, privacy
from server.pages.board import board, me
from server.pages.code import ask_code
from server.pages.home import home
from server.pages.join import join
from server.pages.new import new_board
from server.pages.sign_in import sign_in, sign_out

BOTH = ["GET", "POST"]

routes = [
    Route("/", home),
    Route("/new", new_board, methods=BOTH),
    Route("/sign-in/{token}", sign_in, methods=BOTH),
    Route("/sign-out", sign_out, methods=["POST"]),
    Route("/join", ask_code, methods=BOTH),
    Route("/join/{key}", join, methods=BOTH),
    Route("/b/{board}", board),
    Route("/b/{board}/me", me, methods=BOTH),
    Route("/accessibility", accessibility),
    Route("/privacy", privacy),
]
