"""Every call to the model goes through here: counted, priced, bounded, and retried within reason."""

from __future__ import annotations

import time
from typing import Any, Callable

from aider_runner.job import Job
from aider_runner.prices import Price, Tokens, tokens_of
from aider_runner.protocol import Status
from aider_runner.provider_failure import Answer, ProviderFailure, describe_failure

MAX_RETRIES = 2  # of one job
_FIRST_PAUSE_SECONDS = 0.5


class Stop(BaseException):
    """Ends the job. No `except Exception` in Aider may catch it."""

    def __init__(self, status: Status, failure: ProviderFailure | None = None) -> None:
        super().__init__(status)
        self.status = status
        self.failure = failure


class NoReply(Exception):
    """LiteLLM returned nothing where a reply should be, as it does for some statuses."""


class ModelCalls:
    """The calls of one job."""

    def __init__(
        self,
        job: Job,
        price: Price | None,
        *,
        last_answer: Callable[[], Answer | None],
        on_begin: Callable[[], None],
        on_end: Callable[[dict[str, Any]], None],
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._job = job
        self._price = price
        self._last_answer = last_answer
        self._on_begin = on_begin
        self._on_end = on_end
        self._sleep = sleep
        self._now = now
        self._calls = 0
        self._retries = 0
        self._prompt_tokens = 0
        self._completion_tokens = 0
        self._cost = 0.0
        self._seconds = 0.0
        self.last_finish: str | None = None

    @property
    def usage(self) -> dict[str, Any]:
        """All calls so far, also those that failed."""
        return {
            "llmCalls": self._calls,
            "promptTokens": self._prompt_tokens,
            "completionTokens": self._completion_tokens,
            "costUsd": round(self._cost, 9),
        }

    @property
    def milliseconds(self) -> int:
        """Time spent waiting for the model."""
        return round(self._seconds * 1000)

    def call(self, send: Callable[[], Any], estimate: Callable[[Any], Tokens]) -> Any:
        """The reply of `send`. Raises Stop at a limit, or when the provider keeps failing.

        `estimate` tells the tokens of a reply whose provider does not.
        """
        self._check_limits()
        first = self._now()
        while True:
            try:
                reply = self._once(send)
            except Exception as error:
                failure = describe_failure(error, self._last_answer())
                self._on_end(self.usage)
                pause = self._pause_before_retry(failure, first)
                if pause is None:
                    raise self._stop(failure) from error
                self._sleep(pause)
                continue
            self._count(reply, estimate)
            self._on_end(self.usage)
            return reply

    def _check_limits(self) -> None:
        if self._calls >= self._job.maxLlmCalls:
            raise Stop("call_limit")
        if self._price is not None and self._cost >= self._job.maxCostUsd:
            raise Stop("budget_exceeded")

    def _once(self, send: Callable[[], Any]) -> Any:
        self._calls += 1
        self._on_begin()
        begun = self._now()
        try:
            reply = send()
        finally:
            self._seconds += self._now() - begun
        if not getattr(reply, "choices", None):
            raise NoReply
        return reply

    def _pause_before_retry(self, failure: ProviderFailure, first: float) -> float | None:
        if not failure.transient or self._retries >= MAX_RETRIES or self._calls >= self._job.maxLlmCalls:
            return None
        pause = max(_FIRST_PAUSE_SECONDS * 2**self._retries, failure.retryAfterSeconds or 0)
        if self._now() - first + pause > self._job.retrySeconds:
            return None
        self._retries += 1
        return pause

    def _stop(self, failure: ProviderFailure) -> Stop:
        if failure.is_context_overflow:
            return Stop("context_overflow", failure)
        if self.last_finish == "length" and failure.httpStatus == 400:
            return Stop("output_limit", failure)  # it would not let a cut-off reply be continued
        return Stop("model_error", failure)

    def _count(self, reply: Any, estimate: Callable[[Any], Tokens]) -> None:
        tokens = tokens_of(getattr(reply, "usage", None))
        if tokens.prompt == 0:
            tokens = estimate(reply)
        self._prompt_tokens += tokens.prompt
        self._completion_tokens += tokens.completion
        if self._price is not None:
            self._cost += self._price.cost(tokens)
        self.last_finish = getattr(reply.choices[0], "finish_reason", None)
