"""Messages of the service. PROTOCOL.md says what they mean; both ends are tested against protocol/*.json."""

from __future__ import annotations

import platform
from typing import Any, Literal

from aider_runner.frames import Message

PROTOCOL = 3

Status = Literal[
    "edited",
    "no_edit",
    "empty_reply",
    "malformed",
    "context_overflow",
    "output_limit",
    "model_error",
    "policy_violation",
    "budget_exceeded",
    "call_limit",
    "timeout",
    "memory_limit",
    "process_limit",
    "disk_limit",
    "startup_failed",
    "crashed",
]

NO_USAGE: dict[str, Any] = {"llmCalls": 0, "promptTokens": 0, "completionTokens": 0, "costUsd": 0}


def hello(aider_version: str, sandbox: Message) -> Message:
    """What the service says first on every connection."""
    versions = {"protocol": PROTOCOL, "aider": aider_version, "python": platform.python_version()}
    return {"type": "hello", **versions, "sandbox": sandbox}


def priced(known: dict[str, float] | None) -> Message:
    """The prices of a model; none when nobody knows it."""
    return {"type": "priced", **({"prices": known} if known else {})}


def verified(status: str, exit_code: int | None, output: str, total_ms: int) -> Message:
    """How a command ended, and the last of what it printed."""
    code = {} if exit_code is None else {"exitCode": exit_code}
    return {"type": "verified", "status": status, **code, "output": output, "totalMs": total_ms}


def event(kind: Literal["model_call", "file_added", "edit_applied", "warning"], **facts: Any) -> Message:
    """Something that happened while a job runs."""
    return {"type": "event", "event": {"kind": kind, **facts}}


def result(outcome: dict[str, Any]) -> Message:
    """How a job ended: the last message of a connection."""
    return {"type": "result", "result": outcome}


def unfinished(status: Status, model: str, usage: dict[str, Any], warning: str, total_ms: int) -> Message:
    """The result of a job whose process did not live to tell it."""
    return result(
        {
            "status": status,
            "summary": "",
            "edited": [],
            "refused": [],
            "model": model,
            "priceKnown": False,
            "usage": usage,
            "warnings": [warning],
            "timings": {"totalMs": total_ms},
        }
    )


def error(code: Literal["bad_message", "unsupported_protocol", "bad_job", "startup_failed"], message: str) -> Message:
    """Why there is no result: the last message of a connection."""
    return {"type": "error", "error": {"code": code, "message": message}}
