"""Which files the checkout tracks, and git's ids of their contents, from the index that git-ops wrote beside them."""

from __future__ import annotations

import hashlib
import os
import stat
import struct
from typing import Iterator, NamedTuple

_HEADER = struct.Struct(">4sLL")
_ENTRY = struct.Struct(">10L20sH")
_EXTENDED = 0x4000
_STAGE = 0x3000


class TrackedFile(NamedTuple):
    """A regular file. Its blob is unknown when the file is no longer what the index says."""

    path: str
    size: int
    blob: str | None


class UnreadableIndex(ValueError):
    """The index can't be read."""


def tracked_files(root: str, index: bytes) -> list[TrackedFile]:
    """The regular files of an index, sorted by path. Raises UnreadableIndex."""
    try:
        return [*_present(root, index)]
    except struct.error as error:
        raise UnreadableIndex("the index ends too early") from error


def blob_id(content: bytes) -> str:
    """Git's id of a content."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def _present(root: str, index: bytes) -> Iterator[TrackedFile]:
    prefix = root.rstrip(os.sep) + os.sep
    for path, fields in _entries(index):
        try:
            status = os.lstat(prefix + path)
        except (OSError, ValueError):
            continue  # deleted meanwhile
        if not stat.S_ISREG(status.st_mode):
            continue
        seconds, nanoseconds = divmod(status.st_mtime_ns, 1_000_000_000)
        unchanged = (fields[2], fields[3], fields[5], fields[9]) == (
            *(seconds & 0xFFFFFFFF, nanoseconds),
            *(status.st_ino & 0xFFFFFFFF, status.st_size & 0xFFFFFFFF),
        )
        yield TrackedFile(path, status.st_size, fields[10].hex() if unchanged else None)


def _entries(index: bytes) -> Iterator[tuple[str, tuple[int, ...]]]:
    """@see https://git-scm.com/docs/index-format"""
    signature, version, count = _HEADER.unpack_from(index)
    if signature != b"DIRC" or version not in (2, 3):
        raise UnreadableIndex("the index has an unknown version")
    start = _HEADER.size
    for _ in range(count):
        fields = _ENTRY.unpack_from(index, start)
        flags = fields[11]
        name = start + _ENTRY.size + (2 if flags & _EXTENDED else 0)
        end = index.find(b"\0", name)
        if end < 0:
            raise UnreadableIndex("the index ends too early")
        start += (end - start + 8) & ~7
        try:
            path = index[name:end].decode("utf-8")
        except UnicodeDecodeError:
            continue  # no model could name it
        if stat.S_ISREG(fields[6]) and not flags & _STAGE:
            yield path, fields
