"""Keeps tags on disk, by repository. Only the service reads and writes here; no job sees more than a copy of its own.

What is kept under a name comes from jobs of that name alone, so no repository can change what another one is shown.
Files are only ever added under fresh names and removed, never changed: any number of services may share a folder, and
anybody may remove anything at any time.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import time
from importlib.metadata import version
from pathlib import Path
from typing import Iterable

from aider_runner.known_tags import KEY, sound_lines
from aider_runner.source_tags import SCHEMA

LARGEST_DOMAIN_BYTES = 64 * 1024**2
LARGEST_STORE_BYTES = 256 * 1024**2
MOST_PARTS = 16

_ENDING = ".tags"
_PARSERS = ("grep-ast", "tree-sitter", "tree-sitter-language-pack", "pygments")
_LONGEST_WRITE_SECONDS = 3600


def open_store(path: str | None, aider_version: str) -> TagStore | None:
    """The store in a folder of ours, or None: there is to be none, or others could write there, too."""
    if path is None:
        return None
    root = Path(path) / "tags"
    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = root.stat()
    except OSError:
        return None
    is_ours = status.st_uid == os.geteuid() and not status.st_mode & 0o022
    parsers = {name: version(name) for name in _PARSERS}
    return TagStore(root, f"{SCHEMA} {aider_version} {parsers}") if is_ours else None


class TagStore:
    """A folder per name below `root`; `made_by` says what made the tags, and others are never mixed with them."""

    def __init__(self, root: Path, made_by: str) -> None:
        self._root = root
        self._made_by = made_by

    def copy(self, domain: str, target: str) -> None:
        """Writes all that is known under a name to a fresh file at `target`, if anything is."""
        folder = self._folder(domain)
        parts = _parts(folder)
        if not parts:
            return
        os.utime(folder)
        with open(target, "xb") as copy:
            for part in parts:
                try:
                    with open(part, "rb") as file:
                        shutil.copyfileobj(file, copy, 1024**2)
                    copy.write(b"\n")  # ends what a torn part has left open
                except FileNotFoundError:
                    pass  # removed meanwhile

    def add(self, domain: str, lines: Iterable[object]) -> None:
        """Keeps those lines that are sound."""
        sound = dict(sound_lines(lines))
        if not sound:
            return
        folder = self._folder(domain)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_part(folder, (f"{line}\n".encode("ascii") for line in sound.values()))
        parts = _parts(folder)
        if len(parts) > MOST_PARTS or _size(parts) > LARGEST_DOMAIN_BYTES:
            _join(folder, parts)
        self._remove_the_longest_unused(folder)

    def _folder(self, domain: str) -> Path:
        return self._root / hashlib.sha256(f"{self._made_by}\0{domain}".encode("utf-8", "replace")).hexdigest()

    def _remove_the_longest_unused(self, spare: Path) -> None:
        sizes: list[tuple[float, int, Path]] = []
        for folder in self._root.iterdir():
            try:
                sizes.append((folder.stat().st_mtime, _size(_parts(folder)), folder))
            except OSError:
                pass
        total = sum(size for _, size, _ in sizes)
        for _, size, folder in sorted(sizes):
            if total <= LARGEST_STORE_BYTES:
                return
            if folder != spare:
                shutil.rmtree(folder, ignore_errors=True)
                total -= size


def _parts(folder: Path) -> list[Path]:
    """The oldest first."""
    try:
        return sorted(path for path in folder.iterdir() if path.name.endswith(_ENDING))
    except FileNotFoundError:
        return []


def _size(parts: Iterable[Path]) -> int:
    total = 0
    for part in parts:
        try:
            total += part.stat().st_size
        except FileNotFoundError:
            pass
    return total


def _write_part(folder: Path, lines: Iterable[bytes]) -> None:
    """A part is there with its whole content or not at all."""
    name = f"{time.time_ns():020d}-{secrets.token_hex(4)}"
    hidden = folder / f".{name}"
    with open(hidden, "xb") as file:
        file.writelines(lines)
    os.rename(hidden, folder / f"{name}{_ENDING}")


def _join(folder: Path, parts: list[Path]) -> None:
    """Makes one part of many, and forgets the oldest of what is too much."""
    lines: dict[bytes, bytes] = {}
    for part in parts:
        try:
            for line in part.read_bytes().splitlines(keepends=True):
                key = line.partition(b"\t")[0]
                if line.endswith(b"\n") and KEY.fullmatch(key):  # else of a write that a power cut has torn
                    lines.pop(key, None)
                    lines[key] = line
        except FileNotFoundError:
            pass
    room = LARGEST_DOMAIN_BYTES // 2
    kept: list[bytes] = []
    for line in reversed(lines.values()):
        room -= len(line)
        if room < 0:
            break
        kept.append(line)
    _write_part(folder, reversed(kept))
    for part in parts:
        part.unlink(missing_ok=True)
    for hidden in folder.glob(".*"):
        try:
            if hidden.stat().st_mtime < time.time() - _LONGEST_WRITE_SECONDS:
                hidden.unlink()  # of a service that was killed
        except FileNotFoundError:
            pass  # of another one, which has just finished it
