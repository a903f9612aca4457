"""The real service, with processes that only pretend to work.

Arguments: socket, pool, scratch, and perhaps `shared` or a folder for its cache.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from aider_runner import sandbox  # noqa: E402
from aider_runner.serve import serve  # noqa: E402

sandbox.Sandbox.command = lambda *_: [sys.executable, "-I", "-B", str(Path(__file__).with_name("fake_worker.py"))]
more = sys.argv[4:]
cache = next((argument for argument in more if argument != "shared"), None)
serve(sys.argv[1], int(sys.argv[2]), sys.argv[3], "0.86.2", "process", shared="shared" in more, cache=cache)
