"""The server: from the first request to Ctrl-C."""

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress

import uvicorn

from generator.preview.app import Preview, application
from generator.preview.guard import Guard
from generator.preview.wanted import Wanted


class _Server(uvicorn.Server):
    """One that lets its long answers end by themselves when it stops: cut off, they would be told as errors."""

    def __init__(self, config: uvicorn.Config, preview: Preview) -> None:
        super().__init__(config)
        self._preview = preview

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._preview.leave()
        await super().shutdown(sockets)


def serve(wanted: Wanted, listener: socket.socket, show: Callable[[str], None]) -> None:
    """Answer at a listening socket until Ctrl-C; `show` gets the link for the browser."""
    with suppress(KeyboardInterrupt):  # uvicorn stops, then passes it on
        asyncio.run(_serve(wanted, listener, show))
    print("Просмотр остановлен.")


async def _serve(wanted: Wanted, listener: socket.socket, show: Callable[[str], None]) -> None:
    preview = Preview(wanted)
    guard = Guard(application(preview), listener.getsockname()[1])
    config = uvicorn.Config(
        guard,
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,  # there is no proxy, and nobody else may say whose request it is
        ws="none",
        timeout_graceful_shutdown=2,
    )
    print(f"Просмотр: {guard.link}\nСсылка открывается один раз. Остановить: Ctrl-C.", flush=True)
    await asyncio.to_thread(show, guard.link)
    await _Server(config, preview).serve(sockets=[listener])
