"""Keeps what an edit did not touch: Aider thinks in lines that end with a line feed, files don't."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from typing import Iterable

BYTE_ORDER_MARK = "\ufeff"

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_THOROUGH_COMPARISONS = 4_000_000


def keep_line_endings(before: bytes, text: str) -> bytes:
    """`text`, the new contents of a file that holds `before`, as bytes.

    Unchanged lines keep their own ending, changed and new ones get the file's most frequent one. The byte-order mark
    and whether the last line is terminated stay as they are. Raises UnicodeDecodeError when `before` is not UTF-8.
    """
    old = before.decode("utf-8")
    mark = BYTE_ORDER_MARK if old.startswith(BYTE_ORDER_MARK) else ""
    old_lines = _split(old[len(mark) :])
    if not old_lines:
        return (mark + text).encode("utf-8", "replace")

    new_lines = [content for content, _ in _split(text.removeprefix(BYTE_ORDER_MARK))]
    usual = _most_frequent(ending for _, ending in old_lines)
    endings = _endings(old_lines, new_lines, usual)
    if endings and old_lines[-1][1] == "":
        endings[-1] = ""
    joined = "".join(content + ending for content, ending in zip(new_lines, endings))
    return (mark + joined).encode("utf-8", "replace")


def _split(text: str) -> list[tuple[str, str]]:
    """Lines as (content, ending); only the last ending may be empty."""
    return [(content, ending) for content, ending in _LINE.findall(text) if content or ending]


def _most_frequent(endings: Iterable[str]) -> str:
    counted = Counter(ending for ending in endings if ending)
    return counted.most_common(1)[0][0] if counted else "\n"


def _endings(old_lines: list[tuple[str, str]], new_lines: list[str], usual: str) -> list[str]:
    endings = [usual] * len(new_lines)
    if any(ending not in ("", usual) for _, ending in old_lines):
        old_contents = [content for content, _ in old_lines]
        for old_start, new_start, length in _unchanged(old_contents, new_lines):
            for offset in range(length):
                endings[new_start + offset] = old_lines[old_start + offset][1] or usual
    return endings


def _unchanged(old: list[str], new: list[str]) -> list[tuple[int, int, int]]:
    """Runs of equal lines as (index in old, index in new, length)."""
    shorter = min(len(old), len(new))
    head = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    tail = next((i for i in range(shorter - head) if old[-1 - i] != new[-1 - i]), shorter - head)
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    thorough = len(middle_old) * len(middle_new) <= _THOROUGH_COMPARISONS
    blocks = SequenceMatcher(None, middle_old, middle_new, autojunk=not thorough).get_matching_blocks()
    return [
        (0, 0, head),
        *((head + block.a, head + block.b, block.size) for block in blocks),
        (len(old) - tail, len(new) - tail, tail),
    ]
