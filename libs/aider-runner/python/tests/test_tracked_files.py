import subprocess
import tempfile
import unittest
from pathlib import Path

from aider_runner.tracked_files import TrackedFile, UnreadableIndex, blob_id, tracked_files


class TrackedFilesTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name).resolve()
        self.git("init", "--quiet")

    def git(self, *arguments: str) -> str:
        command = ["git", "-C", str(self.root), "-c", "user.name=a", "-c", "user.email=a@b.c", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def write(self, path: str, content: bytes) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_bytes(content)

    def tracked(self) -> list[TrackedFile]:
        return tracked_files(str(self.root), (self.root / ".git/index").read_bytes())

    def test_knows_the_id_of_every_content_as_git_does(self) -> None:
        for path, content in (("a.py", b"x\n"), ("b/ü.py", b""), (f"b/{'long' * 60}.txt", b"\r\n\0")):
            self.write(path, content)
        self.git("add", ".")

        tracked = self.tracked()

        ids = {path: self.git("hash-object", "--no-filters", path) for path in ("a.py", "b/ü.py")}
        self.assertEqual({file.path: file.blob for file in tracked if "long" not in file.path}, ids)
        self.assertEqual([file.size for file in tracked], [2, 3, 0])
        self.assertEqual(blob_id(b"x\n"), ids["a.py"])

    def test_does_not_believe_the_index_about_files_that_changed(self) -> None:
        self.write("same-size.py", b"one\n")
        self.write("gone.py", b"")
        self.write("link.py", b"")
        self.write("kept.py", b"kept\n")
        self.git("add", ".")
        (self.root / "gone.py").unlink()
        (self.root / "link.py").unlink()
        (self.root / "link.py").symlink_to("/etc/passwd")
        (self.root / "same-size.py").unlink()
        self.write("same-size.py", b"two\n")

        blobs = {file.path: file.blob for file in self.tracked()}

        self.assertEqual(blobs, {"kept.py": blob_id(b"kept\n"), "same-size.py": None})

    def test_reads_an_index_with_flags_of_version_3(self) -> None:
        self.write("a.py", b"x\n")
        self.write("b.py", b"y\n")
        self.git("add", "a.py")
        self.git("add", "--intent-to-add", "b.py")
        self.assertEqual((self.root / ".git/index").read_bytes()[4:8], b"\0\0\0\3")

        self.assertEqual([file.path for file in self.tracked()], ["a.py", "b.py"])

    def test_refuses_an_index_that_is_cut_off_or_unknown(self) -> None:
        self.write("a.py", b"x\n")
        self.git("add", ".")
        index = (self.root / ".git/index").read_bytes()
        for broken in (b"", b"DIRC", index[:40], b"DIRX" + index[4:], index[:7] + b"\4" + index[8:], index[:11] + b"\xff" + index[12:]):
            with self.assertRaises(UnreadableIndex):
                tracked_files(str(self.root), broken)
