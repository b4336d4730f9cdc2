"""The report of a board or one of its snapshots: a page to read, and the same as a PDF."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from boards import group, history, reading
from boards.reading import Reader
from boards.report import report as report_of
from server.clock import now_ms
from server.comparing import sentences
from server.copying import file_name, pdf_of
from server.pages.page import HERE, render, templates
from server.pages.past import Past, departments_of, past, present
from server.pages.two_maps import MARKS
from server.record import Snapshot
from server.whole import Whole

SINCE = 12
"""Sentences on what changed since the last signed snapshot."""


async def report(request: Request) -> Response:
    """The report as a page."""
    found = await past(request)
    return render(request, "report.html", **found.context, **await _said(found))


async def pdf(request: Request) -> Response:
    """The same as a PDF: tagged, with its title and language, made in a process of its own."""
    found = await past(request)
    html = paper(board=found.row, **await _said(found))
    data = await found.at.store.copied(pdf_of, html)  # it may take minutes: readers of the archive don't wait for it
    name = file_name(f"{found.row.title} report", "pdf")
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, no-cache"}
    return Response(data, media_type="application/pdf", headers=headers)


def paper(start: str = "", **said: Any) -> str:
    """The report as a page of its own, with nothing beside it but a way back to `start`, where there is one."""
    style = (HERE / "templates" / "report_pdf.css").read_text()
    return templates.get_template("report_pdf.html").render(**said, start=start, style=style)


def paper_of(whole: Whole, board: Mapping[str, Any], one: Snapshot | None, start: str) -> str:
    """The report for a bundle: of one snapshot, or of the end; `board` is what may leave. No worker, no request.

    `start` is the address of the bundle's first page.
    """
    departments = departments_of(board)
    until = one.seq if one else len(whole.rows)
    groups = {person.id: person.department for person in whole.people}
    wrote = {who for _, who, _ in whole.rows[:until] if who in groups}
    merged = group.merged(Counter(groups[who] for who in wrote))
    signed = {it.snapshot: it for it in whole.chain if it.kind == "signature"}
    last_ms = whole.rows[-1][0] if whole.rows else 0
    return paper(
        board=whole,
        one=one,
        report=report_of(board, departments),
        departments=departments,
        people=present([{"groups": it.names, "count": it.count} for it in merged], departments),
        when=one.time if one else last_ms,
        began=whole.rows[0][0] if whole.rows else 0,
        signed=signed.get(one.id) if one else None,
        fingerprint=_fingerprint(one, whole.chain),
        since=None,
        marks=MARKS,
        today=history.day(last_ms),
        start=start,
    )


async def _said(found: Past) -> dict[str, Any]:
    id_ = found.at.request.query_params.get("snapshot", "")
    taken = found.snapshot(id_) if id_ else None
    drawn = await found.ask(taken, drawn_up)
    links = await found.at.store.chain(found.row.id)
    signed = {it.snapshot: it for it in links if it.kind == "signature"}
    people = await found.people(taken, drawn["departments"])
    return {
        "one": taken,
        "report": drawn["report"],
        "departments": drawn["departments"],
        "people": people,
        "when": taken.time if taken else now_ms(),
        "began": found.row.created,
        "signed": signed.get(taken.id) if taken else None,
        "fingerprint": _fingerprint(taken, links),
        "since": await _since(found, taken, signed),
        "marks": MARKS,
        "today": history.day(now_ms()),
    }


def drawn_up(updates: Sequence[bytes], reader: Reader) -> dict[str, Any]:
    """The report of a board after these updates; runs in the worker for a large one."""
    board = reading.readable(history.moment(updates), reader)
    departments = departments_of(board)
    return {"report": report_of(board, departments), "departments": departments}


def _fingerprint(taken: Snapshot | None, links: Sequence[Any]) -> str:
    link = next((it for it in links if taken and it.kind == "snapshot" and it.snapshot == taken.id), None)
    return " ".join(link.hash[i : i + 4] for i in range(0, 24, 4)) if link else ""


async def _since(found: Past, taken: Snapshot | None, signed: dict[str | None, Any]) -> dict[str, Any] | None:
    """What changed after the moment the report is of, or, for now, after the last snapshot that was signed."""
    base = taken or next((one for one in reversed(found.taken) if one.id in signed), None)
    if base is None:
        return None
    said, more = await found.compared(await found.ends(base, None), sentences, SINCE)
    return {"snapshot": base, "said": said, "more": more}
