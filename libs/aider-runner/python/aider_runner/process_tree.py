"""Finds processes by their ancestry in /proc, so that a new session or a double fork hides nobody."""

from __future__ import annotations

import os
import signal
from collections import defaultdict
from contextlib import suppress
from typing import Iterable

_PROC = "/proc"


def descendants(ancestor: int, spare: Iterable[int] = ()) -> list[int]:
    """Every process below `ancestor`, except those in `spare` and below them. Empty where there is no /proc."""
    children = _children_by_parent()
    spared = set(spare)
    found: list[int] = []
    todo = [ancestor]
    while todo:
        below = [pid for pid in children.get(todo.pop(), ()) if pid not in spared]
        found += below
        todo += below
    return found


def kill(pid: int) -> None:
    """Ends a process that may have ended already."""
    with suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGKILL)


def kill_all(ancestor: int) -> None:
    """Ends a process with everything below it. The first to go is the init of a namespace, which takes all with it."""
    below = descendants(ancestor)
    kill(ancestor)
    for pid in below:
        kill(pid)


def kill_group(leader: int) -> None:
    """Ends all processes of the group that `leader` leads."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def reap(pid: int) -> None:
    """Lets an ended child that nobody waits for disappear."""
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)


def _children_by_parent() -> dict[int, list[int]]:
    children: dict[int, list[int]] = defaultdict(list)
    try:
        pids = [int(entry) for entry in os.listdir(_PROC) if entry.isdigit()]
    except OSError:
        return children
    for pid in pids:
        with suppress(OSError, ValueError, IndexError):
            with open(f"{_PROC}/{pid}/stat", "rb") as stat:
                after_name = stat.read().rpartition(b")")[2].split()
            children[int(after_name[1])].append(pid)
    return children
