"""The model's own words, without the edits: what a person reads in a pull request."""

from __future__ import annotations

import re
from typing import Callable, Iterable, Iterator

MAX_SUMMARY_CHARACTERS = 20_000

_HEAD = re.compile(r"^<{5,9} SEARCH>?\s*$")
_END = re.compile(r"^>{5,9} REPLACE\s*$")
_FENCE = re.compile(r"^\s*(`{3,}|~{3,}|</?(?:source|code|pre|codeblock|sourcecode)>)\s*(\S*)")
_PATCH_BEGIN, _PATCH_END = "*** Begin Patch", "*** End Patch"
_LONGEST_FILE_NAME = 300
_DIFF_LANGUAGES = ("diff", "udiff", "patch")
_THOUGHTS = re.compile(r"\A\s*<(think|thinking)>.*?</\1>", re.DOTALL)
_LOOKS_LIKE_PATH = re.compile(r"/|\.\w")
_FILE_NAME = re.compile(r"^[#*`\s]*[^\s`*#]*[^\s`*#:][*`\s]*:?[*`\s]*$")


def summarize(replies: Iterable[str], edit_format: str) -> str:
    """The prose of all replies as Markdown, at most MAX_SUMMARY_CHARACTERS long; empty when there is none."""
    parts = (_prose(reply, whole_files=edit_format == "whole") for reply in replies)
    text = "\n\n".join(part for part in parts if part)
    if len(text) <= MAX_SUMMARY_CHARACTERS:
        return text
    return text[: MAX_SUMMARY_CHARACTERS - 1].rstrip() + "…"


def _prose(reply: str, whole_files: bool) -> str:
    lines = _THOUGHTS.sub("", reply.replace("\r\n", "\n")).split("\n")
    kept: list[str] = []
    for line in _without_edits(lines, whole_files):
        if line.strip() or (kept and kept[-1]):
            kept.append(line if line.strip() else "")
    return "\n".join(kept).strip()


def _without_edits(lines: list[str], whole_files: bool) -> Iterator[str]:
    pending: str | None = None  # a line that may turn out to be the name of the file edited next
    position = 0
    while position < len(lines):
        line = lines[position]
        end, is_edit = _block(lines, position, whole_files, named=pending is not None)
        if end == position:
            if pending is not None:
                yield pending
            pending = line if _is_file_name(line) else None
            if pending is None:
                yield line
            position += 1
            continue
        if not is_edit:
            if pending is not None:
                yield pending
            yield from lines[position:end]
        pending = None
        position = end
    if pending is not None:
        yield pending


def _block(lines: list[str], start: int, whole_files: bool, named: bool) -> tuple[int, bool]:
    """Where the fence or edit that starts at `start` ends (`start` when none does), and whether it is an edit."""
    line = lines[start]
    if _HEAD.match(line):
        return _after(lines, start, lambda other: _END.match(other) is not None), True
    if line.strip() == _PATCH_BEGIN:
        return _after(lines, start, lambda other: other.strip() == _PATCH_END), True
    fence = _FENCE.match(line)
    if not fence:
        return start, False
    end = _end_of_fence(lines, start, fence[1])
    inside = lines[start + 1 : end]
    has_edit = any(_HEAD.match(other) or other.strip() == _PATCH_BEGIN for other in inside)
    return end, has_edit or whole_files or named or fence[2] in _DIFF_LANGUAGES


def _end_of_fence(lines: list[str], start: int, mark: str) -> int:
    """The line after the closing fence. Fences within a SEARCH/REPLACE block belong to the file that is edited."""
    position = start + 1
    while position < len(lines):
        if _HEAD.match(lines[position]):
            position = _after(lines, position, lambda other: _END.match(other) is not None)
            continue
        if _closes(lines[position], mark):
            return position + 1
        position += 1
    return len(lines)


def _closes(line: str, mark: str) -> bool:
    stripped = line.strip()
    if mark.startswith("<"):
        return stripped == mark.replace("<", "</", 1)
    return len(stripped) >= len(mark) and not stripped.strip(mark[0])


def _after(lines: list[str], start: int, ends: Callable[[str], bool]) -> int:
    return next((i + 1 for i in range(start, len(lines)) if ends(lines[i])), len(lines))


def _is_file_name(line: str) -> bool:
    if len(line) > _LONGEST_FILE_NAME:
        return False
    plain = line.strip().strip("#*` ").rstrip(":").strip("*` ")
    return _LOOKS_LIKE_PATH.search(plain) is not None and _FILE_NAME.match(line) is not None
