"""The life of a process that runs one command of the repository: shut itself in, then become the command."""

from __future__ import annotations

import os
import signal
import sys
from typing import NoReturn

from aider_runner import sandbox
from aider_runner.frames import FrameError, read_frame
from aider_runner.prctl import die_with_parent


def execute(namespaces: bool) -> NoReturn:
    """Reads `{command, directory, cpuSeconds}` as a frame from standard input and runs the command with a shell."""
    parent = os.getppid()
    die_with_parent(signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    try:
        request = read_frame(sys.stdin.buffer)
    except FrameError:
        request = None
    if request is None:
        os._exit(1)
    directory = str(request["directory"])
    # Without namespaces any Unix socket of the host would be in reach, so there are none at all.
    sandbox.enter(float(request["cpuSeconds"]), sockets=namespaces)
    sandbox.confine([directory, os.environ["HOME"]], [], namespaces)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(1, 2)
    os.chdir(directory)
    os.execve("/bin/sh", ["sh", "-c", str(request["command"])], dict(os.environ))
