"""The map of a repository that a model is shown: what is defined where, as far as it may matter for the request."""

from __future__ import annotations

import re
from threading import Event, Thread
from typing import Callable, Iterable, Sequence

from aider_runner.file_choice import best_files, choose_files, is_named
from aider_runner.known_tags import NewTags, read_known_tags, tags_key
from aider_runner.map_text import CountTokens, MapText
from aider_runner.repository import Repository
from aider_runner.source_tags import NOTHING, FileTags, find_tags
from aider_runner.tag_ranking import Ranking, Request, rank
from aider_runner.tracked_files import blob_id

MOST_PARSED = 3_000  # of files that no job has parsed before; above, only those are that the request is about
_MOST_CHOSEN = 200
_MOST_MENTIONED = 50
_MOST_NAMED, _MOST_DEFINITIONS_NAMED = 20, 40


class RepositoryMap:
    """Knows the tags that earlier jobs found, and tells those that it has to find itself."""

    def __init__(self, repository: Repository, known_tags: str, new_tags: NewTags, count_tokens: CountTokens) -> None:
        self._repository = repository
        self._new_tags = new_tags
        self._count_tokens = count_tokens
        self._languages = [_language(file.path) for file in repository.files]
        self._tags: list[FileTags | None] = [None if language else NOTHING for language in self._languages]
        self._drawn: dict[tuple[frozenset[str], int], str] = {}
        self._stop = Event()
        self._thread: Thread | None = None
        self._take(known_tags)

    def draw(self, message: str, shown: Iterable[str], most_tokens: int) -> str:
        """The map for a message; the files in `shown` are left out. The same for the same files, whatever is said."""
        files = frozenset(shown)
        key = (files, most_tokens)
        if key not in self._drawn:
            self._drawn[key] = self._draw(message, files, most_tokens)
        return self._drawn[key]

    def parse_meanwhile(self) -> None:
        """Begins to parse what no job has parsed, for those that come."""
        unseen = self._unseen()
        if unseen and self._thread is None:
            self._stop.clear()
            self._thread = Thread(target=self._parse, args=(unseen, self._stop.is_set), daemon=True)
            self._thread.start()

    def stop_parsing(self) -> None:
        """Ends that, at once but for one file."""
        if self._thread:
            self._stop.set()
            self._thread.join()
            self._thread = None

    def _draw(self, message: str, shown: frozenset[str], most_tokens: int) -> str:
        paths = self._repository.paths
        unseen = self._unseen()
        # Content is searched only where not all definitions are known: the ranking finds names by itself.
        search = self._repository.find if len(unseen) > MOST_PARSED else None
        scores = choose_files(paths, message, search)
        if len(unseen) > MOST_PARSED:
            unknown = set(unseen)
            unseen = [file for file in best_files(scores, _MOST_CHOSEN) if file in unknown]
        self._parse(unseen, lambda: False)
        hidden = {place for place, path in enumerate(paths) if path in shown}
        best = best_files(scores, _MOST_MENTIONED)
        highest = max(scores.values(), default=1.0)
        request = Request(
            shown=hidden,
            mentioned={file: 1.0 if is_named(scores[file]) else scores[file] / highest for file in best},
            names=frozenset(re.split(r"\W+", message)),
        )
        tags = [of_file or NOTHING for of_file in self._tags]
        ranking = _named_first(rank(paths, tags, request, most_tokens), best, scores)
        return MapText(paths, tags, self._repository.read_text).fit(ranking, most_tokens, self._count_tokens)

    def _unseen(self) -> list[int]:
        return [file for file, tags in enumerate(self._tags) if tags is None]

    def _take(self, known_tags: str) -> None:
        keys: dict[int, str] = {}
        for place, (file, language) in enumerate(zip(self._repository.files, self._languages)):
            blob = file.blob or _blob_of(self._repository.read(file.path)) if language else None
            if language and blob:
                keys[place] = tags_key(blob, language)
        known = read_known_tags(known_tags, set(keys.values()))
        for place, key in keys.items():
            self._tags[place] = known.get(key)

    def _parse(self, files: Sequence[int], stopped: Callable[[], bool]) -> None:
        for place in files:
            if stopped():
                break
            path, language = self._repository.paths[place], self._languages[place]
            content = self._repository.read(path)
            if content is None or not language:
                self._tags[place] = NOTHING
                continue
            tags = _tags_of(path, content)
            self._tags[place] = tags
            self._new_tags.add(tags_key(blob_id(content), language), tags)
        self._new_tags.flush()


def _language(path: str) -> str | None:
    from grep_ast import filename_to_lang

    return filename_to_lang(path)


def _blob_of(content: bytes | None) -> str | None:
    return None if content is None else blob_id(content)


def _tags_of(path: str, content: bytes) -> FileTags:
    try:
        return find_tags(path, content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return NOTHING


def _named_first(ranking: Ranking, best: Sequence[int], scores: dict[int, float]) -> Ranking:
    """Of the files that the request names first, then the others by their rank."""
    named = [file for file in best if is_named(scores[file])][:_MOST_NAMED]
    first: list[tuple[int, int]] = []
    for file in named:
        own = [definition for definition in ranking.definitions if definition[0] == file]
        first += own[:_MOST_DEFINITIONS_NAMED] or ([(file, -1)] if file in ranking.files else [])
    taken = set(first)
    definitions = first + [definition for definition in ranking.definitions if definition not in taken]
    order = {file: place for place, file in enumerate(best)}
    return Ranking(definitions, sorted(ranking.files, key=lambda file: order.get(file, len(order))))
