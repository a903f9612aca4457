"""Waits for the start of a process, also when nobody wants it any more."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any, Coroutine, Protocol, TypeVar


class _Killable(Protocol):
    def kill(self) -> None: ...


Started = TypeVar("Started", bound=_Killable)


async def until_started(start: Coroutine[Any, Any, Started]) -> Started:
    """The process that `start` starts; killed when this is cancelled meanwhile.

    A start that is itself cancelled may leave its child alive and wait for it for ever: asyncio waits for pipes that it
    has not yet connected.
    """
    task = asyncio.ensure_future(start)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        with suppress(ProcessLookupError):
            (await task).kill()
        raise
