import os
import unittest
from types import SimpleNamespace

from aider_runner.aider_repo import mentioned_files

PATHS = ["app.py", "src/app.py", "src/only_here.ts", "docs/Makefile", "run", "src/x/only-too.md"]


class MentionedFilesTest(unittest.TestCase):
    def test_understands_a_reply_as_aider_does(self) -> None:
        from aider.coders.base_coder import Coder

        theirs = Coder.get_file_mentions
        for shown in (set(), {"src/app.py"}, {"lib/only_here.ts"}):
            coder = SimpleNamespace(
                abs_fnames=shown,
                abs_read_only_fnames=set(),
                get_addable_relative_files=lambda: set(PATHS) - shown,
                get_inchat_relative_files=lambda: sorted(shown),
                get_rel_fname=os.path.basename,
            )
            for reply in (
                "I need `app.py`.",
                "see src/app.py, src\\app.py and \"only_here.ts\"!",
                "**only-too.md** run Makefile docs/Makefile",
                "apps.py src/app.pyc (app.py)",
                "",
            ):
                self.assertEqual(mentioned_files(reply, PATHS, shown), theirs(coder, reply), (reply, shown))
