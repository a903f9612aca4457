"""Which paths a job may read and write. Symbolic links are followed first, so nothing can point out of the checkout."""

from __future__ import annotations

import os
import stat
import unicodedata
from typing import Iterable, Literal

Reason = Literal["outside", "link", "protected", "not_a_file"]

_WORKFLOWS = (".github", "workflows")


class Confinement:
    """The checkout at `root`, and further files that may only be read."""

    def __init__(self, root: str, read_only: Iterable[str] = ()) -> None:
        self.root = os.path.realpath(root)
        self._also_readable = [os.path.realpath(path) for path in read_only]

    def refusal(self, path: str) -> Reason | None:
        """Why `path` must not be written, or None when it may. Relative paths are below the root."""
        full = os.path.join(self.root, path)
        real = os.path.realpath(full)
        if not _within(self.root, real) or real == self.root:
            return "outside"
        if _is_protected(os.path.relpath(real, self.root)):
            return "protected"
        if os.path.islink(full):
            return "link"
        try:
            regular = stat.S_ISREG(os.lstat(real).st_mode)
        except FileNotFoundError:
            regular = True
        except (OSError, ValueError):
            regular = False
        return None if regular else "not_a_file"

    def may_read(self, path: str) -> bool:
        """Whether `path` is a regular file that the model may see."""
        real = os.path.realpath(os.path.join(self.root, path))
        allowed = any(_within(readable, real) for readable in self._also_readable)
        if _within(self.root, real):
            allowed = allowed or not is_git(os.path.relpath(real, self.root).split(os.sep))
        return allowed and os.path.isfile(real)

    def relative(self, path: str) -> str:
        """`path` as people and git write it: from the root, with slashes."""
        return os.path.relpath(os.path.realpath(os.path.join(self.root, path)), self.root)


def _within(directory: str, path: str) -> bool:
    return path == directory or path.startswith(directory.rstrip(os.sep) + os.sep)


def _is_protected(relative: str) -> bool:
    parts = relative.split(os.sep)
    plain = tuple(_plain(part) for part in parts)
    return is_git(parts) or plain[:2] == _WORKFLOWS or plain[-1] == ".gitmodules"


def is_git(parts: Iterable[str]) -> bool:
    """Whether a path leads into a git directory, by whatever spelling."""
    return any(_plain(part) in (".git", "git~1") for part in parts)


def _plain(name: str) -> str:
    """The name as file systems may see it that ignore case, invisible characters, or dots and blanks at the end."""
    visible = "".join(char for char in unicodedata.normalize("NFKC", name) if unicodedata.category(char) != "Cf")
    return visible.casefold().split(":")[0].rstrip(". ")
