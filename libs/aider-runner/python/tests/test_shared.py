import os
import stat
import struct
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from aider_runner.give_to_group import give_to_group
from tests.test_service import LINUX, ServiceCase


# Version 2; owner rwx, group ---, mask rwx, others ---: the mode says 0770.
NO_ACCESS_FOR_THE_GROUP = struct.pack(
    "<I" + "HHI" * 4, 2, *(1, 7, 0xFFFFFFFF), *(4, 0, 0xFFFFFFFF), *(16, 7, 0xFFFFFFFF), *(32, 0, 0xFFFFFFFF)
)


def rights(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


@unittest.skipUnless(LINUX, "looks into /proc")
class SharedServiceTest(ServiceCase):
    """A service whose client is another user of its group."""

    arguments = ("shared",)

    def test_lets_the_group_and_nobody_else_use_its_socket(self) -> None:
        self.assertEqual(rights(Path(self.path)), 0o660)

    def test_gives_the_group_what_a_job_left_before_it_answers(self) -> None:
        with tempfile.TemporaryDirectory() as checkout:
            client = self.client()
            client.run("lock", workspace=checkout)

            self.assertEqual(client.receive()["type"], "result")

            locked = Path(checkout, "locked")
            self.assertEqual((rights(locked), rights(locked / "inner")), (0o770, 0o770))
            self.assertEqual(rights(locked / "inner" / "file"), 0o660)


class GiveToGroupTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.checkout = Path(folder.name, "checkout")
        self.checkout.mkdir()
        self.outside = Path(folder.name, "outside")
        self.outside.mkdir(mode=0o700)
        Path(self.outside, "file").touch(mode=0o600)

    def test_follows_no_link(self) -> None:
        Path(self.checkout, "file").symlink_to(self.outside / "file")
        Path(self.checkout, "folder").symlink_to(self.outside)

        give_to_group(str(self.checkout))

        self.assertEqual((rights(self.outside), rights(self.outside / "file")), (0o700, 0o600))

    def test_keeps_what_a_file_may_besides(self) -> None:
        script = Path(self.checkout, "script")
        script.touch(mode=0o755)

        give_to_group(str(self.checkout))

        self.assertEqual(rights(script), 0o775)

    def test_takes_away_what_would_keep_the_group_from_a_folder(self) -> None:
        sticky = Path(self.checkout, "sticky")
        sticky.mkdir()
        sticky.chmod(0o1777)
        listed = Path(self.checkout, "listed")
        listed.mkdir(mode=0o770)
        for name in ("access", "default"):
            os.setxattr(listed, f"system.posix_acl_{name}", NO_ACCESS_FOR_THE_GROUP)

        give_to_group(str(self.checkout))

        self.assertEqual(rights(sticky), 0o777)
        self.assertEqual(os.listxattr(listed), [])
        self.assertEqual(rights(listed), 0o770)

    def test_opens_folders_beside_one_another_at_every_depth(self) -> None:
        inner = [Path(self.checkout, one, two) for one in ("a", "b") for two in ("c", "d")]
        for folder in inner:
            folder.mkdir(parents=True)
            Path(folder, "file").touch(mode=0o600)
            folder.chmod(0o700)

        give_to_group(str(self.checkout))

        self.assertEqual([rights(folder) for folder in inner], [0o770] * 4)
        self.assertEqual([rights(folder / "file") for folder in inner], [0o660] * 4)

    def test_goes_as_deep_as_a_job_went(self) -> None:
        depth = 1500  # more than Python calls itself, and than a process has files open, and a path is long
        place = os.open(self.checkout, os.O_RDONLY)
        for _ in range(depth):
            os.mkdir("folder", mode=0o700, dir_fd=place)
            place, above = os.open("folder", os.O_RDONLY, dir_fd=place), place
            os.close(above)
        self.addCleanup(subprocess.run, ["rm", "-rf", str(self.checkout)], check=True)

        give_to_group(str(self.checkout))

        self.assertEqual(stat.S_IMODE(os.fstat(place).st_mode), 0o770)
        os.close(place)

    def test_does_nothing_where_there_is_no_checkout(self) -> None:
        give_to_group(str(self.checkout / "gone"))

    def test_opens_what_it_may_not_enter_itself_and_leaves_alone_what_is_not_its_own(self) -> None:
        theirs = Path(self.checkout, "theirs")
        theirs.mkdir(mode=0o755)
        self.checkout.parent.chmod(0o755)
        self.checkout.chmod(0o777)
        package = str(Path(__file__).resolve().parents[1])
        script = (
            f"import os, sys; sys.path.insert(0, {package!r}); from aider_runner.give_to_group import give_to_group;"
            "os.getuid() or (os.setgid(10000), os.setuid(10002)); os.makedirs('closed/inner'); os.chmod('closed/inner', 0);"
            "os.chmod('closed', 0); give_to_group('.')"
        )

        subprocess.run([sys.executable, "-I", "-c", script], cwd=self.checkout, check=True)

        closed = Path(self.checkout, "closed")
        self.assertEqual((rights(closed), rights(closed / "inner")), (0o770, 0o770))
        self.assertEqual(rights(theirs), 0o755 if os.getuid() == 0 else 0o775)  # only root can be two users
