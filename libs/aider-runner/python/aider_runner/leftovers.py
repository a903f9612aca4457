"""Folders that a killed service left behind: each living service holds a lock on a file in its own."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from pathlib import Path

PREFIX = "r-"  # short, because the path of a socket lies below it
_LOCK = "lock"


def claim_folder(parent: str | None) -> Path:
    """A new folder below `parent` that is known to be in use as long as this process lives."""
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
    # Held until this process ends, however it does: the descriptor is never closed, and no child inherits it.
    descriptor = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    return folder


def remove_abandoned(own: Path) -> None:
    """Removes what killed services left next to `own`, or next to the folder that holds it."""
    for lock in own.parent.glob(f"{PREFIX}*/{_LOCK}"):
        if lock.parent != own and _is_abandoned(lock):
            shutil.rmtree(lock.parent, ignore_errors=True)
    for lock in own.parent.parent.glob(f"aider-*/{PREFIX}*/{_LOCK}"):
        if lock.parent.parent != own.parent and _is_abandoned(lock):
            shutil.rmtree(lock.parent.parent, ignore_errors=True)


def _is_abandoned(lock: Path) -> bool:
    try:
        descriptor = os.open(lock, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        if os.fstat(descriptor).st_uid != os.geteuid():
            return False
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except OSError:
        return False
    finally:
        os.close(descriptor)
