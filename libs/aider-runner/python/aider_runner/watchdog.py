"""Counts what all processes of a job use together: the kernel bounds each of them, but not their number times that."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from aider_runner import process_tree

Limit = Literal["memory_limit", "process_limit", "disk_limit"]

_PAUSE_SECONDS = 0.1
_DISK_EVERY = 5  # rounds: looking at every file costs more than looking at every process
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Allowance:
    """What one job may use."""

    memory_bytes: int = 3 * 1024**3
    processes: int = 256
    disk_bytes: int = 2 * 1024**3


def limit_text(limit: Limit, allowance: Allowance) -> str:
    """What happened, in a sentence."""
    return {
        "memory_limit": f"The job was stopped because it used more than {allowance.memory_bytes >> 20} MiB of memory.",
        "process_limit": f"The job was stopped because it ran more than {allowance.processes} processes.",
        "disk_limit": f"The job was stopped because it wrote more than {allowance.disk_bytes >> 20} MiB.",
    }[limit]


class Watchdog:
    """Watches the processes below `root`, and what lies in `folder`."""

    def __init__(self, root: int, folder: Path, allowance: Allowance = Allowance()) -> None:
        self._root = root
        self._folder = folder
        self._allowance = allowance
        self._at_first = 0

    async def bark(self) -> Limit:
        """Returns when a limit was exceeded; not at all otherwise."""
        self._at_first = await asyncio.to_thread(used_bytes, self._folder)
        rounds = 0
        while True:
            await asyncio.sleep(_PAUSE_SECONDS)
            rounds += 1
            if (limit := self._look()) is not None:
                return limit
            if rounds % _DISK_EVERY == 0:
                used = await asyncio.to_thread(used_bytes, self._folder)
                if used - self._at_first > self._allowance.disk_bytes:
                    return "disk_limit"

    def _look(self) -> Limit | None:
        pids = [self._root, *process_tree.descendants(self._root)]
        if len(pids) > self._allowance.processes:
            return "process_limit"
        if sum(_resident_bytes(pid) for pid in pids) > self._allowance.memory_bytes:
            return "memory_limit"
        return None


def used_bytes(folder: Path) -> int:
    """Space that the files below `folder` take, also those with holes, without following links."""
    total = 0
    todo = [str(folder)]
    while todo:
        try:
            with os.scandir(todo.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        todo.append(entry.path)
                    else:
                        total += entry.stat(follow_symlinks=False).st_blocks * 512
        except OSError:
            pass  # it was removed meanwhile, or can't be entered
    return total


def _resident_bytes(pid: int) -> int:
    """Memory of its own. What it shares with others, such as a parent that forked it, is not counted again."""
    try:
        fields = Path(f"/proc/{pid}/statm").read_bytes().split()
        return (int(fields[1]) - int(fields[2])) * _PAGE
    except (OSError, ValueError, IndexError):
        return 0
