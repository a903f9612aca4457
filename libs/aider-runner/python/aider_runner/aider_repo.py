"""How Aider sees the repository: without files that are no source, and with a map that can't hurt."""

from __future__ import annotations

import os
import stat
from typing import Any, Collection

from aider_runner.ignore_rules import is_left_out, is_too_large
from aider_runner.journal import Journal


def guard_repo(root: str, named: Collection[str], journal: Journal) -> None:
    """`named` are the relative paths that the job asks for by name."""
    import aider.repomap
    from aider.repo import GitRepo
    from aider.repomap import RepoMap
    from pygments.lexers import get_lexer_for_filename

    def ignored_file_raw(repo: Any, path: Any) -> bool:
        relative = os.path.relpath(os.path.join(root, str(path)), root)
        try:
            status = os.lstat(os.path.join(root, relative))
        except (OSError, ValueError):
            return False  # staged and deleted, or not there yet
        if not stat.S_ISREG(status.st_mode):
            return True
        return is_too_large(status.st_size) if relative in named else is_left_out(relative, status.st_size)

    def load_tags_cache(repo_map: Any) -> None:
        repo_map.TAGS_CACHE = {}  # Aider's own is a pickle in the checkout: whoever commits one runs code here

    draw = RepoMap.get_repo_map

    def get_repo_map(repo_map: Any, *arguments: Any, **options: Any) -> str | None:
        try:
            return draw(repo_map, *arguments, **options)
        except Exception as error:
            journal.warn(f"There is no map of the repository: {type(error).__name__}.")
            repo_map.max_map_tokens = 0
            return None

    aider.repomap.guess_lexer_for_filename = get_lexer_for_filename  # guessing loads every lexer there is
    GitRepo.ignored_file_raw = ignored_file_raw
    RepoMap.load_tags_cache = load_tags_cache
    RepoMap.get_repo_map = get_repo_map
