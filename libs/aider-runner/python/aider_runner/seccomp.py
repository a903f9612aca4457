"""A system-call filter that a process puts on itself and all that it starts, without any privilege.

It forbids every family of sockets but AF_UNIX, so there is no network, whatever network the container has; and what
leads to other processes, to namespaces, or deep into the kernel. What it does not name stays allowed.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import socket
import struct
import sys

from aider_runner import syscall_numbers as numbers

_ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
_X32_BIT = 0x40000000

# offsets in struct seccomp_data; the lower half of an argument comes first on both architectures
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT, _SECOND_ARGUMENT = 0, 4, 16, 24

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW = 0x7FFF0000
_KILL = 0x80000000
_ERRNO = 0x00050000

_NEW_NAMESPACES = 0x7E020000 | 0x00000080  # mount, cgroup, uts, ipc, user, pid, net; time
_CLONE_NAMESPACES = 0x7E020000  # in clone(2) the lowest byte is the signal that the parent gets
_TIOCSTI, _TIOCLINUX = 0x5412, 0x541C  # type into the terminal that somebody else reads

_PR_SET_SECCOMP = 22
_MODE_FILTER = 2


class Unsupported(Exception):
    """This system or architecture has no such filter."""


def install(sockets: bool = True, network: bool = False) -> None:
    """Puts the filter on this thread; no_new_privs must be set. Without `sockets` not even AF_UNIX is left, but pairs.

    Raises Unsupported, or OSError when the kernel refuses.
    """
    program = filter_program(platform.machine(), sockets, network)
    buffer = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HL", len(program) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    zero = ctypes.c_ulong(0)
    if libc.prctl(_PR_SET_SECCOMP, ctypes.c_ulong(_MODE_FILTER), header, zero, zero) != 0:
        raise OSError(ctypes.get_errno(), "the system-call filter was refused")


def filter_program(machine: str, sockets: bool = True, network: bool = False) -> bytes:
    """The filter as struct sock_filter[] for `machine`. Raises Unsupported."""
    if not sys.platform.startswith("linux") or machine not in _ARCHITECTURES:
        raise Unsupported(f"there is no system-call filter for {sys.platform} on {machine}")
    column, audit_name = _ARCHITECTURES[machine]
    deny = _error(errno.EPERM)
    families = (socket.AF_UNIX, *((socket.AF_INET, socket.AF_INET6) if network else ())) if sockets else ()
    rules: list[bytes] = [
        _load(_ARCHITECTURE),
        _jump(_EQUAL, audit_name, 1, 0),
        _return(_KILL),  # calls of another architecture have other numbers
        _load(_NUMBER),
        _jump(_AT_LEAST, _X32_BIT, 0, 1),
        _return(_error(errno.ENOSYS)),
    ]
    for row in numbers.FORBIDDEN.values():
        if (number := row[column]) is not None:
            rules += [_jump(_EQUAL, number, 0, 1), _return(deny)]
    # Its flags lie in memory, where a filter can't look: the C library falls back to clone.
    rules += [_jump(_EQUAL, numbers.CLONE3[column], 0, 1), _return(_error(errno.ENOSYS))]
    rules += _families_only(numbers.SOCKET[column], families)
    rules += _families_only(numbers.SOCKETPAIR[column], (socket.AF_UNIX,))
    rules += _forbid_bits(numbers.CLONE[column], _CLONE_NAMESPACES, deny)
    rules += _forbid_bits(numbers.UNSHARE[column], _NEW_NAMESPACES, deny)
    rules += _forbid_values(numbers.IOCTL[column], _SECOND_ARGUMENT, (_TIOCSTI, _TIOCLINUX), deny)
    rules += [  # limits of other processes; 0 is the caller itself
        _jump(_EQUAL, numbers.PRLIMIT64[column], 0, 4),
        _load(_FIRST_ARGUMENT),
        _jump(_EQUAL, 0, 1, 0),
        _return(deny),
        _return(_ALLOW),
    ]
    return b"".join([*rules, _return(_ALLOW)])


def _families_only(number: int, families: tuple[int, ...]) -> list[bytes]:
    """Each block ends in a verdict, so the next one still finds the number of the call loaded."""
    allow = [part for family in families for part in (_jump(_EQUAL, family, 0, 1), _return(_ALLOW))]
    refuse = _return(_error(errno.EACCES))
    return [_jump(_EQUAL, number, 0, len(allow) + 2), _load(_FIRST_ARGUMENT), *allow, refuse]


def _forbid_bits(number: int, bits: int, verdict: int) -> list[bytes]:
    return [
        _jump(_EQUAL, number, 0, 4),
        _load(_FIRST_ARGUMENT),
        _jump(_ANY_BIT, bits, 0, 1),
        _return(verdict),
        _return(_ALLOW),
    ]


def _forbid_values(number: int, argument: int, values: tuple[int, ...], verdict: int) -> list[bytes]:
    checks = [part for value in values for part in (_jump(_EQUAL, value, 0, 1), _return(verdict))]
    return [_jump(_EQUAL, number, 0, len(checks) + 2), _load(argument), *checks, _return(_ALLOW)]


def _load(offset: int) -> bytes:
    return struct.pack("HBBI", _LOAD, 0, 0, offset)


def _jump(test: int, value: int, if_true: int, if_false: int) -> bytes:
    return struct.pack("HBBI", test, if_true, if_false, value)


def _return(verdict: int) -> bytes:
    return struct.pack("HBBI", _RETURN, 0, 0, verdict)


def _error(number: int) -> int:
    return _ERRNO | number
