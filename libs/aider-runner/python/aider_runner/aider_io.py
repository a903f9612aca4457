"""Puts our own file access under Aider: the last word on every path it reads or writes."""

from __future__ import annotations

from typing import Any

from aider_runner.checkout_files import CheckoutFiles
from aider_runner.confinement import Confinement
from aider_runner.journal import Journal


class RefusedWrite(ValueError):
    """Aider was about to write where it may not. It takes a ValueError for a reply that can't be applied."""


def guard_io(confinement: Confinement, files: CheckoutFiles, journal: Journal) -> None:
    """Replaces how Aider reads and writes files, and listens to what it complains about."""
    from aider.io import InputOutput
    from aider.utils import is_image_file

    read_image = InputOutput.read_image

    def guarded_read_image(io: Any, filename: Any) -> str | None:
        return read_image(io, filename) if confinement.may_read(str(filename)) else None

    def read_text(io: Any, filename: Any, silent: bool = False) -> str | None:
        path = str(filename)
        if not confinement.may_read(path):
            return None
        if is_image_file(path):
            return guarded_read_image(io, filename)
        try:
            return files.read(path)
        except (OSError, UnicodeError):
            if not silent:
                journal.warn(f"{confinement.relative(path)} is not UTF-8 text, so it was left out.")
            return None

    def write_text(io: Any, filename: Any, content: str, *_: Any, **__: Any) -> None:
        reason = confinement.refusal(str(filename))
        if reason:
            journal.refuse(str(filename), reason)
            raise RefusedWrite(f"{filename} must not be changed")
        files.write(str(filename), content)

    InputOutput.read_image = guarded_read_image
    InputOutput.read_text = read_text
    InputOutput.write_text = write_text
    InputOutput.tool_error = _heard(InputOutput.tool_error, journal)
    InputOutput.tool_warning = _heard(InputOutput.tool_warning, journal)


def _heard(say: Any, journal: Journal) -> Any:
    def heard(io: Any, message: Any = "", *arguments: Any, **options: Any) -> None:
        journal.warn(str(message))
        say(io, str(message), *arguments, **options)

    return heard
