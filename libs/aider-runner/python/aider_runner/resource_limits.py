"""What one process of a job may use, as the kernel counts it. The watchdog counts what all of them use together."""

from __future__ import annotations

import resource

MEMORY_BYTES = 3 * 1024**3
FILE_BYTES = 1024**3
OPEN_FILES = 1024
PROCESSES = 512


def limit_resources(seconds: float | None = None) -> None:
    """Sets the limits for this process and whatever it starts; `seconds` of processor time."""
    _lower(resource.RLIMIT_CORE, 0)  # a core file would hold what was in memory
    _lower(resource.RLIMIT_NOFILE, OPEN_FILES)
    _lower(resource.RLIMIT_FSIZE, FILE_BYTES)
    _lower(resource.RLIMIT_DATA, MEMORY_BYTES)
    # Counts all processes of the user, so a service that shares its user with others gets more than its own.
    _lower(resource.RLIMIT_NPROC, PROCESSES * 8)
    if seconds is not None:
        _lower(resource.RLIMIT_CPU, max(1, round(seconds)))


def _lower(kind: int, limit: int) -> None:
    _, hard = resource.getrlimit(kind)
    value = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    try:
        resource.setrlimit(kind, (value, value))
    except (OSError, ValueError):
        pass  # some systems know the name of a limit and nothing more
