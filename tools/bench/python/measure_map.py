"""What the map of a checkout costs once everything is imported, as a line of JSON.

usage: measure_map.py RUNNER ours|aider CHECKOUT CACHE     RUNNER is the folder that has aider_runner
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Callable

TOKENS = 1024  # Aider's own, and eight times as many as long as no file is in the chat
REQUEST = "The greeting is wrong\n\nIt should say bye."


def prepare_ours(checkout: str, cache: str) -> Callable[[], str]:
    from aider_runner import preload  # noqa: F401
    from aider_runner import repository_map
    from aider_runner.confinement import Confinement
    from aider_runner.known_tags import NewTags
    from aider_runner.prices import estimate_tokens
    from aider_runner.repository import open_repository
    from aider_runner.tag_store import TagStore

    import aider.repomap  # noqa: F401
    import grep_ast  # noqa: F401
    import numpy  # noqa: F401
    import tree_sitter_language_pack  # noqa: F401

    repository_map.MOST_PARSED = sys.maxsize  # so that a first run leaves nothing for the second

    def draw() -> str:
        store = TagStore(Path(cache), "bench")
        found: list[Any] = []
        with tempfile.TemporaryDirectory() as home:
            known = os.path.join(home, "known")
            store.copy("bench", known)
            index = os.path.join(checkout, ".git", "index")
            repository = open_repository(Confinement(checkout), index, (), sys.exit)
            tags = NewTags(lambda message: found.extend(message["lines"]))
            text = repository_map.RepositoryMap(repository, known, tags, estimate_tokens).draw(REQUEST, (), TOKENS * 8)
            store.add("bench", found)
        return text

    return draw


def prepare_aider(checkout: str, cache: str) -> Callable[[], str]:
    from aider.io import InputOutput
    from aider.repomap import RepoMap
    from aider_runner.prices import estimate_tokens

    import grep_ast  # noqa: F401
    import networkx.algorithms.link_analysis.pagerank_alg  # noqa: F401
    import scipy.sparse  # noqa: F401
    import tree_sitter_language_pack  # noqa: F401

    def draw() -> str:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=checkout, check=True, capture_output=True, text=True)
        files = [os.path.join(checkout, path) for path in listed.stdout.split("\0") if path]
        io = InputOutput(pretty=False, yes=True, fancy_input=False)
        model = SimpleNamespace(token_count=estimate_tokens)  # the same for both, and cheaper than Aider's
        repo_map = RepoMap(map_tokens=TOKENS, root=checkout, main_model=model, io=io, max_context_window=128_000)
        return repo_map.get_repo_map([], files, set(), set(REQUEST.split())) or ""

    return draw


if __name__ == "__main__":
    _, runner, who, checkout, cache = sys.argv
    sys.path.insert(0, runner)
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    warnings.simplefilter("ignore")
    draw = {"ours": prepare_ours, "aider": prepare_aider}[who](os.path.realpath(checkout), cache)
    begun, cpu = time.monotonic(), time.process_time()
    text = draw()
    cost = {"wallMs": (time.monotonic() - begun) * 1000, "cpuSeconds": time.process_time() - cpu}
    print(json.dumps({**cost, "characters": len(text)}))
