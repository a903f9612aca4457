"""Aider's own map, to compare ours with."""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from typing import Any

from aider_runner.prices import estimate_tokens
from aider_runner.source_tags import find_tags
from tests.sources import SOURCES


class _Model:
    token_count = staticmethod(estimate_tokens)


def write_sources(root: Path) -> None:
    for path, text in SOURCES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)


def aider_map(root: Path) -> Any:
    """Aider's RepoMap of the folder, without its cache, and given our tags: it counts some of its own at random."""
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    warnings.simplefilter("ignore")
    from aider.io import InputOutput
    from aider.repomap import RepoMap, Tag

    class Uncached(RepoMap):
        def load_tags_cache(self) -> None:
            self.TAGS_CACHE: dict[str, Any] = {}

        def get_tags(self, fname: str, rel_fname: str) -> list[Tag]:
            tags = find_tags(rel_fname, Path(fname).read_text())
            uses = [name for name, times in zip(tags.used, tags.times) for _ in range(times)]
            return [
                *(Tag(rel_fname, fname, line, name, "def") for name, line in zip(tags.defined, tags.lines)),
                *(Tag(rel_fname, fname, -1, name, "ref") for name in uses),
            ]

    io = InputOutput(pretty=False, yes=True, fancy_input=False)
    return Uncached(map_tokens=1024, root=str(root), main_model=_Model(), io=io)
