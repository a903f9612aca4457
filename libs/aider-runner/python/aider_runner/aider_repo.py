"""How Aider sees the repository: listed once, with our map, and without files that are no source."""

from __future__ import annotations

import os
from collections import defaultdict
from typing import Any

from aider_runner.journal import Journal
from aider_runner.repository import Repository
from aider_runner.repository_map import RepositoryMap

_ROOM_FOR_THE_REST = 4096  # tokens of the context that no map takes


class MapSettings:
    """Stands where Aider keeps its own map, which nobody asks."""

    def __init__(
        self, map_tokens: int, root: str, model: Any, io: Any, prefix: str, verbose: bool, window: int, **options: Any
    ) -> None:
        self.max_map_tokens = map_tokens
        self.refresh = options["refresh"]
        self.map_mul_no_files = options["map_mul_no_files"]
        self.prefix = prefix
        self._window = window

    def tokens(self, shows_files: bool) -> int:
        """The size of the map; larger as long as it is all that the model sees."""
        larger = min(self.max_map_tokens * self.map_mul_no_files, self._window - _ROOM_FOR_THE_REST)
        return self.max_map_tokens if shows_files or larger <= 0 else int(larger)


def guard_repo(repository: Repository, repository_map: RepositoryMap, journal: Journal) -> None:
    """Replaces what Aider does for each tracked file, several times in every job."""
    import aider.coders.base_coder
    from aider.coders.base_coder import Coder
    from aider.repo import GitRepo

    def get_repo_map(coder: Any, force_refresh: bool = False) -> str | None:
        settings = coder.repo_map
        if not settings or settings.max_map_tokens <= 0:
            return None
        shown = {coder.get_rel_fname(path) for path in (*coder.abs_fnames, *coder.abs_read_only_fnames)}
        try:
            text = repository_map.draw(coder.get_cur_message_text(), shown, settings.tokens(bool(shown)))
        except Exception as error:
            journal.warn(f"There is no map of the repository: {type(error).__name__}.")
            settings.max_map_tokens = 0
            return None
        return settings.prefix.format(other="other " if shown else "") + text if text else None

    def get_file_mentions(coder: Any, content: str, ignore_current: bool = False) -> set[str]:
        current = set() if ignore_current else {*coder.abs_fnames, *coder.abs_read_only_fnames}
        return mentioned_files(content, repository.paths, {coder.get_rel_fname(path) for path in current})

    aider.coders.base_coder.RepoMap = MapSettings
    Coder.get_repo_map = get_repo_map
    Coder.get_file_mentions = get_file_mentions
    Coder.get_all_relative_files = lambda _: list(repository.paths)
    GitRepo.get_tracked_files = lambda _: list(repository.paths)
    GitRepo.ignored_file = lambda *_: False


def mentioned_files(content: str, paths: list[str], shown: set[str]) -> set[str]:
    """Files that a reply asks for: by their path, or by a name that no other file has."""
    words = {word.rstrip(",.!;:?").strip("\"'`*_").replace("\\", "/") for word in content.split()}
    names_shown = {os.path.basename(path) for path in shown}
    by_name: dict[str, list[str]] = defaultdict(list)
    mentioned = set()
    for path in paths:
        if path in shown:
            continue
        if path in words:
            mentioned.add(path)
        name = path.rpartition("/")[2]
        if name in words and not {".", "_", "-"}.isdisjoint(name):  # "run" and "make" are plain words, too
            by_name[name].append(path)
    alone = (files[0] for name, files in by_name.items() if len(files) == 1 and name not in names_shown)
    return mentioned.union(alone)
