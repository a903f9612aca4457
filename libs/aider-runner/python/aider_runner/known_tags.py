"""The tags of files by what is in them, as the service keeps them from one job to the next."""

from __future__ import annotations

import json
import os
import re
from itertools import chain
from typing import Any, Callable, Collection, Iterable, Iterator

from aider_runner.source_tags import FileTags

# In the private home of a process: a copy, so that whatever happens to it happens to nobody else.
FILE_NAME = "known-tags"
MESSAGE = "tags"
LONGEST_LINE = 1_000_000
_LINES_AT_A_TIME = 200
_LARGEST_NUMBER = 2**31
_KEY_PATTERN = r"[0-9a-f]{40}:[a-z0-9_+#-]{1,40}"
KEY = re.compile(_KEY_PATTERN.encode())
_LINE = re.compile(rf"({_KEY_PATTERN})\t(\[.*\])")


def tags_key(blob: str, language: str) -> str:
    """What tags are kept under: the same content may be read as another language under another name."""
    return f"{blob}:{language}"


def read_known_tags(path: str, wanted: Collection[str]) -> dict[str, FileTags]:
    """Those of the wanted keys that are known. A file that can't be read knows nothing, and a broken line neither."""
    bodies: dict[str, str] = {}
    try:
        with open(path, encoding="ascii", errors="replace") as file:
            for line in file:
                key, _, body = line.partition("\t")
                if key in wanted:
                    bodies[key] = body
    except OSError:
        return {}
    try:
        # At once: it takes a third less time than line by line.
        values = json.loads(f"[{','.join(bodies.values())}]")
    except (ValueError, RecursionError):
        values = []
    if len(values) != len(bodies):
        values = map(_parsed, bodies.values())
    return {key: FileTags(*value) for key, value in zip(bodies, values) if _are_tags(value)}


class NewTags:
    """Tells the service what was found, some files at a time."""

    def __init__(self, tell: Callable[[dict[str, Any]], None]) -> None:
        self._tell = tell
        self._lines: list[str] = []

    def add(self, key: str, tags: FileTags) -> None:
        line = f"{key}\t{json.dumps(tags, separators=(',', ':'))}"
        if len(line) <= LONGEST_LINE:
            self._lines.append(line)
        if len(self._lines) >= _LINES_AT_A_TIME or sum(map(len, self._lines[-1:])) > LONGEST_LINE // 2:
            self.flush()

    def flush(self) -> None:
        if self._lines:
            self._tell({"type": MESSAGE, "lines": self._lines})
            self._lines = []


def sound_lines(lines: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """Those lines that say what they should, as (key, line): a process may have been made to say anything."""
    for line in lines:
        match = _LINE.fullmatch(line) if isinstance(line, str) and line.isascii() and len(line) <= LONGEST_LINE else None
        if match and _are_tags(_parsed(match[2])):
            yield match[1], line


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _are_tags(value: Any) -> bool:
    """Whether it is what FileTags says, in a way that is fast for many."""
    if not isinstance(value, list) or [*map(type, value)] != [list] * 5:
        return False
    defined, lines, shown, used, times = value
    return (
        _are(str, [*defined, *used])
        and _are(list, shown)
        and _are_numbers([*lines, *times, *chain.from_iterable(shown)])
        and len(defined) == len(lines) == len(shown)
        and len(used) == len(times)
    )


def _are_numbers(values: list[Any]) -> bool:
    return _are(int, values) and (not values or (min(values) >= 0 and max(values) < _LARGEST_NUMBER))


def _are(kind: type, values: list[Any]) -> bool:
    return {*map(type, values)} <= {kind}


def home_file(home: str | os.PathLike[str]) -> str:
    """Where a process with this home finds what is known."""
    return os.path.join(home, FILE_NAME)
