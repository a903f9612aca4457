import os
import stat
import tempfile
import unittest
from pathlib import Path

from aider_runner.checkout_files import CheckoutFiles
from aider_runner.confinement import Confinement


class CheckoutFilesTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name).resolve()
        self.root.chmod(0o755)
        self.changes: list[str] = []
        self.files = CheckoutFiles(Confinement(str(self.root)), self.changes.append)

    def path(self, name: str) -> str:
        return str(self.root / name)

    def test_changes_a_file_and_keeps_its_mode(self) -> None:
        script = self.root / "run.sh"
        script.write_bytes(b"a\r\n")
        script.chmod(0o750)

        self.files.write(str(script), "b\n")

        self.assertEqual(script.read_bytes(), b"b\r\n")
        self.assertEqual(stat.S_IMODE(script.stat().st_mode), 0o750)
        self.assertEqual(self.files.changed(), ["run.sh"])
        self.assertEqual(self.changes, ["run.sh"])

    def test_makes_new_files_readable_for_whoever_may_read_the_folder(self) -> None:
        before = os.umask(0o077)
        self.addCleanup(os.umask, before)

        self.files.write(self.path("a/b/new.txt"), "x\n")

        self.assertEqual(stat.S_IMODE((self.root / "a/b/new.txt").stat().st_mode), 0o644)
        self.assertEqual(stat.S_IMODE((self.root / "a/b").stat().st_mode), 0o755)
        self.assertEqual(self.files.changed(), ["a/b/new.txt"])

    def test_does_not_count_an_edit_that_changes_nothing(self) -> None:
        (self.root / "a.txt").write_bytes(b"same")

        self.files.write(self.path("a.txt"), "same\n")

        self.assertEqual((self.files.changed(), self.changes), ([], []))

    def test_does_not_count_edits_that_take_each_other_back(self) -> None:
        (self.root / "a.txt").write_text("one\n")

        self.files.write(self.path("a.txt"), "two\n")
        self.files.write(self.path("a.txt"), "one\n")

        self.assertEqual(self.files.changed(), [])

    def test_removes_files_and_folders_that_were_made_for_nothing(self) -> None:
        self.files.create(self.path("used/one.txt"))
        self.files.create(self.path("unused/deep/two.txt"))
        self.files.write(self.path("used/one.txt"), "x\n")

        self.assertEqual(self.files.changed(), ["used/one.txt"])
        self.assertEqual([entry.name for entry in self.root.iterdir()], ["used"])

    def test_does_not_write_through_a_link_that_appears_at_the_last_moment(self) -> None:
        (self.root / "target.txt").write_text("safe\n")
        (self.root / "link.txt").symlink_to("target.txt")

        self.assertRaises(OSError, self.files.write, self.path("link.txt"), "pwned\n")
        self.assertEqual((self.root / "target.txt").read_text(), "safe\n")

    def test_tells_text_from_other_files(self) -> None:
        (self.root / "text.txt").write_bytes("\ufeffgrün".encode())
        (self.root / "latin.txt").write_bytes(b"gr\xfcn")

        self.assertEqual(self.files.read(self.path("text.txt")), "grün")
        self.assertTrue(self.files.is_text(self.path("absent.txt")))
        self.assertFalse(self.files.is_text(self.path("latin.txt")))
