"""Which files a request is about, by what it says: paths, names of files and folders, and identifiers."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from typing import Callable, Iterable, Sequence

_PATH_NAMED, _END_OF_PATH_NAMED, _NAME_NAMED, _STEM_NAMED = 1000.0, 400.0, 200.0, 40.0
_IN_NAME, _IN_FOLDER, _IN_CONTENT = 2.0, 1.0, 1.5
_SHORTEST_WORD, _SHORTEST_IDENTIFIER = 3, 4
_MOST_IDENTIFIERS = 12
_MOST_WORDS = 400
_TOO_COMMON = 0.2  # of all files: such a word tells nothing
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_TOKEN = re.compile(r"[\w./+-]*\w")
_IDENTIFIER = re.compile(r"[A-Za-z_]\w+")
_PLAIN = frozenset(
    """
    add added adds and are bug but can change changed changes code does doesn don error file files fix fixed fixes for
    from has have how into issue its make makes more new not now one only open please pull remove removed request same
    should some test tests than that the them then there they this too update updated use used uses using via was when
    where which will with without work works would you
    """.split()
)

FindContent = Callable[[Sequence[str]], "dict[str, list[int]]"]


def choose_files(paths: Sequence[str], message: str, find: FindContent | None = None) -> dict[int, float]:
    """How much of the message is about each file, by its place in `paths`; files it is not about are left out.

    `find` says which files contain each of some identifiers.
    """
    if not paths:
        return {}
    scores: dict[int, float] = defaultdict(float)
    _add_named(scores, paths, message)
    _add_words(scores, paths, message)
    identifiers = identifiers_of(message) if find else []
    if find and identifiers:
        for files in find(identifiers).values():
            for file in files:
                scores[file] += _IN_CONTENT * _rarity(len(files), len(paths))
    return {file: score for file, score in scores.items() if score > 0}


def best_files(scores: dict[int, float], most: int) -> list[int]:
    """The files with the highest scores, the best first."""
    return sorted(scores, key=lambda file: (-scores[file], file))[:most]


def is_named(score: float) -> bool:
    """Whether the message names the file itself, and not only what it may be about."""
    return score >= _NAME_NAMED


def identifiers_of(message: str) -> list[str]:
    """What reads like a name in code."""
    found: dict[str, None] = {}
    for quoted in re.findall(r"`([^`\n]{2,200})`", message):
        found.update(dict.fromkeys(_IDENTIFIER.findall(quoted)))
    for word in _IDENTIFIER.findall(message):
        if "_" in word.strip("_") or re.search(r"[a-z][A-Z]|[A-Z]{2,}[a-z]", word):
            found[word] = None
    long_enough = (word for word in found if len(word) >= _SHORTEST_IDENTIFIER and word.lower() not in _PLAIN)
    return list(long_enough)[:_MOST_IDENTIFIERS]


def _add_named(scores: dict[int, float], paths: Sequence[str], message: str) -> None:
    tokens = {token.removeprefix("./").strip("/") for token in _TOKEN.findall(message)}
    stems = {_plain(word) for word in _IDENTIFIER.findall(message) if len(word) >= _SHORTEST_IDENTIFIER} - _PLAIN
    with_folder = {token for token in tokens if "/" in token}
    by_name: dict[str, list[int]] = defaultdict(list)
    by_stem: dict[str, list[int]] = defaultdict(list)
    for file, path in enumerate(paths):
        name = path.rpartition("/")[2]
        if path in tokens:
            scores[file] += _PATH_NAMED
        elif name in tokens and "." in name:
            by_name[name].append(file)
        stem = _plain(name.partition(".")[0])
        if stem in stems:
            by_stem[stem].append(file)
    endings = {token.rpartition("/")[2]: token for token in with_folder}
    for name, files in by_name.items():
        ending = endings.get(name)
        for file in files:
            if ending and f"/{paths[file]}".endswith(f"/{ending}"):
                scores[file] += _END_OF_PATH_NAMED
            elif len(files) == 1 or not ending:
                scores[file] += _NAME_NAMED / len(files)
    for files in by_stem.values():
        for file in files:
            scores[file] += _STEM_NAMED / len(files)


def _add_words(scores: dict[int, float], paths: Sequence[str], message: str) -> None:
    wanted = set(list(dict.fromkeys(_words(message)))[:_MOST_WORDS])
    if not wanted:
        return
    folders: dict[str, frozenset[str]] = {}
    hits: list[tuple[int, str, float]] = []
    files_with: Counter[str] = Counter()
    for file, path in enumerate(paths):
        folder, _, name = path.rpartition("/")
        if folder not in folders:
            folders[folder] = frozenset(wanted.intersection(_words(folder)))
        in_name = wanted.intersection(_words(name))
        for word in folders[folder] | in_name:
            files_with[word] += 1
            hits.append((file, word, _IN_NAME if word in in_name else _IN_FOLDER))
    for file, word, weight in hits:
        scores[file] += weight * _rarity(files_with[word], len(paths))


def _rarity(files: int, of: int) -> float:
    return 0.0 if files > max(of * _TOO_COMMON, 3) else math.log(1 + of / files)


def _words(text: str) -> Iterable[str]:
    for word in _CAMEL.findall(text):
        lower = word.lower()
        if len(lower) >= _SHORTEST_WORD and lower not in _PLAIN:
            yield lower[:-1] if lower.endswith("s") and not lower.endswith("ss") else lower


def _plain(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()
