"""The addresses of the archive, the report and the ledger."""

from starlette.routing import Route

from server.pages import archive, erase, ledger, replay, report, restore, snapshot

routes = [
    Route("/b/{board}/archive", archive.archive, methods=["GET"]),
    Route("/b/{board}/archive", archive.take, methods=["POST"]),
    Route("/b/{board}/archive/compare", archive.compare),
    Route("/b/{board}/archive/replay", replay.page),
    Route("/b/{board}/archive/replay/steps", replay.steps),
    Route("/b/{board}/archive/replay/stages", replay.stages),
    Route("/b/{board}/archive/replay/{seq}", replay.moment),
    Route("/b/{board}/archive/{snapshot}", snapshot.show),
    Route("/b/{board}/archive/{snapshot}/canvas", replay.still),
    Route("/b/{board}/archive/{snapshot}/board.json", replay.board),
    Route("/b/{board}/archive/{snapshot}/sign", archive.sign, methods=["POST"]),
    Route("/b/{board}/archive/{snapshot}/restore", restore.bring_back, methods=["GET", "POST"]),
    Route("/b/{board}/erase", erase.erase, methods=["GET", "POST"]),
    Route("/b/{board}/erase/{number}", erase.receipt),
    Route("/b/{board}/erase/work/{token}", erase.work),
    Route("/b/{board}/report", report.report),
    Route("/b/{board}/report.pdf", report.pdf),
    Route("/commitments", ledger.ledger),
    Route("/commitments/review", ledger.review, methods=["POST"]),
    Route("/commitments/calendar", ledger.calendar, methods=["POST"]),
    Route("/commitments/calendar/{token}.ics", ledger.feed),
    Route("/commitments/{board}/{card}", ledger.promise, methods=["GET", "POST"]),
]
