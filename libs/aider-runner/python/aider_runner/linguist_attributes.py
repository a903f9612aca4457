"""Which files a repository itself calls generated or vendored, in its .gitattributes."""

from __future__ import annotations

import re
from typing import Any, Callable, Iterable, Sequence

_FILE = ".gitattributes"
_NAMES = frozenset({"linguist-generated", "linguist-vendored"})
_MOST_FILES, _MOST_RULES = 50, 200
_LONGEST_PATTERN = 200

ReadText = Callable[[str], "str | None"]


class LinguistAttributes:
    """The rules of all .gitattributes of a repository; `read` gives the text of a file of it."""

    def __init__(self, paths: Iterable[str], read: ReadText) -> None:
        attributes = [path for path in paths if path == _FILE or path.endswith(f"/{_FILE}")]
        nearest_last = sorted(attributes, key=lambda path: path.count("/"))[:_MOST_FILES]
        self._rules: list[tuple[Any, bool]] = [
            rule for path in nearest_last for rule in _rules(path.removesuffix(_FILE), read(path) or "")
        ][:_MOST_RULES]

    def leave_out(self, path: str) -> bool:
        """Whether the last rule that fits says so."""
        return next((says for pattern, says in reversed(self._rules) if pattern.match_file(path) is not None), False)


def _rules(folder: str, text: str) -> Sequence[tuple[Any, bool]]:
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

    rules = []
    for line in text.splitlines():
        pattern, *attributes = line.split()[:20] or [""]
        says = {name.lstrip("-!"): _is_set(name, value) for name, _, value in (a.partition("=") for a in attributes)}
        if len(pattern) > _LONGEST_PATTERN or pattern.startswith(("#", '"', "!")) or _NAMES.isdisjoint(says):
            continue
        if pattern.count("*") > 6:
            continue  # a pattern that would take long to match
        rooted = f"/{folder}{pattern.lstrip('/')}" if "/" in pattern.rstrip("/") else f"/{folder}**/{pattern}"
        try:
            compiled = GitIgnoreSpecPattern(rooted if folder or "/" in pattern else pattern)
        except (ValueError, re.error):
            continue
        if compiled.regex is not None:
            rules.append((compiled, any(says[name] for name in _NAMES & says.keys())))
    return rules


def _is_set(name: str, value: str) -> bool:
    return not name.startswith(("-", "!")) and value.lower() != "false"
