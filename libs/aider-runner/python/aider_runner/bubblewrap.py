"""The second wall, where namespaces are to be had: a job sees no file, process or network of its host."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import Iterable

from aider_runner import installation

_TMP_BYTES = 256 * 1024**2
_PROBE_SECONDS = 20
_USER = "1000"


def find_bubblewrap() -> str | None:
    """Path of the program, or None."""
    return shutil.which("bwrap")


def wrap(program: str, command: Iterable[str], home: str, network: bool = False) -> list[str]:
    """`command` in namespaces of its own, in which nothing but `home` and a bounded /tmp can be written."""
    return [
        program,
        *("--unshare-user", "--uid", _USER, "--gid", _USER, "--unshare-pid", "--unshare-ipc"),
        *("--unshare-uts", "--hostname", "sandbox", "--unshare-cgroup-try", "--cap-drop", "ALL"),
        *(["--ro-bind-try", "/etc/resolv.conf", "/etc/resolv.conf"] if network else ["--unshare-net"]),
        *("--die-with-parent", "--new-session"),
        *("--size", str(_TMP_BYTES), "--tmpfs", "/tmp", "--proc", "/proc", "--dev", "/dev"),
        *_system(),
        *_read_only(installation.own_paths()),
        *("--bind", home, home, "--chdir", home, "--remount-ro", "/"),
        *("--", *command),
    ]


def why_not(program: str, home: str) -> str | None:
    """Why it does not work here, in words, or None when it does."""
    command = wrap(program, [installation.interpreter(), "-I", "-S", "-c", ""], home)
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_PROBE_SECONDS, env={})
    except (OSError, subprocess.TimeoutExpired) as error:
        return type(error).__name__
    said = done.stderr.decode("utf-8", "replace").strip()
    return None if done.returncode == 0 else (said[-300:] or f"exit code {done.returncode}")


def _system() -> list[str]:
    arguments: list[str] = []
    for path in installation.system_paths():
        if os.path.islink(path) and os.path.dirname(path) == "/":
            arguments += ["--symlink", os.readlink(path), path]  # /bin, where it is part of /usr
        else:
            arguments += ["--ro-bind", path, path]
    return arguments


def _read_only(paths: Iterable[str]) -> list[str]:
    return [part for path in paths for part in ("--ro-bind", path, path)]
