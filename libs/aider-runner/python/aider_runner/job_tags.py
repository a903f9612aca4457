"""Brings a job the tags that are known, and takes from it those that it finds before a model has answered."""

from __future__ import annotations

import asyncio
from typing import Any

from aider_runner.frames import Message
from aider_runner.known_tags import home_file
from aider_runner.single_use_process import SingleUseProcess
from aider_runner.tag_store import TagStore

_MOST_LINES = 100_000


class JobTags:
    """Of one job. Does nothing without a store, or for a job that belongs nowhere."""

    def __init__(self, store: TagStore | None, domain: str | None) -> None:
        self._store = store
        self._domain = domain
        self._lines: list[Any] = []
        self._count = 0
        self._is_open = True
        self._writing: list[asyncio.Task[None]] = []

    async def bring(self, process: SingleUseProcess) -> None:
        """Puts a copy of what is known into the home of the process."""
        if self._store and self._domain:
            await _unless_the_disk_fails(self._store.copy, self._domain, home_file(process.home))

    def take(self, message: Message) -> None:
        """Hears what the process found. Once a model has answered, nothing of it is believed any more."""
        lines = message.get("lines")
        if self._is_open and isinstance(lines, list) and self._count + len(lines) <= _MOST_LINES:
            self._count += len(lines)
            self._lines += lines

    def keep(self) -> None:
        """Begins to write what was taken."""
        lines, self._lines = self._lines, []
        if lines and self._store and self._domain:
            write = _unless_the_disk_fails(self._store.add, self._domain, lines)
            self._writing.append(asyncio.create_task(write))

    def close(self) -> None:
        """The last of it: whatever else the process says about tags is not heard."""
        self._is_open = False
        self.keep()

    async def written(self) -> None:
        """Returns once everything is on disk."""
        await asyncio.gather(*self._writing)


async def _unless_the_disk_fails(action: Any, *arguments: Any) -> None:
    """What is kept only saves time, so a job goes on without it."""
    try:
        await asyncio.to_thread(action, *arguments)
    except OSError:
        pass
