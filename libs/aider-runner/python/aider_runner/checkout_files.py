"""All reading and writing of a job: confined to the checkout, and careful about what an edit did not touch."""

from __future__ import annotations

import os
from typing import Callable

from aider_runner.confinement import Confinement
from aider_runner.line_endings import BYTE_ORDER_MARK, keep_line_endings


class CheckoutFiles:
    """Reads, creates and writes text files, and knows in the end which ones differ from what they were."""

    def __init__(self, confinement: Confinement, on_change: Callable[[str], None]) -> None:
        self._confinement = confinement
        self._on_change = on_change
        self._before: dict[str, bytes | None] = {}
        self._created: list[str] = []

    def read(self, path: str) -> str:
        """The text of a file, without byte-order mark. Raises OSError, UnicodeDecodeError."""
        with open(path, encoding="utf-8") as file:
            return file.read().removeprefix(BYTE_ORDER_MARK)

    def is_text(self, path: str) -> bool:
        """Whether the file, if there is one, can be edited as text."""
        try:
            self.read(path)
        except FileNotFoundError:
            return True
        except (OSError, UnicodeDecodeError):
            return False
        return True

    def create(self, path: str) -> None:
        """Makes an empty file and the directories above it, with the rights of the directory they are in."""
        self._before.setdefault(path, None)
        parent = os.path.dirname(path)
        missing: list[str] = []
        while not os.path.lexists(parent):
            missing.append(parent)
            parent = os.path.dirname(parent)
        rights = os.stat(parent).st_mode & 0o777
        for directory in reversed(missing):
            os.mkdir(directory)
            self._created.append(directory)
            os.chmod(directory, rights)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW)
        self._created.append(path)
        os.fchmod(descriptor, rights & 0o666)
        os.close(descriptor)

    def write(self, path: str, text: str) -> None:
        """Replaces the text of a file. Raises OSError, UnicodeDecodeError."""
        if not os.path.lexists(path):
            self.create(path)
        with open(path, "rb") as file:
            before = file.read()
        self._before.setdefault(path, before)
        after = keep_line_endings(before, text)
        if after == before:
            return
        descriptor = os.open(path, os.O_WRONLY | os.O_TRUNC | os.O_NOFOLLOW)
        with open(descriptor, "wb") as file:
            file.write(after)
        self._on_change(self._confinement.relative(path))

    def changed(self) -> list[str]:
        """Relative paths of the files that are different now, after empty files made for nothing are gone."""
        self._remove_unused()
        return sorted(self._confinement.relative(path) for path in self._before if self._differs(path))

    def _differs(self, path: str) -> bool:
        try:
            with open(path, "rb") as file:
                return file.read() != self._before[path]
        except FileNotFoundError:
            return self._before[path] is not None

    def _remove_unused(self) -> None:
        for path in reversed(self._created):
            try:
                if os.path.isdir(path):
                    os.rmdir(path)  # fails when something is in it
                elif os.path.getsize(path) == 0:
                    os.unlink(path)
            except OSError:
                continue

