"""Which definitions of a repository matter most for a request: Aider's ranking, computed on arrays.

Files point to the files that define what they use; the rank of a file flows along, as PageRank has it. Aider makes an
edge for every use of every definition; here names stand between files, so that a name that a thousand files define and
a thousand use costs two thousand steps and not a million.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import Any, Collection, Mapping, Sequence

from aider_runner.source_tags import FileTags

_DAMPING = 0.85
_TOLERANCE = 1e-6
_MOST_ROUNDS = 100
_WEIGHT_OF_THE_UNUSED = 0.1
_WEIGHT_OF_SHOWN_FILES = 50
_COMMON_NAME = 5  # more files than so many define it
_DIGITS = ".9e"  # what is further behind depends on the order of additions


@dataclass(frozen=True)
class Request:
    """What a request is about; files by their place in the list."""

    shown: Collection[int]
    """Files whose content the model has anyway."""
    mentioned: Mapping[int, float]
    """How much of the rank begins in a file that the request is about."""
    names: Collection[str]


@dataclass(frozen=True)
class Ranking:
    """Definitions as (file, line), the best first, and after them files without any."""

    definitions: list[tuple[int, int]]
    """A line of -1 stands for the file without any."""
    files: list[int]


def rank(paths: Sequence[str], tags: Sequence[FileTags], request: Request, most: int) -> Ranking:
    """The `most` best definitions, and all files that have none among them."""
    import numpy as np

    ids: dict[str, int] = {}
    for name in chain.from_iterable(of_file.defined for of_file in tags):
        ids.setdefault(name, len(ids))
    if not ids:
        return Ranking([], [file for file in range(len(paths)) if file not in set(request.shown)])
    file_of, name_of, line_of = _definitions(np, tags, ids)
    pairs = np.unique(file_of * len(ids) + name_of)
    pair_file, pair_name = pairs // len(ids), pairs % len(ids)
    uses = _uses(np, tags, ids)
    user, used, times = uses if len(uses[0]) else (pair_file, pair_name, np.ones(len(pairs)))

    definers = np.bincount(pair_name, minlength=len(ids))
    is_used = np.bincount(used, minlength=len(ids)) > 0
    weight = _weights(np, list(ids), definers, is_used, request.names)[used] * np.sqrt(times)
    shown = np.zeros(len(paths), dtype=bool)
    shown[list(request.shown)] = True
    weight = np.where(shown[user], weight * _WEIGHT_OF_SHOWN_FILES, weight)
    to_itself = _WEIGHT_OF_THE_UNUSED * np.bincount(pair_file, weights=~is_used[pair_name], minlength=len(paths))
    total = np.bincount(user, weights=weight * definers[used], minlength=len(paths)) + to_itself
    takes_part = (total > 0) | (np.bincount(pair_file, minlength=len(paths)) > 0)

    def flow(ranks: Any) -> tuple[Any, Any]:
        share = np.divide(ranks, total, out=np.zeros_like(ranks), where=total > 0)
        return np.bincount(used, weights=share[user] * weight, minlength=len(ids)), share

    def step(ranks: Any) -> Any:
        through_names, share = flow(ranks)
        return np.bincount(pair_file, weights=through_names[pair_name], minlength=len(paths)) + share * to_itself

    ranks = _page_rank(np, step, takes_part, total == 0, _preferred(np, len(paths), request))
    through_names, share = flow(ranks)
    value = np.where(is_used[pair_name], through_names[pair_name], share[pair_file] * _WEIGHT_OF_THE_UNUSED)
    value[shown[pair_file]] = -1
    best = [int(at) for at in np.argsort(-value, kind="stable")[:most] if value[at] >= 0]
    names = list(ids)
    best.sort(
        key=lambda at: (float(f"{value[at]:{_DIGITS}}"), paths[pair_file[at]], names[pair_name[at]]), reverse=True
    )
    lines: dict[int, list[int]] = {int(pairs[at]): [] for at in best}
    keys = file_of * len(ids) + name_of
    for at in np.flatnonzero(np.isin(keys, pairs[best])).tolist():
        lines[int(keys[at])].append(int(line_of[at]))
    definitions = [(int(pair_file[at]), line) for at in best for line in lines[int(pairs[at])]]
    included = {file for file, _ in definitions}
    by_rank = np.lexsort((-np.arange(len(paths)), ranks))[::-1].tolist()
    rest = [file for file in by_rank if takes_part[file]] + [file for file in range(len(paths)) if not takes_part[file]]
    return Ranking(definitions, [file for file in rest if file not in included and not shown[file]])


def _definitions(np: Any, tags: Sequence[FileTags], ids: dict[str, int]) -> tuple[Any, Any, Any]:
    counts = [len(of_file.defined) for of_file in tags]
    size = sum(counts)
    names = np.fromiter(map(ids.__getitem__, chain.from_iterable(t.defined for t in tags)), np.int64, size)
    lines = np.fromiter(chain.from_iterable(of_file.lines for of_file in tags), np.int64, size)
    return np.repeat(np.arange(len(tags)), counts), names, lines


def _uses(np: Any, tags: Sequence[FileTags], ids: dict[str, int]) -> tuple[Any, Any, Any]:
    """Of names that are defined somewhere."""
    counts = [len(of_file.used) for of_file in tags]
    size = sum(counts)
    names = np.fromiter((ids.get(n, -1) for n in chain.from_iterable(t.used for t in tags)), np.int64, size)
    times = np.fromiter(chain.from_iterable(of_file.times for of_file in tags), np.float64, size)
    known = names >= 0
    return np.repeat(np.arange(len(tags)), counts)[known], names[known], times[known]


def _weights(np: Any, names: list[str], definers: Any, is_used: Any, mentioned: Collection[str]) -> Any:
    weights = np.ones(len(names))
    for at in np.flatnonzero(is_used).tolist():
        name = names[at]
        lower, upper = name.lower(), name.upper()
        telling = lower != upper and ("_" in name or "-" in name or (name != lower and name != upper))
        weights[at] *= (10 if name in mentioned else 1) * (10 if telling and len(name) >= 8 else 1)
        weights[at] *= (0.1 if name.startswith("_") else 1) * (0.1 if definers[at] > _COMMON_NAME else 1)
    return weights


def _preferred(np: Any, files: int, request: Request) -> Any:
    preferred = np.zeros(files)
    for file in request.shown:
        preferred[file] = 1
    for file, weight in request.mentioned.items():
        preferred[file] = max(preferred[file], weight)
    return preferred


def _page_rank(np: Any, step: Any, takes_part: Any, is_dead_end: Any, preferred: Any) -> Any:
    count = int(takes_part.sum())
    even = takes_part / count
    wanted = preferred * takes_part
    start = wanted / wanted.sum() if wanted.sum() > 0 else even
    ranks = even
    for _ in range(_MOST_ROUNDS):
        before = ranks
        ranks = _DAMPING * (step(before) + before[is_dead_end].sum() * start) + (1 - _DAMPING) * start
        if np.abs(ranks - before).sum() < count * _TOLERANCE:
            break
    return ranks
