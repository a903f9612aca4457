"""What one source file defines and names, and which lines show a definition: all that a map needs of it."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from functools import lru_cache
from typing import Any, Iterator, NamedTuple

# Part of the key of everything that is kept: to be raised when this module begins to find something else.
SCHEMA = 1

_LONGEST_HEADER = 10  # lines of a scope's head that are shown with what lies in it
_LONGEST_LINE = 2_000  # nobody writes such lines by hand
_LINES_WITH_A_MARK = 5
_MARKS = ("@generated", "DO NOT EDIT")
_MOST_NAMES = 20_000
_LONGEST_NAME = 200


class FileTags(NamedTuple):
    """Definitions by name and line, with the further lines that make sense of each; and how often each name is used.

    Plain lists, which go to JSON and back as they are.
    """

    defined: list[str] = []
    lines: list[int] = []
    shown: list[list[int]] = []
    used: list[str] = []
    times: list[int] = []


NOTHING = FileTags()


def find_tags(path: str, code: str) -> FileTags:
    """The tags of a file, as Aider would find them. Generated and minified files have none."""
    from grep_ast import filename_to_lang

    language = filename_to_lang(path)
    if not language or not code or _is_generated(code):
        return NOTHING
    try:
        grammar = _grammar(language)
    except Exception:  # a language that is known by name only
        return NOTHING
    if grammar is None:
        return NOTHING
    parser, query = grammar
    root = parser.parse(code.encode("utf-8")).root_node
    definitions: list[tuple[str, int]] = []
    references: Counter[str] = Counter()
    for name, is_definition, line in _captured(query, root):
        if is_definition:
            definitions.append((name, line))
        else:
            references[name] += 1
    if definitions and not references:
        references = _names(path, code)
    definitions = sorted(set(definitions), key=lambda definition: definition[::-1])[:_MOST_NAMES]
    lines = [line for _, line in definitions]
    shown = _shown_lines(root, sorted(set(lines)))
    used = references.most_common(_MOST_NAMES)
    return FileTags(
        defined=[name for name, _ in definitions],
        lines=lines,
        shown=[shown[line] for line in lines],
        used=[name for name, _ in used],
        times=[times for _, times in used],
    )


def _is_generated(code: str) -> bool:
    head = code[:1000].split("\n", _LINES_WITH_A_MARK)[:_LINES_WITH_A_MARK]
    if any(mark in line for line in head for mark in _MARKS):
        return True
    return max(map(len, code.split("\n"))) > _LONGEST_LINE


@lru_cache(maxsize=None)
def _grammar(language: str) -> tuple[Any, Any] | None:
    """Parser and query. Making the query takes as long as parsing a file, so it is made once."""
    from aider.repomap import get_scm_fname
    from grep_ast.tsl import get_language, get_parser
    from tree_sitter import Query

    queries = get_scm_fname(language)
    if queries is None or not queries.exists():
        return None
    return get_parser(language), Query(get_language(language), queries.read_text())


def _captured(query: Any, root: Any) -> Iterator[tuple[str, bool, int]]:
    from tree_sitter import QueryCursor

    for kind, nodes in QueryCursor(query).captures(root).items():
        is_definition = kind.startswith("name.definition.")
        if is_definition or kind.startswith("name.reference."):
            for node in nodes:
                yield node.text.decode("utf-8", "replace")[:_LONGEST_NAME], is_definition, node.start_point[0]


def _names(path: str, code: str) -> Counter[str]:
    """Some languages' queries find definitions only. Then every name counts as used."""
    from pygments.lexers import get_lexer_for_filename
    from pygments.token import Token

    try:
        tokens = get_lexer_for_filename(path).get_tokens(code)
        return Counter(text[:_LONGEST_NAME] for kind, text in tokens if kind in Token.Name)
    except Exception:  # no lexer for such a file
        return Counter()


def _shown_lines(root: Any, lines: list[int]) -> dict[int, list[int]]:
    """By line the heads of the scopes around it, the same lines that grep-ast shows."""
    scopes: dict[int, set[int]] = {line: set() for line in lines}
    for start, end in _nodes_on(root, lines):
        for line in lines[bisect_left(lines, start) : bisect_left(lines, end + 1)]:
            scopes[line].add(start)
    starts = sorted(set().union(*scopes.values())) if scopes else []
    heads: dict[int, list[tuple[int, int]]] = {start: [] for start in starts}
    for start, end in _nodes_on(root, starts):
        if end > start and start in heads:
            heads[start].append((end - start, end))
    shown = {start: _head(start, heads[start]) for start in starts}
    return {line: sorted({row for start in scopes[line] if start > 0 for row in shown[start]}) for line in lines}


def _head(start: int, nodes: list[tuple[int, int]]) -> range:
    if len(nodes) < 2:
        return range(start, start + 1)
    size, end = min(nodes)
    return range(start, start + _LONGEST_HEADER if size > _LONGEST_HEADER else end)


def _nodes_on(root: Any, lines: list[int]) -> Iterator[tuple[int, int]]:
    """First and last line of every node that covers one of the lines."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        start, end = node.start_point[0], node.end_point[0]
        at = bisect_left(lines, start)
        if at < len(lines) and lines[at] <= end:
            yield start, end
            waiting.extend(node.children)
