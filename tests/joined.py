"""A person who joined a board on a running server by its pages: a cookie, for sockets and for what facilitators do."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from running import Invitations, RunningServer
from server import auth


class Joined:
    """One browser, without a browser."""

    def __init__(self, server: RunningServer, board: Invitations, http: httpx.AsyncClient) -> None:
        self.server, self.board, self.http = server, board, http

    @property
    def sync(self) -> str:
        """Where their socket goes."""
        return f"{self.server.ws}/sync/{self.board.id}"

    @property
    def cookie(self) -> str:
        """What their socket shows."""
        return f"{auth.COOKIE}={self.http.cookies[auth.COOKIE]}"

    async def act(self, noun: str, **asked: Any) -> httpx.Response:
        """Do something only facilitators do."""
        return await self.http.post(f"/api/b/{self.board.id}/{noun}", json=asked)

    async def people(self, act: str, **fields: str) -> httpx.Response:
        """Send a form of the people page."""
        return await self.http.post(f"/b/{self.board.id}/people", data={"act": act, **fields})

    async def participant(self) -> str:
        """Their id on the board."""
        page = (await self.http.get(f"/b/{self.board.id}", headers={"Accept": "text/html"})).text
        boot = re.search(r'id="boot">(.*?)</script>', page)
        assert boot
        return str(json.loads(boot[1])["me"]["participant"])


@asynccontextmanager
async def joined(
    server: RunningServer, board: Invitations, role: str = "contributor", name: str = "Dee"
) -> AsyncIterator[Joined]:
    """Somebody who came by an invitation of this role."""
    async with httpx.AsyncClient(base_url=server.url, verify=False, trust_env=False) as http:
        answer = await http.post(f"/join/{getattr(board, role)}", data={"name": name, "as": "citizen"})
        assert answer.status_code == 303, answer.text
        yield Joined(server, board, http)
