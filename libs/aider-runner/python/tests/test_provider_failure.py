import time
import unittest
from email.utils import formatdate

from aider_runner.provider_failure import Answer, describe_failure


def failure(name: str, text: str = "", answer: Answer | None = None):
    return describe_failure(type(name, (Exception,), {})(text), answer)


class DescribeFailureTest(unittest.TestCase):
    def test_takes_the_status_from_the_answer_and_not_from_the_exception(self) -> None:
        described = failure("APIConnectionError", answer=Answer(402, {}))

        self.assertEqual((described.httpStatus, described.transient), (402, False))

    def test_tells_what_may_go_away_by_itself(self) -> None:
        transient = {status for status in range(400, 600) if failure("E", answer=Answer(status, {})).transient}

        self.assertEqual(transient, {408, 409, 429, *range(500, 600)})
        self.assertTrue(failure("Timeout").transient)
        self.assertTrue(failure("APIConnectionError").transient)
        self.assertFalse(failure("BadRequestError").transient)

    def test_follows_the_advice_of_the_provider(self) -> None:
        self.assertFalse(failure("E", answer=Answer(500, {"x-should-retry": "false"})).transient)
        self.assertTrue(failure("E", answer=Answer(400, {"x-should-retry": "true"})).transient)

    def test_does_not_blame_an_answer_that_was_fine(self) -> None:
        described = failure("APIError", "not JSON", Answer(200, {"retry-after": "5"}))

        self.assertEqual((described.httpStatus, described.retryAfterSeconds), (None, None))

    def test_reads_how_long_to_wait(self) -> None:
        def wait(value: str):
            return failure("E", answer=Answer(429, {"retry-after": value})).retryAfterSeconds

        self.assertEqual([wait("7"), wait("0.5"), wait(""), wait("soon"), wait("-3")], [7, 0.5, None, None, 0])
        self.assertAlmostEqual(wait(formatdate(time.time() + 60, usegmt=True)), 60, delta=5)

    def test_tells_a_full_context_by_exception_or_code(self) -> None:
        code = Answer(400, {}, '{"error": {"message": "too long", "code": "context_length_exceeded"}}')

        self.assertTrue(failure("ContextWindowExceededError").is_context_overflow)
        self.assertTrue(failure("BadRequestError", answer=code).is_context_overflow)
        self.assertFalse(failure("BadRequestError", answer=Answer(400, {}, "{}")).is_context_overflow)

    def test_prefers_the_words_of_the_provider(self) -> None:
        bodies = ('{"error": {"message": "no such field"}}', '{"error": "no such field"}')

        messages = {failure("NoReply", "something else", Answer(422, {}, body)).message for body in bodies}

        self.assertEqual(messages, {"no such field"})

    def test_takes_the_words_of_the_exception_where_the_answer_has_none(self) -> None:
        texts = (
            "litellm.RateLimitError: RateLimitError: OpenAIException - slow down",
            "litellm.BadRequestError: AnthropicError - slow down",
            "litellm.Timeout: slow down",
            "slow down",
        )

        answers = [Answer(400, {}, body) for body in ("", "<html>", "[]")]
        messages = {failure("E", text, answer).message for text in texts for answer in answers}

        self.assertEqual(messages, {"slow down"})

    def test_does_not_take_a_missing_package_for_a_failed_connection(self) -> None:
        error = type("APIConnectionError", (Exception,), {})("litellm.APIConnectionError: No module\nTraceback (most")
        error.__context__ = ImportError("No module")

        described = describe_failure(error, None)

        expected = ("No module", "ImportError", False)
        self.assertEqual((described.message, described.exceptionClass, described.transient), expected)

    def test_keeps_not_too_many_words(self) -> None:
        self.assertEqual(len(failure("BadRequestError", "x" * 1000, Answer(400, {})).message), 500)
