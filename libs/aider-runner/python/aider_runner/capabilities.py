"""Gives up the rights of root for good; whoever is not root has none to give."""

from __future__ import annotations

import ctypes
import os
import struct
import sys

_VERSION_3 = 0x20080522
_PR_CAPBSET_DROP, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 24, 47, 4
_HIGHEST = 63


def drop_capabilities() -> None:
    """Root without capabilities owns files like anybody, and rules over nothing else."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    zero = ctypes.c_ulong(0)
    for capability in range(_HIGHEST + 1):
        libc.prctl(_PR_CAPBSET_DROP, ctypes.c_ulong(capability), zero, zero, zero)  # fails past the last one
    libc.prctl(_PR_CAP_AMBIENT, ctypes.c_ulong(_PR_CAP_AMBIENT_CLEAR_ALL), zero, zero, zero)
    header, nothing = struct.pack("Ii", _VERSION_3, 0), struct.pack("6I", *[0] * 6)
    if libc.capset(header, nothing) != 0:
        raise OSError(ctypes.get_errno(), "capabilities could not be dropped")
