import base64
import unittest
from urllib.parse import quote

from aider_runner.redact import Redactor

SECRET = "sk-ü/+secret-4711"


class RedactorTest(unittest.TestCase):
    def test_finds_a_secret_in_every_form_it_travels_in(self) -> None:
        texts = [f"key {SECRET}.", f"?key={quote(SECRET, safe='')}&"]
        texts += [base64.b64encode(("u" * n + SECRET + "tail").encode()).decode() for n in range(6)]
        texts += [base64.b64encode(("u" * n + SECRET).encode()).decode() for n in range(6)]
        redactor = Redactor([SECRET])

        for text in texts:
            with self.subTest(text):
                self.assertIn("[secret]", redactor.clean(text))
                self.assertNotIn(SECRET, redactor.clean(text))

    def test_reaches_into_whole_messages(self) -> None:
        message = {SECRET: [1, None, {"deep": f"a {SECRET}"}], "open": True}

        clean = Redactor([SECRET]).clean(message)

        self.assertEqual(clean, {"[secret]": [1, None, {"deep": "a [secret]"}], "open": True})

    def test_leaves_words_alone_that_are_too_short_to_be_secret(self) -> None:
        self.assertEqual(Redactor(["dummy", ""]).clean("a dummy key"), "a dummy key")
