import fcntl
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from aider_runner.leftovers import claim_folder, leave_folder, remove_abandoned

PACKAGE = Path(__file__).resolve().parents[1]
CLAIM = "import sys; sys.path.insert(0, sys.argv[2]); from aider_runner.leftovers import claim_folder"
HOLD = f"{CLAIM}; print(claim_folder(sys.argv[1]), flush=True); sys.stdin.read()"


class LeftoversTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.base = Path(folder.name)

    def holder(self, parent: Path) -> tuple[subprocess.Popen[str], Path]:
        parent.mkdir(exist_ok=True)
        command = [sys.executable, "-c", HOLD, str(parent), str(PACKAGE)]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(process.communicate)
        assert process.stdout is not None
        return process, Path(process.stdout.readline().strip())

    def test_removes_what_a_killed_service_left_and_nothing_of_a_living_one(self) -> None:
        killed, left = self.holder(self.base / "aider-000001")
        _, alive = self.holder(self.base / "aider-000002")
        (self.base / "somebody-else").mkdir()
        own_parent = self.base / "aider-000003"
        own_parent.mkdir()
        killed.kill()
        killed.wait()

        own = claim_folder(str(own_parent))
        remove_abandoned(own)

        self.assertFalse(left.parent.exists())
        self.assertTrue(alive.exists())
        self.assertTrue(own.exists())
        self.assertTrue((self.base / "somebody-else").exists())

    def test_removes_what_an_earlier_service_left_in_the_same_folder(self) -> None:
        killed, left = self.holder(self.base)
        killed.kill()
        killed.wait()

        remove_abandoned(claim_folder(str(self.base)))

        self.assertFalse(left.exists())

    def test_leaves_alone_what_a_service_is_claiming_just_now(self) -> None:
        neighbour = claim_folder(str(self.base))
        flock = fcntl.flock

        def flock_after_the_neighbour_looked(descriptor: int, operation: int) -> None:
            if not operation & fcntl.LOCK_NB:
                remove_abandoned(neighbour)
            flock(descriptor, operation)

        with mock.patch("fcntl.flock", flock_after_the_neighbour_looked):
            own = claim_folder(str(self.base))

        self.assertTrue(own.exists())

    def test_removes_the_empty_folder_of_a_worker_that_was_killed_before_its_runner_started(self) -> None:
        old, young, full, foreign = (self.base / name for name in ("aider-000001", "aider-000002", "aider-000003", "somebody-else"))
        for folder in (old, young, full, foreign):
            folder.mkdir()
        (full / "kept").touch()
        for folder in (old, full, foreign):
            os.utime(folder, (0, 0))
        own_parent = self.base / "aider-000004"
        own_parent.mkdir()

        remove_abandoned(claim_folder(str(own_parent)))

        self.assertEqual(
            sorted(path.name for path in self.base.iterdir()), ["aider-000002", "aider-000003", "aider-000004", "somebody-else"]
        )

    def test_leaves_nothing_where_its_worker_made_a_folder_for_it(self) -> None:
        of_worker, of_operator = self.base / "aider-000001", self.base / "scratch"
        for parent in (of_worker, of_operator):
            parent.mkdir()
            leave_folder(claim_folder(str(parent)))

        self.assertFalse(of_worker.exists())
        self.assertEqual(list(of_operator.iterdir()), [])
