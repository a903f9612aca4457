"""Takes the file system away from a process but for the paths it names; needs no privilege, only a kernel since 5.13."""

from __future__ import annotations

import ctypes
import os
import stat
import struct
import sys
from typing import Iterable

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ONLY_TELL_VERSION = 1
_PATH_BENEATH = 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_TRUNCATE, _IOCTL_DEVICE = 1 << 14, 1 << 15
_READ = _EXECUTE | _READ_FILE | _READ_DIR
_FOR_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEVICE
_MAKE_DEVICES = 1 << 6 | 1 << 11
_ALL_BY_VERSION = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
_BIND_AND_CONNECT_TCP = 3
_SCOPES = 3  # abstract Unix sockets, and signals to whoever is outside


def version() -> int:
    """What the kernel offers, 0 for nothing."""
    if not sys.platform.startswith("linux"):
        return 0
    return max(_libc().syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _ONLY_TELL_VERSION), 0)


def restrict(readable: Iterable[str], writable: Iterable[str], network: bool = False) -> int:
    """From here on this thread and all it starts may read and run `readable`, and change what is below `writable`.

    Paths that are not there are left out. Returns the version that was used; 0 says that nothing was restricted.
    """
    available = version()
    if available == 0:
        return 0
    handled = _ALL_BY_VERSION[min(available, max(_ALL_BY_VERSION))]
    tcp = _BIND_AND_CONNECT_TCP if available >= 4 and not network else 0
    scoped = _SCOPES if available >= 6 else 0
    attributes = struct.pack("QQQ", handled, tcp, scoped)[: 24 if available >= 6 else 16 if available >= 4 else 8]
    ruleset = _call(_CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), 0)
    try:
        for path in readable:
            _allow(ruleset, path, _READ & handled)
        for path in writable:
            _allow(ruleset, path, handled & ~_MAKE_DEVICES)
        _call(_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)
    return available


def _allow(ruleset: int, path: str, access: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            access &= _FOR_FILES
        _call(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", access, descriptor), 0)
    finally:
        os.close(descriptor)


def _call(number: int, *arguments: object) -> int:
    result: int = _libc().syscall(number, *arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), "Landlock refused a rule")
    return result


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
