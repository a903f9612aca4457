import json
import unittest
from pathlib import Path

from aider_runner.job import BadJob, parse_job
from aider_runner.provider_settings import is_provider_setting, is_secret_name

PROTOCOL = Path(__file__).resolve().parents[2] / "protocol"
MINIMAL = {"workspace": "/w", "prompt": "p", "model": "m"}


class JobTest(unittest.TestCase):
    def test_refuses_what_is_not_a_job(self) -> None:
        bad = [
            None,
            [],
            {},
            {**MINIMAL, "surprise": 1},
            {**MINIMAL, "workspace": "relative"},
            {**MINIMAL, "prompt": "  \n"},
            {**MINIMAL, "prompt": "nul\0"},
            {**MINIMAL, "model": 7},
            {**MINIMAL, "files": "app.py"},
            {**MINIMAL, "files": [""]},
            {**MINIMAL, "readOnly": ["relative"]},
            {**MINIMAL, "editFormat": "architect"},
            {**MINIMAL, "env": {"PATH": "/evil"}},
            {**MINIMAL, "env": {"OPENAI_API_KEY": 7}},
            {**MINIMAL, "extraParams": "x"},
            {**MINIMAL, "prices": {"prompt": 1}},
            {**MINIMAL, "prices": {"prompt": -1, "completion": 1}},
            {**MINIMAL, "maxLlmCalls": 1.5},
            {**MINIMAL, "maxLlmCalls": True},
            {**MINIMAL, "maxCostUsd": -0.1},
            {**MINIMAL, "gateway": {"socket": "/s"}},
            {**MINIMAL, "gateway": {"socket": "relative", "token": "t"}},
            {**MINIMAL, "gateway": {"socket": "/s", "token": "t"}, "env": {"OPENAI_API_KEY": "sk-hidden"}},
            {**MINIMAL, "timeoutSeconds": 0},
        ]
        for raw in bad:
            with self.subTest(raw=raw):
                self.assertRaises(BadJob, parse_job, raw)

    def test_takes_null_for_absent(self) -> None:
        job = parse_job({**MINIMAL, "weakModel": None, "prices": None})

        self.assertEqual((job.weakModel, job.prices), (None, None))

    def test_never_repeats_a_value_in_an_error(self) -> None:
        with self.assertRaises(BadJob) as refused:
            parse_job({**MINIMAL, "env": {"OPENAI_API_KEY\n": "sk-hidden"}})

        self.assertNotIn("sk-hidden", str(refused.exception))

    def test_does_not_print_secrets(self) -> None:
        job = parse_job({**MINIMAL, "env": {"OPENAI_API_KEY": "sk-hidden"}, "extraParams": {"api_key": "sk-also"}})

        self.assertNotRegex(repr(job), "sk-")

    def test_knows_its_secrets(self) -> None:
        env = {"OPENAI_API_KEY": "key", "OPENAI_API_BASE": "base", "AWS_ACCESS_KEY_ID": "id"}
        extra = {"api_key": "param", "api_base": "x", "extra_headers": {"Authorization": "Bearer t", "X-Title": "y"}}

        secrets = set(parse_job({**MINIMAL, "env": env, "extraParams": extra}).secrets())

        self.assertEqual(secrets, {"key", "id", "param", "Bearer t"})


class ProviderSettingsTest(unittest.TestCase):
    def setUp(self) -> None:
        self.names = json.loads((PROTOCOL / "provider-settings.json").read_text("utf-8"))

    def test_lets_settings_of_providers_through_and_nothing_else(self) -> None:
        for name in self.names["accepted"]:
            self.assertTrue(is_provider_setting(name), name)
        for name in self.names["refused"]:
            self.assertFalse(is_provider_setting(name), name)

    def test_tells_secrets_by_their_names(self) -> None:
        for name in self.names["secret"]:
            self.assertTrue(is_secret_name(name), name)
        for name in self.names["open"]:
            self.assertFalse(is_secret_name(name), name)
