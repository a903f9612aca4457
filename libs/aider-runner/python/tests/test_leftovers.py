import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from aider_runner.leftovers import claim_folder, remove_abandoned

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
        killed, left = self.holder(self.base / "aider-1")
        _, alive = self.holder(self.base / "aider-2")
        (self.base / "somebody-else").mkdir()
        own_parent = self.base / "aider-3"
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
