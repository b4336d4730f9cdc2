"""The pages people read and fill in. All work without JavaScript, except the board itself."""

from starlette.routing import Route

from server.pages import (
    about,
    arrive,
    board,
    boards,
    bring,
    code,
    copy,
    history,
    home,
    join,
    new,
    oidc,
    people,
    place,
    search,
    sign_in,
    wall,
)

BOTH = ["GET", "POST"]

routes = [
    Route("/", home.home),
    Route("/boards", boards.boards, methods=BOTH),
    Route("/search", search.search),
    Route("/api/search", search.search_json),
    Route("/new", new.new_board, methods=BOTH),
    Route("/new/from-file", arrive.choose, methods=BOTH),
    Route("/new/from-file/{token}", arrive.review, methods=BOTH),
    Route("/sign-in", sign_in.by_password, methods=BOTH),
    Route("/sign-in/oidc", oidc.leave),
    Route("/sign-in/oidc/back", oidc.come_back),
    Route("/sign-in/{token}", sign_in.sign_in, methods=BOTH),
    Route("/sign-out", sign_in.sign_out, methods=["POST"]),
    Route("/join", code.ask_code, methods=BOTH),
    Route("/join/{key}", join.join, methods=BOTH),
    Route("/b/{board}", board.board),
    Route("/b/{board}/me", board.me, methods=BOTH),
    Route("/b/{board}/me/code", board.seat_code, methods=["POST"]),
    Route("/b/{board}/place", place.place, methods=BOTH),
    Route("/b/{board}/wall", wall.wall),
    Route("/api/b/{board}/wall", wall.shown),
    Route("/b/{board}/people", people.people, methods=BOTH),
    Route("/b/{board}/people/acts.csv", people.acts_csv),
    Route("/b/{board}/export", copy.export),
    Route("/b/{board}/export/file", copy.export_file),
    Route("/b/{board}/export/work/{token}", copy.work),
    Route("/b/{board}/import", bring.bring, methods=BOTH),
    Route("/b/{board}/import/{token}", bring.review, methods=BOTH),
    *history.routes,
    Route("/accessibility", about.accessibility),
    Route("/privacy", about.privacy),
]
