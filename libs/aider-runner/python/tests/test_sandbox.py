"""The second profile, seen from inside by a hostile command, with the real walls of this machine."""

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any

from aider_runner import landlock, seccomp, syscall_numbers
from aider_runner.pool import Pool
from aider_runner.prctl import adopt_orphans
from aider_runner.sandbox import NoSandbox, Sandbox, choose
from aider_runner.verification import Verification, Verify
from aider_runner.watchdog import Allowance

INSIDE = Path(__file__).with_name("inside.py").read_text("utf-8")
SECRET = "deployment-secret-4711"
LINUX = sys.platform.startswith("linux")


def have_bubblewrap() -> bool:
    try:
        with tempfile.TemporaryDirectory() as scratch:
            return choose("bubblewrap", scratch).bubblewrap is not None
    except NoSandbox:
        return False


@unittest.skipUnless(LINUX, "the walls are those of Linux")
class ProcessModeTest(unittest.TestCase):
    namespaces = False
    maxDiff = None

    def setUp(self) -> None:
        adopt_orphans()
        # Not below /tmp, of which a sandbox has its own.
        self.base = Path(tempfile.mkdtemp(prefix="sandbox-", dir=os.environ.get("SANDBOX_TEST_DIR", "/var/tmp")))
        self.addCleanup(shutil.rmtree, self.base, ignore_errors=True)
        self.scratch, self.checkout, self.other = (self.base / name for name in ("scratch", "checkout", "other"))
        for folder in (self.scratch, self.checkout, self.other):
            folder.mkdir()
        (self.other / "secret").write_text(SECRET)
        (self.checkout / "inside.py").write_text(INSIDE)
        self.victim = subprocess.Popen(["sleep", "600"], env={"SECRET": SECRET}, start_new_session=True)
        self.addCleanup(self.victim.wait)
        self.addCleanup(self.victim.kill)

    def sandbox(self) -> Sandbox:
        return choose("process", str(self.scratch))

    def verify(self, command: str, seconds: float = 60, **allowance: int) -> dict[str, Any]:
        async def run() -> dict[str, Any]:
            pool = Pool(1, self.scratch, self.sandbox())
            asked = Verify(str(self.checkout), command, seconds)
            return await Verification(asked, self.scratch, pool, Allowance(**allowance)).run()

        result = asyncio.run(run())
        self.assertEqual(list(self.scratch.iterdir()), [], "something was left behind")
        return result

    def look_around(self) -> dict[str, Any]:
        python = os.path.realpath(sys.executable)
        result = self.verify(f"{python} inside.py {self.victim.pid} {self.other / 'secret'}")
        self.assertEqual(result["status"], "passed", result["output"])
        return json.loads(result["output"].splitlines()[-1])

    def test_there_is_no_network_and_no_door_into_the_kernel(self) -> None:
        found = self.look_around()

        unix = [int(socket.AF_UNIX)] if self.namespaces else []
        self.assertEqual((found["families"], found["datagrams"], found["raw"]), (unix, unix, unix))
        self.assertTrue(found["socketpair"])
        self.assertNotEqual(found["child"], 0, "a child of it has a network")
        forbidden = ("ptrace", "process_vm_readv", "unshare user", "unshare mount", "setns", "mount", "keyctl", "bpf")
        for name in (*forbidden, "io_uring", "userfaultfd", "perf", "limits of the victim"):
            self.assertEqual(found[name], "EPERM", name)
        self.assertEqual(found["clone3"], "ENOSYS")
        self.assertEqual((found["capget"], found["capabilities"]), (0, [0] * 6))
        self.assertEqual((found["no new privileges"], found["core"]), (1, 0))

    def test_the_files_and_processes_of_the_host_are_out_of_reach(self) -> None:
        if not self.namespaces and landlock.version() < 6:
            return  # promised only where the kernel has it, and reported where not

        found = self.look_around()

        self.assertEqual((found["reads"], found["lists"], found["writes"]), ([], [], []))
        self.assertFalse(found["sees victim"])
        self.assertFalse(found["kills victim"])
        self.assertLessEqual(set(found["environment"]), {"PATH", "HOME", "TMPDIR", "LANG", "CI", "PWD", "LC_CTYPE"})
        if self.namespaces:
            self.assertLess(max(found["processes"]), 100, "it sees processes of the host")

    def test_what_a_command_does_to_its_copy_does_not_reach_the_checkout(self) -> None:
        before = sorted(path.name for path in self.checkout.iterdir())

        result = self.verify("echo evil > inside.py; mkdir -p .git; echo evil > .git/config; ls; exit 3")

        self.assertEqual((result["status"], result["exitCode"]), ("failed", 3))
        self.assertEqual(sorted(path.name for path in self.checkout.iterdir()), before)
        self.assertEqual((self.checkout / "inside.py").read_text(), INSIDE)

    def test_only_the_end_of_much_output_is_kept(self) -> None:
        result = self.verify("yes | head -c 3000000; echo the end 1>&2")

        self.assertEqual(result["status"], "passed")
        self.assertEqual(len(result["output"]), 20_000)
        self.assertTrue(result["output"].endswith("the end\n"))

    def test_a_command_ends_with_all_that_it_left_behind(self) -> None:
        marker = f"31{os.getpid()}"

        result = self.verify(f"setsid sh -c '(sleep {marker} &)'; (sleep {marker} & ) ; exit 0")

        self.assertEqual(result["status"], "passed")
        self.assertEqual(self.alive(f"sleep {marker}"), [])

    def test_a_command_that_does_not_end_is_ended(self) -> None:
        result = self.verify("echo begun; sleep 600", seconds=1)

        self.assertEqual((result["status"], result["output"]), ("timeout", "begun\n"))
        self.assertNotIn("exitCode", result)

    def test_a_fork_bomb_is_stopped(self) -> None:
        marker = f"32{os.getpid()}"
        # Bounded, so that a test that fails leaves a machine behind.
        result = self.verify(f"i=0; while [ $i -lt 400 ]; do sleep {marker} & i=$((i+1)); done; wait", processes=50)

        self.assertEqual(result["status"], "process_limit")
        self.assertEqual(self.alive(f"sleep {marker}"), [])

    def test_a_bomb_that_forks_away_from_its_group_is_stopped(self) -> None:
        marker = f"33{os.getpid()}"
        bomb = f"i=0; while [ $i -lt 400 ]; do setsid sleep {marker} & i=$((i+1)); done; wait"

        result = self.verify(bomb, processes=50)

        self.assertEqual(result["status"], "process_limit")
        self.assertEqual(self.alive(f"sleep {marker}"), [])

    def test_a_memory_bomb_is_stopped(self) -> None:
        python = os.path.realpath(sys.executable)
        bomb = f"{python} -c \"import time; x = b'x' * (400 << 20); time.sleep(600)\""

        result = self.verify(bomb, memory_bytes=200 << 20)

        self.assertEqual(result["status"], "memory_limit")

    def test_a_single_process_can_not_have_more_memory_than_the_kernel_lets_it(self) -> None:
        python = os.path.realpath(sys.executable)

        result = self.verify(f"{python} -c \"x = bytearray(8 << 30)\"")

        self.assertEqual(result["status"], "failed")
        self.assertIn("MemoryError", result["output"])

    def test_a_disk_filler_is_stopped(self) -> None:
        filler = "i=0; while [ $i -lt 100 ]; do head -c 2000000 /dev/zero > f$i; i=$((i+1)); done; sleep 600"

        result = self.verify(filler, disk_bytes=20 << 20)

        self.assertEqual(result["status"], "disk_limit")

    def alive(self, command: str) -> list[str]:
        listing = subprocess.run(["ps", "-eo", "stat=,args="], capture_output=True, text=True, check=True).stdout
        return [line for line in listing.splitlines() if line.endswith(command) and not line.startswith("Z")]


if have_bubblewrap():

    class BubblewrapModeTest(ProcessModeTest):
        """The same with all walls. Where it can't work nothing is left out: the set-up has said so."""

        namespaces = True

        def sandbox(self) -> Sandbox:
            return choose("bubblewrap", str(self.scratch))

        def test_is_what_auto_chooses(self) -> None:
            self.assertIsNotNone(choose("auto", str(self.scratch)).bubblewrap)


class FilterTest(unittest.TestCase):
    @unittest.skipUnless(LINUX, "there is no filter elsewhere")
    def test_has_a_program_for_both_architectures(self) -> None:
        for machine in ("x86_64", "aarch64"):
            program = seccomp.filter_program(machine)

            self.assertEqual(len(program) % 8, 0)
            self.assertLess(len(program) // 8, 4096)

    def test_refuses_to_guess_the_numbers_of_another_architecture(self) -> None:
        self.assertRaises(seccomp.Unsupported, seccomp.filter_program, "riscv64")

    def test_numbers_no_call_twice(self) -> None:
        for column in (0, 1):
            numbers = [row[column] for row in syscall_numbers.FORBIDDEN.values() if row[column] is not None]

            self.assertEqual(len(numbers), len(set(numbers)))
