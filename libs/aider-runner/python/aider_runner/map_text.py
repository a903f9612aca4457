"""Writes a map: of each file the lines that show its definitions, as many as fit into a number of tokens."""

from __future__ import annotations

from typing import Callable, Sequence

from aider_runner.source_tags import FileTags
from aider_runner.tag_ranking import Ranking

_LONGEST_LINE = 100
_CLOSE_ENOUGH = 0.15
_MOST_TRIES = 12
_TOKENS_OF_A_DEFINITION = 25

ReadText = Callable[[str], "str | None"]
CountTokens = Callable[[str], int]


class MapText:
    """The files at `paths` with their tags; `read` gives the text of one."""

    def __init__(self, paths: Sequence[str], tags: Sequence[FileTags], read: ReadText) -> None:
        self._paths = paths
        self._tags = tags
        self._read = read
        self._lines: dict[int, list[str]] = {}
        self._rendered: dict[tuple[int, tuple[int, ...]], str] = {}

    def fit(self, ranking: Ranking, most_tokens: int, count: CountTokens) -> str:
        """The longest beginning of the ranking that fits."""
        available = len(ranking.definitions) + len(ranking.files)
        low, high = 0, available
        best, best_tokens = "", 0
        middle = min(max(most_tokens // _TOKENS_OF_A_DEFINITION, 1), available)
        for _ in range(_MOST_TRIES):
            if low > high:
                break
            text = self._write(ranking, middle)
            tokens = count(text)
            if best_tokens < tokens <= most_tokens:
                best, best_tokens = text, tokens
            if abs(tokens - most_tokens) < _CLOSE_ENOUGH * most_tokens and tokens <= most_tokens:
                break
            low, high = (middle + 1, high) if tokens <= most_tokens else (low, middle - 1)
            # A map grows about as its definitions do, so this is closer than the middle.
            middle = min(max(int(middle * 0.95 * most_tokens / max(tokens, 1)), low), high)
        return best

    def _write(self, ranking: Ranking, most: int) -> str:
        by_file: dict[int, list[int]] = {}
        for file, line in ranking.definitions[:most]:
            by_file.setdefault(file, []).extend([line] if line >= 0 else [])
        for file in ranking.files[: max(most - len(ranking.definitions), 0)]:
            by_file.setdefault(file, [])
        parts = []
        for file in sorted(by_file, key=self._paths.__getitem__):
            lines = tuple(sorted(set(by_file[file])))
            name = self._paths[file]
            parts.append(f"\n{name}:\n{self._render(file, lines)}" if lines else f"\n{name}\n")
        return "".join(parts)

    def _render(self, file: int, lines: tuple[int, ...]) -> str:
        known = self._rendered.get((file, lines))
        if known is None:
            known = self._rendered[file, lines] = self._draw(file, lines)
        return known

    def _draw(self, file: int, interesting: tuple[int, ...]) -> str:
        text = self._text_lines(file)
        tags = self._tags[file]
        context = dict(zip(tags.lines, tags.shown))
        shown = {line for at in interesting for line in (at, *context.get(at, ()))}
        shown |= {line + 1 for line in shown if line + 2 in shown}
        shown |= {line + 1 for line in shown if _is_followed_by_a_blank(text, line)}
        drawn, is_gap = [], 0 not in shown
        for number, line in enumerate(text):
            if number in shown:
                drawn.append(f"│{line}"[:_LONGEST_LINE])
                is_gap = True
            elif is_gap:
                drawn.append("⋮")
                is_gap = False
        return "".join(f"{line}\n" for line in drawn)

    def _text_lines(self, file: int) -> list[str]:
        lines = self._lines.get(file)
        if lines is None:
            lines = self._lines[file] = (self._read(self._paths[file]) or "").splitlines()
        return lines


def _is_followed_by_a_blank(text: list[str], line: int) -> bool:
    return line + 1 < len(text) and bool(text[line].strip()) and not text[line + 1].strip()
