"""Moves a checkout to where its process can see it, and back.

A process that waits is shut in before anybody knows its checkout, and may see no checkout but its own. So the one
folder that it sees is empty at first; the checkout is moved into it when the job starts, and out again when every
process of the job has ended. Both are renames.
"""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
from pathlib import Path

from aider_runner.job import BadJob

_ALTERNATES = ".git/objects/info/alternates"
_LONGEST_LIST = 4096


class Slot:
    """The place for one checkout below `home`."""

    def __init__(self, home: Path, workspace: str) -> None:
        self._home = home
        self._origin = os.path.realpath(workspace)
        self.workspace = home / "checkout"

    async def take(self) -> None:
        """Moves the checkout in. Raises BadJob."""
        if not os.path.isdir(self._origin):
            raise BadJob("workspace is not the root of a git work tree")
        if not os.path.lexists(os.path.join(self._origin, ".git")):
            raise BadJob("workspace is not the root of a git work tree")
        await asyncio.to_thread(self._borrow_objects)
        try:
            os.rename(self._origin, self.workspace)
        except OSError as error:
            where = "must be on the file system of the runner" if error.errno == errno.EXDEV else "can't be moved"
            raise BadJob(f"workspace {where}") from error

    def give_back(self) -> None:
        """Moves the checkout to where it came from, if there is still somebody who waits for it there."""
        try:
            os.rename(self.workspace, self._origin)
        except OSError:
            pass  # it is removed with everything else of the job

    def _borrow_objects(self) -> None:
        """Objects that git keeps elsewhere are copied: the originals belong to somebody who trusts them."""
        list_path = os.path.join(self._origin, _ALTERNATES)
        places = alternates(self._origin)
        copies = [self._home / "objects" / str(index) for index in range(len(places))]
        for place, copy in zip(places, copies):
            shutil.copytree(place, copy, symlinks=True)
        if copies:
            Path(list_path).write_text("".join(f"{copy}\n" for copy in copies))


def alternates(workspace: str) -> list[str]:
    """Folders with further objects of the repository. To be asked only before a job has run in it."""
    try:
        descriptor = os.open(os.path.join(workspace, _ALTERNATES), os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return []
    with os.fdopen(descriptor, encoding="utf-8", errors="surrogateescape") as file:
        lines = file.read(_LONGEST_LIST).splitlines()
    return [line for line in lines if os.path.isabs(line) and os.path.basename(line) == "objects"]
