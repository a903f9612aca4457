import unittest

from aider_runner.summary import MAX_SUMMARY_CHARACTERS, summarize

BLOCK = '<<<<<<< SEARCH\n    return "hi"\n=======\n    return "bye"\n>>>>>>> REPLACE\n'


class SummarizeTest(unittest.TestCase):
    def check(self, reply: str, expected: str, edit_format: str = "diff") -> None:
        self.assertEqual(summarize([reply], edit_format), expected)

    def test_leaves_the_prose_around_search_replace_blocks(self) -> None:
        reply = f"I changed it.\n\nsrc/app.py\n```python\n{BLOCK}```\n\nThat is all."

        self.check(reply, "I changed it.\n\nThat is all.")

    def test_knows_decorated_file_names(self) -> None:
        for name in ("**src/app.py**", "`src/app.py`:", "### src/app.py", "Makefile.am", "a/b"):
            self.check(f"Prose.\n\n{name}\n```python\n{BLOCK}```", "Prose.")

    def test_removes_blocks_with_the_file_name_inside_the_fence(self) -> None:
        self.check(f"Prose.\n\n```python\nsrc/app.py\n{BLOCK}```\n", "Prose.", "diff-fenced")

    def test_removes_blocks_without_a_fence(self) -> None:
        self.check(f"Prose.\n\napp.py\n{BLOCK}\nMore.", "Prose.\n\nMore.")

    def test_removes_several_blocks_in_one_fence_and_fences_within_blocks(self) -> None:
        inner = "<<<<<<< SEARCH\n```sh\nold\n```\n=======\n```sh\nnew\n```\n>>>>>>> REPLACE\n"

        self.check(f"Prose.\n\nREADME.md\n````markdown\n{inner}\n{BLOCK}````\nMore.", "Prose.\n\nMore.")
        self.check(f"Prose.\n\nREADME.md\n```markdown\n{inner}```\nMore.", "Prose.\n\nMore.")

    def test_removes_a_block_that_was_cut_off(self) -> None:
        self.check("Prose.\n\napp.py\n```python\n<<<<<<< SEARCH\n    return", "Prose.")

    def test_removes_diffs(self) -> None:
        self.check("Prose.\n\n```diff\n--- a.py\n+++ a.py\n@@ @@\n-a\n+b\n```\nMore.", "Prose.\n\nMore.", "udiff")
        self.check("Prose.\n*** Begin Patch\n*** Update File: a.py\n-a\n+b\n*** End Patch\nMore.", "Prose.\nMore.")

    def test_removes_whole_files(self) -> None:
        self.check("Prose.\n\napp.py\n```\nprint(1)\n```\n", "Prose.", "whole")
        self.check("Prose.\n\nMakefile\n```\nall:\n```\nMore.", "Prose.\n\nMakefile\nMore.", "whole")

    def test_keeps_code_that_is_part_of_the_explanation(self) -> None:
        prose = "Run it like this:\n\n```sh\nnpm test\n```\n\nIt then prints `1`."

        self.check(prose, prose)

    def test_keeps_a_file_name_that_is_no_heading_of_an_edit(self) -> None:
        prose = "I looked at:\n\nsrc/app.py\n\nand changed nothing."

        self.check(prose, prose)

    def test_removes_what_the_model_thought_to_itself(self) -> None:
        self.check("<think>\nThe user wants bye.\n</think>\nDone.", "Done.")

    def test_joins_all_replies(self) -> None:
        replies = [f"First.\n\napp.py\n```\n{BLOCK}```", f"app.py\n```\n{BLOCK}```", "Last.\r\n"]

        self.assertEqual(summarize(replies, "diff"), "First.\n\nLast.")

    def test_is_empty_when_there_is_nothing_to_say(self) -> None:
        self.assertEqual(summarize([], "diff"), "")
        self.check(f"app.py\n```\n{BLOCK}```", "")

    def test_is_not_too_long(self) -> None:
        self.assertEqual(len(summarize(["x" * 50_000], "diff")), MAX_SUMMARY_CHARACTERS)

    def test_takes_no_time_for_hostile_text(self) -> None:
        for part in ("`", "# ", "\n \n", "<think>", "```\n", "<<<<<<< SEARCH\n"):
            summarize([part * 20_000], "diff")
        summarize(["a.b" + "*" * 90_000 + "x"], "diff")
