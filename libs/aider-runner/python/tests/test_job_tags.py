import sys
import unittest
from pathlib import Path

from aider_runner import landlock

from tests.test_service import ServiceCase


@unittest.skipUnless(sys.platform.startswith("linux") and landlock.version(), "nothing is kept without walls")
class JobTagsTest(ServiceCase):
    def more_arguments(self) -> list[str]:
        return [f"{self.folder}/cache"]

    def run_job(self, **job: str) -> str:
        """What the process of the job found in its home."""
        client = self.client()
        client.run("tags", **job)
        return [message for message in iter(client.receive, None)][-1]["result"]["known"]

    def test_brings_a_job_what_earlier_ones_of_its_repository_found(self) -> None:
        first = self.run_job(domain="one")
        second = self.run_job(domain="one")
        other = self.run_job(domain="other")

        self.assertEqual((first, other), ("", ""))
        self.assertEqual(sorted(line[39:41] for line in second.split()[::2]), ["0:", "1:"])

    def test_believes_nothing_once_a_model_has_answered(self) -> None:
        self.run_job(domain="one")

        kept = "".join(part.read_text() for part in Path(self.folder).glob("cache/tags/*/*.tags"))

        self.assertNotIn(f"{'0' * 39}2:", kept)
        self.assertNotIn("nonsense", kept)

    def test_keeps_nothing_of_a_job_that_belongs_nowhere(self) -> None:
        self.run_job()

        self.assertEqual(list(Path(self.folder).glob("cache/tags/*")), [])

    def test_goes_on_when_the_folder_is_gone_or_cannot_be_written(self) -> None:
        self.run_job(domain="one")
        tags = Path(self.folder, "cache/tags")
        tags.rename(Path(self.folder, "elsewhere"))
        tags.write_text("a file in its place")

        self.assertEqual(self.run_job(domain="one"), "")

        tags.unlink()
        self.assertEqual(self.run_job(domain="one"), "")
        self.assertNotEqual(self.run_job(domain="one"), "")
