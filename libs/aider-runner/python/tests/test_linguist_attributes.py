import unittest

from aider_runner.linguist_attributes import LinguistAttributes


def left_out(attributes: dict[str, str], *paths: str) -> list[str]:
    rules = LinguistAttributes(attributes, attributes.get)
    return [path for path in paths if rules.leave_out(path)]


class LinguistAttributesTest(unittest.TestCase):
    def test_leaves_out_what_the_repository_calls_generated_or_vendored(self) -> None:
        text = "# comment\n*.gen.go linguist-generated\n/lib/** linguist-vendored=true\n*.md text eol=lf\n"
        paths = ("a.gen.go", "deep/b.gen.go", "lib/x.js", "src/lib/x.js", "a.md", "a.go")
        self.assertEqual(left_out({".gitattributes": text}, *paths), ["a.gen.go", "deep/b.gen.go", "lib/x.js"])

    def test_believes_the_last_and_nearest_rule(self) -> None:
        attributes = {
            ".gitattributes": "api/** linguist-generated\n*.ts linguist-generated=false\n",
            "api/own/.gitattributes": "*.py -linguist-generated\n",
        }
        paths = ("api/a.py", "api/a.ts", "api/own/a.py", "own/a.py")
        self.assertEqual(left_out(attributes, *paths), ["api/a.py"])

    def test_ignores_rules_that_say_nothing_or_would_take_long(self) -> None:
        text = f"{'*a' * 20}b linguist-generated\n{'x' * 300} linguist-generated\nlinguist-generated\n!a linguist-generated\n"
        self.assertEqual(left_out({".gitattributes": text}, "a" * 40, "linguist-generated", "a", "x" * 300), [])
        self.assertEqual(left_out({}, "a.py"), [])
