import unittest

from aider_runner.ignore_rules import LARGEST_FILE_BYTES, is_left_out, is_too_large


class IgnoreRulesTest(unittest.TestCase):
    def test_leaves_out_what_is_generated_or_foreign(self) -> None:
        for path in (
            "package-lock.json web/yarn.lock Cargo.lock go.sum static/app.min.js static/app.js.map node_modules/a/b.js "
            "web/node_modules/a.js vendor/github.com/x.go native/third_party/zlib.c ios/Pods/x.m"
        ).split():
            self.assertTrue(is_left_out(path, 10), path)

    def test_keeps_sources(self) -> None:
        for path in (
            "src/app.py package.json src/vendor/vendor.ts vendor.py lock.ts src/min.js docs/map.md requirements.txt"
        ).split():
            self.assertFalse(is_left_out(path, 10), path)

    def test_leaves_out_large_files(self) -> None:
        self.assertFalse(is_left_out("a.py", LARGEST_FILE_BYTES))
        self.assertTrue(is_left_out("a.py", LARGEST_FILE_BYTES + 1))
        self.assertTrue(is_too_large(LARGEST_FILE_BYTES + 1))
