"""The repository of a job as its map and its coder see it: listed once, without what is no source."""

from __future__ import annotations

import os
import stat
from functools import lru_cache
from typing import Callable, Collection, Iterable, Sequence

from aider_runner.confinement import Confinement, is_git
from aider_runner.ignore_rules import is_left_out, is_too_large
from aider_runner.linguist_attributes import LinguistAttributes
from aider_runner.tracked_files import TrackedFile, UnreadableIndex, tracked_files

_READ_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
_LARGEST_INDEX_BYTES = 256 * 1024**2
_MOST_SEARCHED_BYTES = 256 * 1024**2


class Repository:
    """Files that may be shown to a model. `named` are those that the job names, which are listed whatever they are."""

    def __init__(self, confinement: Confinement, tracked: Iterable[TrackedFile], named: Collection[str]) -> None:
        self._confinement = confinement
        self._prefix = confinement.root.rstrip(os.sep) + os.sep
        small = [file for file in tracked if not is_too_large(file.size)]
        attributes = LinguistAttributes((file.path for file in small), self.read_text)
        self.files = [
            file
            for file in small
            if file.path in named or not (is_left_out(file.path, file.size) or attributes.leave_out(file.path))
        ]
        self.paths = [file.path for file in self.files]

    def read(self, path: str) -> bytes | None:
        """The content of a regular file inside the checkout."""
        folder, _, name = path.rpartition("/")
        if is_git((name,)) or not _is_plain(self._confinement, folder):
            return None
        try:
            descriptor = os.open(self._prefix + path, _READ_FLAGS)
        except OSError:
            return None
        with os.fdopen(descriptor, "rb") as file:
            return file.read() if stat.S_ISREG(os.fstat(descriptor).st_mode) else None

    def read_text(self, path: str) -> str | None:
        """Its text, or None when it has none in UTF-8."""
        content = self.read(path)
        try:
            return None if content is None else content.decode("utf-8-sig")
        except UnicodeDecodeError:
            return None

    def find(self, identifiers: Sequence[str]) -> dict[str, list[int]]:
        """Places of the files that contain each identifier."""
        found: dict[str, list[int]] = {identifier: [] for identifier in identifiers}
        needles = [(identifier, identifier.encode("utf-8", "replace")) for identifier in identifiers]
        left = _MOST_SEARCHED_BYTES
        for place, file in enumerate(self.files):
            left -= file.size
            if left < 0:
                break
            content = self.read(file.path) or b""
            for identifier, needle in needles:
                if needle in content:
                    found[identifier].append(place)
        return found


@lru_cache(maxsize=100_000)
def _is_plain(confinement: Confinement, folder: str) -> bool:
    """Whether it is a folder of the checkout without a link on the way, and none of git's."""
    full = os.path.join(confinement.root, folder).rstrip("/")
    return os.path.realpath(full) == full and not is_git(folder.split("/"))


def open_repository(
    confinement: Confinement, index: str, named: Collection[str], warn: Callable[[str], None]
) -> Repository:
    """The repository whose index this is; one that can't be read lists nothing."""
    tracked: list[TrackedFile] = []
    try:
        with open(index, "rb") as file:
            tracked = tracked_files(confinement.root, file.read(_LARGEST_INDEX_BYTES))
    except FileNotFoundError:
        pass  # nothing was ever added
    except (OSError, UnreadableIndex) as error:
        warn(f"The files of the repository can't be listed: {error}.")
    return Repository(confinement, tracked, named)
