"""What went wrong at the model's provider, from the exception and from the answer that was really on the wire."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Mapping

_MAX_MESSAGE_CHARACTERS = 500
_PREFIX = re.compile(r"^(?:(?:litellm\.)?\w*(?:Error|Exception|Timeout)(?::| -) *)+")
_TRANSIENT_STATUSES = frozenset({408, 409, 429})
_TRANSIENT_CLASSES = frozenset(
    {"APIConnectionError", "Timeout", "InternalServerError", "ServiceUnavailableError", "BadGatewayError"}
)
_OVERFLOW_CLASS = "ContextWindowExceededError"
_OVERFLOW_CODE = "context_length_exceeded"


@dataclass(frozen=True)
class Answer:
    """The last HTTP answer of a provider."""

    status: int
    headers: Mapping[str, str]
    body: str = ""


@dataclass(frozen=True)
class ProviderFailure:
    """Why a model call failed."""

    message: str
    exceptionClass: str
    httpStatus: int | None = None
    retryAfterSeconds: float | None = None
    transient: bool = False
    is_context_overflow: bool = False

    def to_json(self) -> dict[str, Any]:
        """As it stands in a result."""
        facts = {
            "message": self.message,
            "exceptionClass": self.exceptionClass,
            "httpStatus": self.httpStatus,
            "retryAfterSeconds": self.retryAfterSeconds,
        }
        return {name: value for name, value in facts.items() if value is not None}


def describe_failure(error: BaseException, answer: Answer | None) -> ProviderFailure:
    """The failure behind `error`. `answer` is what the provider said, unless there was no answer at all."""
    failed = answer if answer is not None and answer.status >= 400 else None
    name = "ImportError" if _lacks_a_module(error) else type(error).__name__
    words = _own_words(failed) or _PREFIX.sub("", str(error)).partition("\nTraceback ")[0]
    return ProviderFailure(
        message=words[:_MAX_MESSAGE_CHARACTERS],
        exceptionClass=name,
        httpStatus=failed.status if failed else None,
        retryAfterSeconds=_retry_after(failed.headers) if failed else None,
        transient=_is_transient(failed) if failed else name in _TRANSIENT_CLASSES,
        # LiteLLM goes by the wording, which changes; the code of OpenAI and those who copy it does not.
        is_context_overflow=name == _OVERFLOW_CLASS or (failed is not None and _OVERFLOW_CODE in failed.body),
    )


def _lacks_a_module(error: BaseException | None) -> bool:
    """Some providers need a package that is not installed, which LiteLLM calls a failed connection."""
    while error is not None:
        if isinstance(error, ImportError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _own_words(answer: Answer | None) -> str:
    """What the provider says, where its answer is an error as everybody writes them."""
    try:
        error = json.loads(answer.body)["error"] if answer else ""
        return str(error["message"] if isinstance(error, dict) else error)
    except (ValueError, KeyError, TypeError):
        return ""


def _is_transient(answer: Answer) -> bool:
    advice = answer.headers.get("x-should-retry")
    if advice in ("true", "false"):
        return advice == "true"
    return answer.status in _TRANSIENT_STATUSES or answer.status >= 500


def _retry_after(headers: Mapping[str, str]) -> float | None:
    value = headers.get("retry-after", "").strip()
    try:
        seconds = float(value)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(value).timestamp() - time.time()
        except (TypeError, ValueError):
            return None
    return round(max(seconds, 0.0), 3) if seconds < 1e9 else None
