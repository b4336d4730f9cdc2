"""pycrdt-websocket as it comes, under uvicorn, keeping nothing on disk."""

import asyncio
import sys

import uvicorn
from pycrdt.websocket import ASGIServer, WebsocketServer


async def main(port: int) -> None:
    rooms = WebsocketServer()
    config = uvicorn.Config(
        ASGIServer(rooms),
        host="127.0.0.1",
        port=port,
        log_level="error",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
    )
    async with rooms:
        await uvicorn.Server(config).serve()


asyncio.run(main(int(sys.argv[1])))
