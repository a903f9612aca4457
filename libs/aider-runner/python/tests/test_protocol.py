import json
import platform
import unittest
from pathlib import Path

from aider_runner import protocol
from aider_runner.job import BadJob, Gateway, Job, Prices, parse_job
from aider_runner.journal import Journal
from aider_runner.provider_failure import Answer, describe_failure
from aider_runner.verification import Verify, parse_verify

PROTOCOL = Path(__file__).resolve().parents[2] / "protocol"
USAGE = {"llmCalls": 1, "promptTokens": 1200, "completionTokens": 80, "costUsd": 0.0038}


def golden(name: str) -> dict:
    return json.loads((PROTOCOL / f"{name}.json").read_text("utf-8"))


class ProtocolTest(unittest.TestCase):
    maxDiff = None

    def test_greets_as_agreed(self) -> None:
        expected = {**golden("hello"), "python": platform.python_version()}

        self.assertEqual(protocol.hello("0.86.2", {"mode": "bubblewrap", "landlock": 6}), expected)

    def test_tells_events_as_agreed(self) -> None:
        told: list[dict] = []
        journal = Journal(told.append)

        journal.model_call_ends(USAGE)
        journal.file_added("src/app.py")
        journal.edit_applied("src/app.py")
        journal.refuse(".git/config", "protected")

        names = ("event-model-call", "event-file-added", "event-edit-applied", "event-warning")
        self.assertEqual(told, [golden(name) for name in names])
        self.assertEqual(journal.refused, golden("result-refused")["result"]["refused"])

    def test_ends_a_job_without_a_result_as_agreed(self) -> None:
        warning = "The job was stopped at its limit of 900 s."

        message = protocol.unfinished("timeout", "openai/gpt-4o", USAGE, warning, 900012)

        self.assertEqual(message, golden("result-timeout"))

    def test_describes_failures_of_the_provider_as_agreed(self) -> None:
        class RateLimitError(Exception):
            pass

        error = RateLimitError("litellm.RateLimitError: RateLimitError: OpenAIException - Rate limit reached")

        failure = describe_failure(error, Answer(429, {"retry-after": "30"}))

        self.assertEqual(failure.to_json(), golden("result-model-error")["result"]["failure"])

    def test_refuses_a_bad_job_as_agreed(self) -> None:
        with self.assertRaises(BadJob) as refused:
            parse_job({"workspace": "/x", "prompt": "x"})

        self.assertEqual(protocol.error("bad_job", str(refused.exception)), golden("error-bad-job"))

    def test_understands_every_field_of_a_job(self) -> None:
        raw = golden("run")["job"]

        job = parse_job(raw)

        self.assertEqual(set(raw) | {"gateway"}, set(Job.__dataclass_fields__))
        self.assertEqual(job.prices, Prices(prompt=2.5, completion=10))
        self.assertEqual(job.files, ("src/app.py",))
        for name in set(raw) - {"prices", "files", "readOnly"}:
            self.assertEqual(getattr(job, name), raw[name], name)

    def test_understands_a_job_with_a_gateway(self) -> None:
        job = parse_job(golden("run-gateway")["job"])

        self.assertEqual(job.gateway, Gateway(socket="/run/gateway/4711", token="token-of-this-job-alone"))
        self.assertEqual(list(job.secrets()), ["token-of-this-job-alone"])

    def test_understands_a_verification(self) -> None:
        asked = parse_verify(golden("verify")["verification"])

        self.assertEqual(asked, Verify("/srv/checkouts/4711", "npm test", 300))

    def test_tells_prices_as_agreed(self) -> None:
        known = {"prompt": 2.5, "completion": 10, "cached": 1.25, "cacheWrite": 2.5}

        self.assertEqual(protocol.priced(known), golden("priced-known"))
        self.assertEqual(protocol.priced(None), golden("priced-unknown"))

    def test_tells_how_a_verification_went_as_agreed(self) -> None:
        failed = protocol.verified("failed", 1, "1 test failed\n", 1234)

        self.assertEqual(failed, golden("verified-failed"))
        self.assertEqual(protocol.verified("memory_limit", None, "", 1234), golden("verified-limit"))

    def test_fills_in_what_a_job_leaves_out(self) -> None:
        job = parse_job(golden("run-minimal")["job"])

        self.assertEqual((job.files, job.env, job.editFormat, job.maxReflections), ((), {}, None, 3))

    def test_every_status_has_a_name_that_the_examples_use(self) -> None:
        statuses = set(protocol.Status.__args__)  # type: ignore[attr-defined]

        used = {golden(path.stem)["result"]["status"] for path in PROTOCOL.glob("result-*.json")}

        self.assertLessEqual(used, statuses)
