"""Decides how a job ended, from what was observed and never from an exit code."""

from __future__ import annotations

from dataclasses import dataclass

from aider_runner.protocol import Status


@dataclass(frozen=True)
class Observed:
    """What is known when Aider has returned."""

    edited: bool
    refused: bool
    last_reply: str
    last_finish: str | None
    reply_was_malformed: bool
    asks_for_more: bool
    """The model still had something to answer when the reflections were used up."""
    window_exhausted: bool


def status_of(observed: Observed) -> Status:
    """The status of a job whose model calls all succeeded."""
    if observed.window_exhausted and observed.last_finish == "length":
        return "output_limit"
    if observed.window_exhausted:
        return "context_overflow"
    # Edits that did apply don't count when others the model meant to go with them did not.
    if observed.reply_was_malformed or (observed.asks_for_more and not observed.edited):
        return "malformed"
    if observed.edited:
        return "edited"
    if observed.refused:
        return "policy_violation"
    return "no_edit" if observed.last_reply.strip() else "empty_reply"
