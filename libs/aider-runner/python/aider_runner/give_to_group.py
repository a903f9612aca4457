"""Lets the group have what a job left in a checkout, whatever rights the job gave it."""

from __future__ import annotations

import os
import stat

_FOLDER, _FILE = 0o770, 0o660
_OPEN = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# A list of access can take from the group what the mode seems to give it, and hand that down to new files.
_LISTS = ("system.posix_acl_access", "system.posix_acl_default")


def give_to_group(checkout: str) -> None:
    """To be called when nothing of the job runs any more. No link is followed; what others own is left alone.

    One folder is open at a time, so that it may be nested as deep as a job likes.
    """
    try:
        here = os.open(checkout, _OPEN)
    except OSError:
        return
    waiting = [_open_up_all(here)]
    try:
        while waiting:
            if not waiting[-1]:
                waiting.pop()
                if not waiting:
                    return
                next_one = ".."
            else:
                next_one = waiting[-1].pop()
            try:
                there = os.open(next_one, _OPEN, dir_fd=here)
            except OSError:
                if next_one == "..":
                    return
                continue  # the next one still counts
            os.close(here)
            here = there
            if next_one != "..":
                waiting.append(_open_up_all(here))
    finally:
        os.close(here)


def _open_up_all(folder: int) -> list[str]:
    """Opens up what is in a folder, and says what of that are folders."""
    with os.scandir(folder) as entries:
        return [entry.name for entry in entries if _open_up(entry, folder)]


def _open_up(entry: os.DirEntry[str], place: int) -> bool:
    try:
        status = entry.stat(follow_symlinks=False)
        is_folder = stat.S_ISDIR(status.st_mode)
        if status.st_uid == os.geteuid() and (is_folder or stat.S_ISREG(status.st_mode)):
            _drop_lists(f"/proc/self/fd/{place}/{entry.name}")
            mode = stat.S_IMODE(status.st_mode)
            wanted = mode & ~stat.S_ISVTX | (_FOLDER if is_folder else _FILE)
            if mode != wanted:
                os.chmod(entry.name, wanted, dir_fd=place)
        return is_folder
    except OSError:
        return False


def _drop_lists(path: str) -> None:
    for name in _LISTS:
        try:
            os.removexattr(path, name, follow_symlinks=False)
        except OSError:
            pass  # there is none
