"""The runner without any wall: no filter of system calls, no Landlock, no limits. Only to measure what those cost."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[3] / "libs/aider-runner/python")]

from aider_runner import installation, sandbox  # noqa: E402
from aider_runner.cli import main  # noqa: E402

# Its single-use processes run this file again.
installation.package = lambda: str(Path(__file__).resolve())
sandbox.enter = lambda *_, **__: None
sandbox.confine = lambda *_, **__: 0

main(sys.argv[1:])
