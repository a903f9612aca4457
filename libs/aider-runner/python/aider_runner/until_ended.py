"""Waits for a process alone. asyncio's own wait also waits for whoever inherited its output."""

from __future__ import annotations

import asyncio

_PAUSE_SECONDS = 0.01


async def until_ended(process: asyncio.subprocess.Process) -> int:
    """The exit code, negative for a signal."""
    while process.returncode is None:
        await asyncio.sleep(_PAUSE_SECONDS)
    return process.returncode
