"""Brings the gateway's socket to where a process in namespaces of its own can see it."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

_CHUNK = 64 * 1024


class GatewayRelay:
    """A socket at `path` that passes bytes on to the one at `target`, and nothing to anywhere else."""

    def __init__(self, path: Path, target: str) -> None:
        self._path = path
        self._target = target
        self._server: asyncio.AbstractServer | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Begins to listen."""
        self._server = await asyncio.start_unix_server(self._connected, path=str(self._path))

    def close(self) -> None:
        """Ends every connection."""
        if self._server:
            self._server.close()
        for task in self._tasks:
            task.cancel()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            there, back = await asyncio.open_unix_connection(self._target)
            try:
                await asyncio.gather(_pump(reader, back), _pump(there, writer))
            finally:
                back.close()
        except (OSError, asyncio.CancelledError):
            pass  # the client sees its connection closed
        finally:
            writer.close()
            self._tasks.discard(task)


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while chunk := await reader.read(_CHUNK):
            writer.write(chunk)
            await writer.drain()
    with contextlib.suppress(OSError, RuntimeError):
        if writer.can_write_eof():
            writer.write_eof()
