import unittest
from dataclasses import replace

from aider_runner.outcome import Observed, status_of

PLAIN = Observed(
    edited=True,
    refused=False,
    last_reply="Done.",
    last_finish="stop",
    reply_was_malformed=False,
    asks_for_more=False,
    window_exhausted=False,
)


class StatusTest(unittest.TestCase):
    def test_decides_by_what_was_observed(self) -> None:
        table = [
            ({}, "edited"),
            ({"refused": True}, "edited"),
            ({"edited": False}, "no_edit"),
            ({"edited": False, "last_reply": " \n"}, "empty_reply"),
            ({"edited": False, "refused": True}, "policy_violation"),
            ({"reply_was_malformed": True, "asks_for_more": True}, "malformed"),
            ({"edited": False, "asks_for_more": True}, "malformed"),
            ({"asks_for_more": True}, "edited"),
            ({"window_exhausted": True, "last_finish": "length"}, "output_limit"),
            ({"window_exhausted": True}, "context_overflow"),
        ]
        for facts, status in table:
            with self.subTest(facts):
                self.assertEqual(status_of(replace(PLAIN, **facts)), status)
