"""Speaks like a single-use process. What it does instead of a job is the prompt of that job."""

import os
import signal
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from aider_runner.frames import encode_frame, read_frame  # noqa: E402
from aider_runner.prctl import die_with_parent  # noqa: E402

USAGE = {"llmCalls": 1, "promptTokens": 10, "completionTokens": 1, "costUsd": 0.5}


def say(message: dict) -> None:
    try:
        os.write(1, encode_frame(message))
    except BrokenPipeError:
        os._exit(1)


def start_hidden_grandchild() -> int:
    """A process in a session of its own whose parent is gone: no group and no ancestry leads to it."""
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.setsid()
        pid = os.fork()
        if pid == 0:
            os.closerange(0, 3)
            time.sleep(600)
            os._exit(0)
        os.write(writer, str(pid).encode())
        os._exit(0)
    return int(os.read(reader, 20))


die_with_parent(signal.SIGKILL)
if os.path.exists(os.path.join(os.environ["HOME"], "../broken")):
    sys.exit(9)
say({"type": "ready"})
request = read_frame(sys.stdin.buffer)
if request is None:
    sys.exit()
action = request["job"]["prompt"]
if action == "tags":
    tags = [f"{'0' * 39}{number}:python\t[[],[],[],[],[]]" for number in range(3)]
    say({"type": "tags", "lines": [tags[0], "nonsense"]})
    say({"type": "calling"})
    say({"type": "tags", "lines": [tags[1]]})
    say({"type": "event", "event": {"kind": "model_call", "usage": USAGE}})
    say({"type": "tags", "lines": [tags[2]]})
if action == "hide":
    say({"type": "event", "event": {"kind": "warning", "message": f"{start_hidden_grandchild()} {os.getpid()}"}})
if action in ("hide", "hang", "crash"):
    say({"type": "event", "event": {"kind": "model_call", "usage": USAGE}})
if action in ("hide", "hang"):
    time.sleep(600)
if action == "crash":
    os.kill(os.getpid(), signal.SIGSEGV)
if action == "lock":
    secret = Path(request["job"]["workspace"], "locked", "inner")
    secret.mkdir(parents=True)
    Path(secret, "file").write_text("x")
    for path, mode in ((secret / "file", 0o400), (secret, 0o000), (secret.parent, 0o500)):
        path.chmod(mode)
if action == "babble":
    os.write(1, b"\xff" * 100)
    time.sleep(600)
try:
    known = Path(os.environ["HOME"], "known-tags").read_text()
except FileNotFoundError:
    known = ""
facts = {"known": known, "pid": os.getpid(), "home": os.environ["HOME"], "env": sorted(os.environ), "arguments": sys.argv}
say({"type": "result", "result": facts})
