import json
import os
import tempfile
import time
import unittest
from multiprocessing import get_context
from pathlib import Path

from aider_runner import tag_store
from aider_runner.known_tags import NewTags, read_known_tags, tags_key
from aider_runner.source_tags import FileTags
from aider_runner.tag_store import TagStore, open_store

TAGS = FileTags(["a"], [0], [[]], ["b"], [2])


def line(number: int, tags: object = TAGS) -> str:
    return f"{key(number)}\t{json.dumps(tags)}"


def key(number: int) -> str:
    return tags_key(f"{number:040x}", "python")


def add_some(root: str, first: int) -> None:
    for number in range(first, first + 40):
        TagStore(Path(root), "v").add("repo", [line(number)])


class TagStoreTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.root = self.folder / "cache"
        self.root.mkdir(mode=0o700)
        self.store = TagStore(self.root, "v")

    def known(self, domain: str = "repo", numbers: range = range(1000), store: TagStore | None = None) -> dict[str, FileTags]:
        target = self.folder / f"copy-{time.monotonic_ns()}"
        (store or self.store).copy(domain, str(target))
        return read_known_tags(str(target), {key(number) for number in numbers})

    def test_gives_back_what_it_was_given(self) -> None:
        said: list[dict] = []
        tags = NewTags(said.append)
        tags.add(key(1), TAGS)
        tags.add(key(2), TAGS._replace(defined=["ü\u2028\n"]))
        tags.flush()

        self.store.add("repo", said[0]["lines"])
        self.store.add("repo", [line(3)])

        self.assertEqual(self.known()[key(2)].defined, ["ü\u2028\n"])
        self.assertEqual(set(self.known()), {key(1), key(2), key(3)})
        self.assertEqual(self.known(numbers=range(2, 3)), {key(2): TAGS._replace(defined=["ü\u2028\n"])})

    def test_keeps_repositories_and_versions_apart(self) -> None:
        self.store.add("repo", [line(1)])

        self.assertEqual(self.known("repo proposed"), {})
        self.assertEqual(self.known(store=TagStore(self.root, "w")), {})
        self.assertEqual(set(self.known()), {key(1)})

    def test_keeps_nothing_but_tags(self) -> None:
        unsound = [
            *("", "x", 5, None, line(1) + "\n" + line(2), line(1).replace("\t", " "), "../../x:python\t[[],[],[],[],[]]"),
            *(line(1, [[], [], [], []]), line(1, [["a"], [], [], [], []]), line(1, [["a"], [True], [[]], [], []])),
            *(line(1, [["a"], ["0"], [[]], [], []]), line(1, [["a"], [0], ["x"], [], []]), line(1, [[], [], [], [1], [1]])),
            *("0" * 40 + ":python\t[" + "[" * 100_000, f"{'0' * 40}:python\t{json.dumps([['a' * 1_000_000], [0], [[]], [], []])}"),
        ]

        self.store.add("repo", unsound)

        self.assertEqual(list(self.root.iterdir()), [])

    def test_lets_many_write_and_anybody_remove(self) -> None:
        context = get_context("spawn")
        writers = [context.Process(target=add_some, args=(str(self.root), first)) for first in (0, 100, 200)]
        for writer in writers:
            writer.start()
        while any(writer.is_alive() for writer in writers):
            self.known()
        for writer in writers:
            writer.join()
        self.assertEqual([writer.exitcode for writer in writers], [0, 0, 0])

        parts = list(self.root.glob("*/*.tags"))
        self.assertLessEqual(len(parts), 3 * tag_store.MOST_PARTS)
        self.assertEqual(len(self.known()), 120)
        parts[0].unlink()
        self.assertLess(len(self.known()), 120)

    def test_loses_no_more_than_the_lines_that_are_broken(self) -> None:
        for number in range(3):
            self.store.add("repo", [line(number)])
        first, second, _ = sorted(self.root.glob("*/*.tags"))
        first.write_bytes(first.read_bytes()[:-9])  # torn by a power cut
        with second.open("ab") as part:
            part.write(b"\xff\0 nonsense")

        self.assertEqual(set(self.known()), {key(1), key(2)})

        for number in range(3, 3 + tag_store.MOST_PARTS):
            self.store.add("repo", [line(number)])
        self.assertEqual(set(self.known()), {key(number) for number in range(1, 3 + tag_store.MOST_PARTS)})
        self.assertNotIn(b"nonsense", b"".join(part.read_bytes() for part in self.root.glob("*/*.tags")))

    def test_believes_nothing_that_it_reads_but_tags(self) -> None:
        self.store.add("repo", [line(1)])
        unsound = [[["a"], [-1], [[]], [], []], [["a"], [0], [[]], [], [], []], [[], [], [], ["b"], [2**31]], {"a": 1}, None]
        part = next(self.root.glob("*/*.tags"))
        part.write_text("".join(f"{line(number, value)}\n" for number, value in enumerate(unsound, 10)) + f"{line(1)}\n")

        self.assertEqual(self.known(), {key(1): TAGS})

    def test_forgets_the_oldest_when_there_is_too_much(self) -> None:
        size = len(line(0)) + 1
        self.addCleanup(setattr, tag_store, "LARGEST_DOMAIN_BYTES", tag_store.LARGEST_DOMAIN_BYTES)
        tag_store.LARGEST_DOMAIN_BYTES = size * 20

        for number in range(30):
            self.store.add("repo", [line(number)])

        self.assertLessEqual(sum(part.stat().st_size for part in self.root.glob("*/*.tags")), size * 20)
        self.assertIn(key(29), self.known())
        self.assertNotIn(key(0), self.known())

    def test_forgets_the_repository_that_was_longest_unused(self) -> None:
        for at, domain in enumerate(("old", "used", "new")):
            self.store.add(domain, [line(1)])
            folder = max(self.root.iterdir(), key=lambda path: path.stat().st_ctime_ns)
            os.utime(folder, (at, at))
        self.known("old")
        self.addCleanup(setattr, tag_store, "LARGEST_STORE_BYTES", tag_store.LARGEST_STORE_BYTES)
        tag_store.LARGEST_STORE_BYTES = 3 * (len(line(1)) + 1)

        self.store.add("newest", [line(1)])

        self.assertEqual({domain: len(self.known(domain)) for domain in ("old", "used", "new", "newest")}, {
            **{"old": 1, "used": 0, "new": 1, "newest": 1},
        })

    def test_is_none_where_others_could_write(self) -> None:
        shared = self.folder / "shared/tags"
        shared.mkdir(parents=True)
        shared.chmod(0o777)

        self.assertIsNone(open_store(str(self.folder / "shared"), "0"))
        self.assertIsNone(open_store("/proc/nowhere", "0"))
        self.assertIsNone(open_store(None, "0"))
        self.assertIsNotNone(open_store(str(self.folder / "own"), "0"))
