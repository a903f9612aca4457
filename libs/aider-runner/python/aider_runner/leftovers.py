"""Folders that a killed service left behind: each living service holds a lock on a file in its own."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
import time
from pathlib import Path

PREFIX = "r-"  # short, because the path of a socket lies below it
_LOCK = "lock"
_UNHELD_LOCK = "unheld"  # its name until it is held
_OF_WORKERS = "aider-??????"  # what workers make for their runners, as mkdtemp names it
_BIRTH_SECONDS = 3600  # a folder is empty until its runner has started, which takes long on a busy machine


def claim_folder(parent: str | None) -> Path:
    """A new folder below `parent` that is known to be in use as long as this process lives."""
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
    # Held until this process ends, however it does: the descriptor is never closed, and no child inherits it.
    unheld = folder / _UNHELD_LOCK
    descriptor = os.open(unheld, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    unheld.rename(folder / _LOCK)  # a lock that others can find is held: else they would take the folder for abandoned
    return folder


def remove_abandoned(own: Path) -> None:
    """Removes what killed services left next to `own`, or next to the folder that holds it."""
    for lock in own.parent.glob(f"{PREFIX}*/{_LOCK}"):
        if lock.parent != own and _is_abandoned(lock):
            shutil.rmtree(lock.parent, ignore_errors=True)
    for lock in own.parent.parent.glob(f"{_OF_WORKERS}/{PREFIX}*/{_LOCK}"):
        if lock.parent.parent != own.parent and _is_abandoned(lock):
            shutil.rmtree(lock.parent.parent, ignore_errors=True)
    for folder in own.parent.parent.glob(_OF_WORKERS):
        with contextlib.suppress(OSError):
            found = folder.lstat()
            if found.st_uid == os.geteuid() and time.time() - found.st_mtime > _BIRTH_SECONDS:
                folder.rmdir()  # refused unless it is empty


def leave_folder(own: Path) -> None:
    """Removes `own`, and the folder that a worker made for it, as the worker may not be there any more to do so."""
    shutil.rmtree(own, ignore_errors=True)
    if own.parent.match(_OF_WORKERS):
        with contextlib.suppress(OSError):
            own.parent.rmdir()


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
