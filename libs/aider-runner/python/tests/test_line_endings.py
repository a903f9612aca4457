import random
import unittest

from aider_runner.line_endings import keep_line_endings

BOM = b"\xef\xbb\xbf"


class KeepLineEndingsTest(unittest.TestCase):
    def check(self, before: bytes, text: str, expected: bytes) -> None:
        self.assertEqual(keep_line_endings(before, text), expected)

    def test_keeps_crlf_also_for_new_lines(self) -> None:
        self.check(b"a\r\nb\r\nc\r\n", "a\nB\nx\nc\n", b"a\r\nB\r\nx\r\nc\r\n")

    def test_keeps_the_ending_of_each_unchanged_line_in_a_mixed_file(self) -> None:
        self.check(b"a\r\nb\nc\rd\r\ne\r\n", "a\nb\nC\nd\nnew\ne\n", b"a\r\nb\nC\r\nd\r\nnew\r\ne\r\n")

    def test_keeps_a_missing_final_newline_missing(self) -> None:
        self.check(b"a\nb", "A\nb\n", b"A\nb")
        self.check(b"a\nb", "a\nB\n", b"a\nB")
        self.check(b"a\nb", "a\nb\nc\n", b"a\nb\nc")
        self.check(b"a\r\nb\r\nc", "a\nb\nc\nd\n", b"a\r\nb\r\nc\r\nd")

    def test_keeps_a_final_newline(self) -> None:
        self.check(b"a\nb\n", "a\nc", b"a\nc\n")

    def test_gives_a_last_line_that_moved_up_an_ending(self) -> None:
        self.check(b"a\r\nb\nc", "a\nc\nb\n", b"a\r\nc\r\nb")

    def test_keeps_the_byte_order_mark_whether_or_not_the_model_saw_it(self) -> None:
        self.check(BOM + b"a\nb\n", "A\nb\n", BOM + b"A\nb\n")
        self.check(BOM + b"a\nb\n", "\ufeffA\nb\n", BOM + b"A\nb\n")

    def test_does_not_take_other_separators_for_line_ends(self) -> None:
        before = "a\u2028b\x0cc\x85d\ne\n".encode()

        self.check(before, "a\u2028b\x0cc\x85d\nE\n", "a\u2028b\x0cc\x85d\nE\n".encode())

    def test_takes_over_the_text_of_a_new_file_as_it_is(self) -> None:
        self.check(b"", "a\nb", b"a\nb")
        self.check(b"", "", b"")

    def test_can_empty_a_file(self) -> None:
        self.check(b"a\r\n", "", b"")

    def test_refuses_a_file_that_is_no_text(self) -> None:
        self.assertRaises(UnicodeDecodeError, keep_line_endings, b"\xff\xfe", "a")

    def test_changes_no_byte_of_the_lines_around_one_edit_in_any_file(self) -> None:
        chance = random.Random(7)
        for _ in range(500):
            lines = [f"{chance.choice('abc')}{i % 5}" for i in range(chance.randint(1, 40))]
            endings = [chance.choice(["\n", "\r\n", "\r"]) for _ in lines]
            if chance.random() < 0.3:
                endings[-1] = ""
            edited = chance.randrange(len(lines))
            before = "".join(a + b for a, b in zip(lines, endings))
            text = "".join(("EDITED" if i == edited else line) + "\n" for i, line in enumerate(lines))

            after = keep_line_endings(before.encode(), text).decode()

            head = "".join(a + b for a, b in list(zip(lines, endings))[:edited])
            tail = "".join(a + b for a, b in list(zip(lines, endings))[edited + 1 :])
            self.assertTrue(after.startswith(head + "EDITED"), (before, after))
            self.assertTrue(after.endswith(tail), (before, after))
            self.assertLessEqual(len(after) - len(head) - len("EDITED") - len(tail), 2)

    def test_stays_quick_with_a_large_mixed_file_of_equal_lines(self) -> None:
        before = b"same\r\n" * 20_000 + b"other\n" + b"same\n" * 20_000

        after = keep_line_endings(before, "x\n" + "same\n" * 39_000 + "y\n")

        self.assertEqual(len(after.splitlines()), 39_002)
