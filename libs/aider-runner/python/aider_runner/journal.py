"""What happens during a job: told at once as events, and gathered for its result."""

from __future__ import annotations

from typing import Any, Callable

from aider_runner import protocol
from aider_runner.frames import Message

MAX_WARNINGS = 50
MAX_WARNING_CHARACTERS = 500
MAX_REFUSALS = 100


class Journal:
    """`tell` sends a message to whoever asked for the job."""

    def __init__(self, tell: Callable[[Message], None]) -> None:
        self._tell = tell
        self.warnings: list[str] = []
        self.refused: list[dict[str, str]] = []
        self.replies: list[str] = []
        self.reply_was_malformed = False

    def model_call_begins(self) -> None:
        """Only the service hears this: while the model thinks it has time to prepare the next process."""
        self._tell({"type": "calling"})

    def model_call_ends(self, usage: dict[str, Any]) -> None:
        self._tell(protocol.event("model_call", usage=usage))

    def file_added(self, path: str) -> None:
        self._tell(protocol.event("file_added", path=path))

    def edit_applied(self, path: str) -> None:
        self._tell(protocol.event("edit_applied", path=path))

    def warn(self, text: str) -> None:
        """Says something once, and not endlessly."""
        short = text.strip()[:MAX_WARNING_CHARACTERS]
        if short and short not in self.warnings and len(self.warnings) < MAX_WARNINGS:
            self.warnings.append(short)
            self._tell(protocol.event("warning", message=short))

    def refuse(self, path: str, reason: str) -> None:
        """An edit that was not made."""
        entry = {"path": path[:MAX_WARNING_CHARACTERS], "reason": reason}
        if entry not in self.refused and len(self.refused) < MAX_REFUSALS:
            self.refused.append(entry)
            self.warn(f"An edit of {path} was refused ({reason}).")
