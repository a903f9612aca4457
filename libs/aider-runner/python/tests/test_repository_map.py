import os
import subprocess
import tempfile
import unittest
from pathlib import Path
from threading import Event

from aider_runner import repository_map
from aider_runner.confinement import Confinement
from aider_runner.known_tags import NewTags
from aider_runner.prices import estimate_tokens
from aider_runner.repository import open_repository
from aider_runner.repository_map import RepositoryMap
from aider_runner.tag_store import TagStore

from tests.aider_map import write_sources
from tests.sources import SOURCES


class RepositoryMapTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name).resolve()
        self.store = TagStore(self.folder / "cache", "v")
        self.jobs = 0
        self.warnings: list[str] = []

    def clone(self, more: dict[str, str] | None = None) -> Path:
        """A fresh checkout: new place, new times."""
        self.jobs += 1
        root = self.folder / f"checkout-{self.jobs}"
        root.mkdir()
        write_sources(root)
        for path, text in (more or {}).items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)
        subprocess.run(["git", "init", "--quiet"], cwd=root, check=True)
        subprocess.run(["git", "add", "."], cwd=root, check=True)
        return root

    def map_of(self, root: Path, domain: str = "repo") -> tuple[RepositoryMap, list[str]]:
        """The map of a job, and the tags that it had to find itself so far."""
        known = str(self.folder / f"known-{self.jobs}-{len(os.listdir(self.folder))}")
        self.store.copy(domain, known)
        found: list[str] = []

        def keep(message: dict) -> None:
            found.extend(message["lines"])
            self.store.add(domain, message["lines"])

        repository = open_repository(Confinement(str(root)), str(root / ".git/index"), set(), self.warnings.append)
        return RepositoryMap(repository, known, NewTags(keep), estimate_tokens), found

    def test_parses_nothing_twice_that_any_checkout_had(self) -> None:
        first, found_first = self.map_of(self.clone())
        text = first.draw("orders", [], 2_000)
        second, found_second = self.map_of(self.clone({"app/new.py": "def brand_new():\n    pass\n"}))

        again = second.draw("orders", [], 2_000)

        self.assertEqual(len(found_first), len(SOURCES))
        self.assertEqual(len(found_second), 1)
        self.assertIn("brand_new", again)
        self.assertEqual(again.replace("\napp/new.py:\n│def brand_new():\n⋮\n", ""), text)

    def test_knows_nothing_from_other_repositories(self) -> None:
        one, _ = self.map_of(self.clone())
        one.draw("", [], 2_000)

        other, found = self.map_of(self.clone(), "elsewhere")
        other.draw("", [], 2_000)

        self.assertEqual(len(found), len(SOURCES))

    def test_goes_by_the_content_where_the_index_is_wrong(self) -> None:
        root = self.clone()
        first, _ = self.map_of(root)
        first.draw("", [], 2_000)
        (root / "app/stock.py").write_text("def changed_by_the_agent():\n    pass\n")

        second, found = self.map_of(root)
        text = second.draw("", [], 2_000)

        self.assertIn("changed_by_the_agent", text)
        self.assertNotIn("take_from_stock(item):", text)
        self.assertEqual(len(found), 1)

    def test_leaves_out_what_is_shown_anyway_and_starts_with_what_is_named(self) -> None:
        drawn, _ = self.map_of(self.clone())

        self.assertNotIn("class OrderService", drawn.draw("", ["app/orders.py"], 2_000))
        for path in SOURCES:
            if path != "settings.json":
                self.assertIn(f"\n{path}", self.map_of(self.clone())[0].draw(f"Please look at {path}.", [], 60), path)

    def test_leaves_out_what_is_no_source_of_the_repository(self) -> None:
        text = "def not_ours():\n    pass\n"
        others = {"web/made.py": text, "web/.gitattributes": "made.py linguist-generated\n", "vendor/a.py": text}
        drawn, found = self.map_of(self.clone({**others, "app/large.py": text * 13_000, "app/line.py": text + "#" * 3_000}))

        self.assertNotIn("not_ours", drawn.draw("", [], 2_000))
        self.assertLess(max(map(len, found)), 5_000)

    def test_maps_only_what_the_request_is_about_when_too_much_is_unknown(self) -> None:
        self.addCleanup(setattr, repository_map, "MOST_PARSED", repository_map.MOST_PARSED)
        repository_map.MOST_PARSED = 3
        drawn, found = self.map_of(self.clone())

        text = drawn.draw("`formatMoney` shows too few digits", [], 2_000)

        self.assertIn("│export function formatMoney", text)
        self.assertIn("│  renderOrder", text)  # it contains the name
        self.assertNotIn("add_amounts", text)
        self.assertLess(len(found), 4)

        drawn.parse_meanwhile()
        self.assertTrue(wait_for(lambda: len(found) == len(SOURCES)))
        drawn.stop_parsing()
        later, found_later = self.map_of(self.clone())
        self.assertIn("add_amounts", later.draw("", [], 2_000))
        self.assertEqual(found_later, [])

    def test_reads_nothing_outside_the_checkout(self) -> None:
        secret = self.folder / "secret"
        secret.mkdir()
        (secret / "stock.py").write_text("def secret_of_the_host():\n    pass\n")
        root = self.clone()
        (root / "app/orders.py").unlink()
        (root / "app/orders.py").symlink_to(secret / "stock.py")
        (root / "web").rename(root / "elsewhere")
        (root / "web").symlink_to(secret)
        (secret / "page.ts").write_text("export function secretOfTheHost() {}\n")

        text = self.map_of(root)[0].draw("", [], 2_000)

        self.assertNotIn("secret_of_the_host", text)
        self.assertNotIn("secretOfTheHost", text)
        self.assertIn("take_from_stock", text)

    def test_says_when_the_files_cannot_be_listed(self) -> None:
        root = self.clone()
        (root / ".git/index").write_bytes(b"DIRC")

        self.assertEqual(self.map_of(root)[0].draw("", [], 2_000), "")
        self.assertIn("can't be listed", self.warnings[0])


def wait_for(condition) -> bool:
    never = Event()
    return any(condition() or never.wait(0.01) for _ in range(1000))
