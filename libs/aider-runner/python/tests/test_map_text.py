import tempfile
import unittest
from pathlib import Path

from aider_runner.map_text import MapText
from aider_runner.prices import estimate_tokens
from aider_runner.source_tags import find_tags
from aider_runner.tag_ranking import Ranking, Request, rank

from tests.aider_map import aider_map, write_sources
from tests.sources import SOURCES

PATHS = sorted(SOURCES)
TAGS = [find_tags(path, SOURCES[path]) for path in PATHS]


def ranked(shown: tuple[str, ...] = (), mentioned: tuple[str, ...] = (), names: tuple[str, ...] = ()) -> Ranking:
    request = Request([PATHS.index(path) for path in shown], {PATHS.index(path): 1.0 for path in mentioned}, names)
    return rank(PATHS, TAGS, request, 1000)


class MapTextTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        write_sources(self.root)

    def test_ranks_as_aider_does(self) -> None:
        for shown, mentioned, names in (
            ((), (), ()),
            ((), ("web/page.ts",), ()),
            ((), ("app/stock.py",), ("describe_order", "formatMoney")),
            (("app/orders.py",), (), ()),
            (("app/orders.py", "web/money.ts"), ("native/sum.c",), ("add_amounts",)),
        ):
            absolute = [str(self.root / path) for path in PATHS]
            chat = [str(self.root / path) for path in shown]
            theirs = aider_map(self.root).get_ranked_tags(
                chat, [path for path in absolute if path not in chat], set(mentioned), set(names)
            )

            ours = ranked(shown, mentioned, names)

            files = [PATHS[file] for file, _ in ours.definitions]
            self.assertEqual(set(files), {tag.rel_fname for tag in theirs if len(tag) > 1})
            best = [(tag.rel_fname, tag.line) for tag in theirs if len(tag) > 1]
            self.assertEqual([(PATHS[file], line) for file, line in ours.definitions], best, (shown, mentioned, names))
            self.assertEqual({PATHS[file] for file in ours.files}, {tag[0] for tag in theirs if len(tag) == 1} - set(shown))

    def test_writes_what_aider_writes(self) -> None:
        from aider.repomap import Tag

        ranking = ranked()
        theirs = aider_map(self.root).to_tree(
            [Tag(PATHS[f], str(self.root / PATHS[f]), line, "", "def") for f, line in ranking.definitions], set()
        )

        ours = MapText(PATHS, TAGS, SOURCES.get).fit(Ranking(ranking.definitions, []), 10_000, estimate_tokens)

        self.assertEqual(ours, theirs)
        self.assertIn("│class OrderService:", ours)

    def test_takes_as_much_as_fits(self) -> None:
        for most in (10, 60, 120, 200):
            text = MapText(PATHS, TAGS, SOURCES.get).fit(ranked(), most, estimate_tokens)
            self.assertLessEqual(estimate_tokens(text), most)
        self.assertIn("formatMoney", text)

    def test_has_nothing_to_say_about_an_empty_repository(self) -> None:
        empty = rank([], [], Request((), {}, ()), 100)
        self.assertEqual(MapText([], [], SOURCES.get).fit(empty, 100, estimate_tokens), "")
        without_tags = rank(["a.txt"], [TAGS[0]._replace(defined=[], lines=[], shown=[])], Request((), {}, ()), 100)
        self.assertEqual(MapText(["a.txt"], TAGS, SOURCES.get).fit(without_tags, 100, estimate_tokens), "\na.txt\n")
