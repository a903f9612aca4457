import os
import tempfile
import unittest
from pathlib import Path

from aider_runner.confinement import Confinement


class ConfinementTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.outside = Path(folder.name) / "outside"
        self.root = Path(folder.name) / "checkout"
        for directory in (self.outside, self.root / "src", self.root / ".git"):
            directory.mkdir(parents=True)
        for file in (self.outside / "secret.txt", self.root / "src/app.py", self.root / ".git/config"):
            file.write_text("x")
        self.confinement = Confinement(str(self.root))

    def test_lets_files_of_the_checkout_be_written(self) -> None:
        for path in ("src/app.py", "new.txt", "a/b/new.txt", ".github/dependabot.yml", ".gitignore", "x.git/y"):
            self.assertIsNone(self.confinement.refusal(path), path)

    def test_refuses_what_is_not_in_the_checkout(self) -> None:
        outside = ("../outside/new", "src/../../outside/x", "/etc/passwd", str(self.outside / "x"), ".", "", "src/..")
        for path in outside:
            self.assertEqual(self.confinement.refusal(path), "outside", path)

    def test_refuses_a_directory_with_the_same_beginning(self) -> None:
        self.assertEqual(self.confinement.refusal(f"{self.root}-2/x"), "outside")

    def test_refuses_git_and_workflows_however_they_are_spelled(self) -> None:
        spellings = (
            ".git/config .git .GIT/config src/.git/x .git./config .git\u200c/config .gi\u200dt/hooks/x git~1/config "
            ".git::$INDEX_ALLOCATION/config .github/workflows/ci.yml .GitHub/Workflows/x .gitmodules sub/.gitmodules"
        ).split(" ")
        for path in (*spellings, ".git /config", "src/../.git/config"):
            self.assertEqual(self.confinement.refusal(path), "protected", path)

    def test_refuses_links_and_what_they_lead_to(self) -> None:
        (self.root / "out").symlink_to("../outside")
        (self.root / "out.txt").symlink_to("../outside/secret.txt")
        (self.root / "in.txt").symlink_to("src/app.py")
        (self.root / "hooks").symlink_to(".git")

        reasons = [self.confinement.refusal(path) for path in ("out/x", "out.txt", "in.txt", "hooks/config")]

        self.assertEqual(reasons, ["outside", "outside", "link", "protected"])

    def test_refuses_what_is_no_file(self) -> None:
        os.mkfifo(self.root / "pipe")

        reasons = [self.confinement.refusal(path) for path in ("src", "pipe", "x" * 300)]

        self.assertEqual(reasons, ["not_a_file"] * 3)

    def test_reads_files_of_the_checkout_and_what_the_job_adds(self) -> None:
        (self.root / "link").symlink_to("../outside/secret.txt")
        confinement = Confinement(str(self.root), [str(self.outside)])

        self.assertTrue(self.confinement.may_read("src/app.py"))
        self.assertTrue(confinement.may_read(str(self.outside / "secret.txt")))
        for path in ("link", "../outside/secret.txt", ".git/config", "src", "absent", "/dev/zero"):
            self.assertFalse(self.confinement.may_read(path), path)
