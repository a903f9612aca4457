"""The walls around one single-use process: which there are, and how a process puts them up before its job."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from typing import Iterable, Literal

from aider_runner import bubblewrap, installation, landlock, seccomp
from aider_runner.capabilities import drop_capabilities
from aider_runner.frames import Message
from aider_runner.prctl import forbid_new_privileges
from aider_runner.resource_limits import limit_resources

Mode = Literal["auto", "bubblewrap", "container", "process"]

NAMESPACES, NETWORK = "--namespaces", "--network"
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty")
# What runtimes ask about the machine. Of /proc itself only the own folder, so nobody's environment can be read.
_FACTS = ("cpuinfo", "filesystems", "loadavg", "meminfo", "self", "stat", "sys/kernel", "sys/vm", "uptime", "version")


class NoSandbox(Exception):
    """The sandbox that was asked for can't be had."""


@dataclass(frozen=True)
class Sandbox:
    """How single-use processes are shut in."""

    bubblewrap: str | None
    warning: str | None = None
    network: bool = False

    def command(self, kind: Literal["work", "execute"], home: str) -> list[str]:
        """The command line of a single-use process. It holds nothing of the job: `ps` shows it to everybody."""
        plain = [installation.interpreter(), "-I", "-B", installation.package(), kind]
        network = self.network and kind == "work"
        flags = [*([NETWORK] if network else []), *([NAMESPACES] if self.bubblewrap else [])]
        if self.bubblewrap is None:
            return [*plain, *flags]
        return bubblewrap.wrap(self.bubblewrap, [*plain, *flags], home, network)

    @property
    def hides_files(self) -> bool:
        """Whether a job can't write outside its checkout and its home."""
        return self.bubblewrap is not None or landlock.version() > 0

    def report(self) -> Message:
        """What a client may know about it."""
        walls = {"mode": "bubblewrap" if self.bubblewrap else "process", "landlock": landlock.version()}
        return {**walls, **({"warning": self.warning} if self.warning else {})}


def choose(asked: Mode, scratch: str, network: bool = False) -> Sandbox:
    """The strongest sandbox that was asked for and works here. Raises NoSandbox.

    In a container of its own, the container stands for the namespaces: a checkout could not be moved into them, since
    it lies in a folder of another user.
    """
    if asked == "container":
        return Sandbox(None, network=network)
    if asked == "process":
        return Sandbox(None, "The agent runs without namespaces of its own, as AGENT_SANDBOX=process says.", network)
    program = bubblewrap.find_bubblewrap()
    reason = "bubblewrap is not installed"
    if program is not None:
        with tempfile.TemporaryDirectory(dir=scratch) as home:
            reason = bubblewrap.why_not(program, home)
        if reason is None:
            return Sandbox(program, network=network)
    if asked == "bubblewrap":
        raise NoSandbox(f"bubblewrap does not work here: {reason}")
    return Sandbox(None, f"The agent runs without namespaces of its own, because bubblewrap does not work: {reason}", network)


def enter(cpu_seconds: float | None = None, sockets: bool = True, network: bool = False) -> None:
    """Gives up what a job never needs, for this process and all that it starts. Raises OSError when that fails."""
    os.umask(0o077)
    forbid_new_privileges()
    drop_capabilities()
    limit_resources(cpu_seconds)
    try:
        seccomp.install(sockets, network)
    except seccomp.Unsupported:
        pass  # not Linux: `report` and the documentation say that this is for trying out


def confine(writable: Iterable[str], readable: Iterable[str], namespaces: bool, network: bool = False) -> int:
    """Gives up every file but the system's, `readable` and `writable`. Returns the version of Landlock, 0 for none."""
    facts = ("/proc",) if namespaces else tuple(f"/proc/{name}" for name in _FACTS)
    own = ("/tmp", "/dev/shm") if namespaces else ()
    names = ("/etc/resolv.conf", "/etc/gai.conf") if network else ()
    return landlock.restrict(
        readable=[*installation.system_paths(), *installation.own_paths(), *facts, *names, *readable],
        writable=[*_DEVICES, *own, *writable],
        network=network,
    )
