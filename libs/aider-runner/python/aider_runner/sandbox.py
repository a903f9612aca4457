"""The walls around one single-use process, put up by itself before it imports anything that is not ours.

This is the place for stronger ones: a system-call filter goes into `enter`; a wrapper such as bubblewrap goes in front
of `command`.
"""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path

from aider_runner.prctl import forbid_new_privileges

_MAX_OPEN_FILES = 1024


def command() -> list[str]:
    """The command line of a single-use process. It holds nothing of the job: `ps` shows it to everybody."""
    return [sys.executable, "-I", "-B", str(Path(__file__).parent), "work"]


def enter() -> None:
    """Gives up what a job never needs, for this process and all that it starts."""
    os.umask(0o077)
    forbid_new_privileges()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold the credentials
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    limit = _MAX_OPEN_FILES if hard == resource.RLIM_INFINITY else min(_MAX_OPEN_FILES, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
