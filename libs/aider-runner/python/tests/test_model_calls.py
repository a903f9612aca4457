import unittest
from types import SimpleNamespace
from typing import Any

from aider_runner.job import Prices, parse_job
from aider_runner.model_calls import ModelCalls, NoReply, Stop
from aider_runner.prices import AgreedPrice, Tokens
from aider_runner.provider_failure import Answer


def reply(prompt: int = 1000, completion: int = 0, finish: str = "stop") -> Any:
    usage = SimpleNamespace(prompt_tokens=prompt, completion_tokens=completion)
    return SimpleNamespace(choices=[SimpleNamespace(finish_reason=finish)], usage=usage)


class Timeout(Exception):
    pass


class ContextWindowExceededError(Exception):
    pass


class ModelCallsTest(unittest.TestCase):
    def calls(self, known_price: bool = True, **limits: Any) -> ModelCalls:
        job = parse_job({"workspace": "/w", "prompt": "p", "model": "m", **limits})
        self.answer: Answer | None = None
        self.ended: list[dict[str, Any]] = []
        self.clock = 0.0
        return ModelCalls(
            job,
            AgreedPrice(Prices(prompt=1000, completion=0)) if known_price else None,
            last_answer=lambda: self.answer,
            on_begin=lambda: None,
            on_end=self.ended.append,
            sleep=self.sleep,
            now=lambda: self.clock,
        )

    def sleep(self, seconds: float) -> None:
        self.clock += seconds

    def call(self, calls: ModelCalls, send: Any = reply) -> Any:
        return calls.call(send, lambda _: Tokens(11, 5))

    def status(self, calls: ModelCalls, send: Any = reply) -> str:
        with self.assertRaises(Stop) as stop:
            self.call(calls, send)
        return stop.exception.status

    def failing(self, error: Exception, seconds: float = 0) -> Any:
        def send() -> None:
            self.clock += seconds
            raise error

        return send

    def test_adds_up_usage_over_all_calls(self) -> None:
        calls = self.calls()

        self.call(calls, lambda: reply(1000, 10))
        self.call(calls, lambda: reply(500, 5))

        self.assertEqual(calls.usage, {"llmCalls": 2, "promptTokens": 1500, "completionTokens": 15, "costUsd": 1.5})
        self.assertEqual([usage["llmCalls"] for usage in self.ended], [1, 2])

    def test_stops_before_the_call_that_would_be_one_too_many(self) -> None:
        calls = self.calls(maxLlmCalls=2)
        self.call(calls)
        self.call(calls)

        self.assertEqual(self.status(calls), "call_limit")
        self.assertEqual(calls.usage["llmCalls"], 2)

    def test_overshoots_the_budget_by_one_call_at_most(self) -> None:
        calls = self.calls(maxCostUsd=1.5)
        self.call(calls)
        self.call(calls)

        self.assertEqual(self.status(calls), "budget_exceeded")
        self.assertEqual(calls.usage["costUsd"], 2)

    def test_stops_when_the_budget_is_used_up_exactly(self) -> None:
        calls = self.calls(maxCostUsd=1)
        self.call(calls)

        self.assertEqual(self.status(calls), "budget_exceeded")

    def test_has_no_budget_where_no_price_is_known(self) -> None:
        calls = self.calls(known_price=False, maxCostUsd=0)

        self.call(calls)

        self.assertEqual(calls.usage["costUsd"], 0)

    def test_estimates_what_the_provider_does_not_tell(self) -> None:
        calls = self.calls()

        self.call(calls, lambda: reply(0, 0))

        self.assertEqual((calls.usage["promptTokens"], calls.usage["completionTokens"]), (11, 5))

    def test_tries_again_what_may_go_away_but_three_times_in_all(self) -> None:
        calls = self.calls()

        self.assertEqual(self.status(calls, self.failing(Timeout())), "model_error")
        self.assertEqual(calls.usage["llmCalls"], 3)
        self.assertEqual(self.status(calls, self.failing(Timeout())), "model_error")
        self.assertEqual(calls.usage["llmCalls"], 4)

    def test_goes_on_after_a_retry(self) -> None:
        calls = self.calls()
        replies = iter([self.failing(Timeout()), reply])

        self.call(calls, lambda: next(replies)())

        self.assertEqual((calls.usage["llmCalls"], calls.usage["promptTokens"]), (2, 1000))

    def test_does_not_try_again_once_its_patience_is_used_up(self) -> None:
        calls = self.calls(retrySeconds=20)

        self.assertEqual(self.status(calls, self.failing(Timeout(), seconds=20)), "model_error")
        self.assertEqual(calls.usage["llmCalls"], 1)

    def test_waits_as_long_as_it_was_asked_to_or_not_at_all(self) -> None:
        calls = self.calls(retrySeconds=20)
        self.answer = Answer(429, {"retry-after": "12"})

        self.assertEqual(self.status(calls, self.failing(Exception())), "model_error")
        self.assertEqual((calls.usage["llmCalls"], self.clock), (2, 12))

    def test_counts_retries_as_calls_and_reports_the_provider(self) -> None:
        calls = self.calls(maxLlmCalls=2)

        self.assertEqual(self.status(calls, self.failing(Timeout())), "model_error")
        self.assertEqual(calls.usage["llmCalls"], 2)

    def test_tells_a_full_context_from_other_errors(self) -> None:
        error = ContextWindowExceededError("too long")

        self.assertEqual(self.status(self.calls(), self.failing(error)), "context_overflow")

    def test_takes_a_refused_continuation_for_the_output_limit(self) -> None:
        calls = self.calls()
        self.call(calls, lambda: reply(finish="length"))
        self.answer = Answer(400, {})

        self.assertEqual(self.status(calls, self.failing(Exception())), "output_limit")

    def test_takes_no_reply_for_an_error(self) -> None:
        calls = self.calls()
        self.answer = Answer(422, {})

        with self.assertRaises(Stop) as stop:
            self.call(calls, lambda: None)

        self.assertEqual(stop.exception.failure.exceptionClass, NoReply.__name__)
        self.assertEqual(stop.exception.failure.httpStatus, 422)

    def test_cannot_be_caught_like_an_ordinary_error(self) -> None:
        self.assertFalse(issubclass(Stop, Exception))
