"""One process that has imported everything and serves one job, as the service sees it."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from pathlib import Path

from aider_runner import process_tree
from aider_runner.connection import receive_frame
from aider_runner.frames import FrameError, Message, encode_frame
from aider_runner.sandbox import Sandbox
from aider_runner.sealed_environment import sealed_environment
from aider_runner.until_ended import until_ended

_LAST_MOMENT_SECONDS = 1


class SingleUseProcess:
    """Started by `start`; usable once `ready` has returned; gone with all it ever started once `destroy` has."""

    def __init__(self, process: asyncio.subprocess.Process, home: Path) -> None:
        self._process = process
        self._home = home

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def home(self) -> Path:
        """The one folder that the process may write besides its checkout."""
        return self._home

    @classmethod
    async def start(cls, scratch: Path, sandbox: Sandbox) -> SingleUseProcess:
        """Starts a process with a fresh private home below `scratch`."""
        home = Path(tempfile.mkdtemp(prefix="j-", dir=scratch))
        process = await asyncio.create_subprocess_exec(
            *sandbox.command("work", str(home)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            cwd=home,
            env=sealed_environment(home),
            start_new_session=True,
        )
        return cls(process, home)

    async def ready(self) -> None:
        """Waits until everything is imported. Raises FrameError when the process ends before."""
        message = await self.receive()
        if message is None or message.get("type") != "ready":
            raise FrameError(f"a process could not be prepared: it ended with {await self.end()}")

    async def send(self, message: Message) -> None:
        """Hands the process its job."""
        assert self._process.stdin is not None
        self._process.stdin.write(encode_frame(message))
        await self._process.stdin.drain()

    async def receive(self) -> Message | None:
        """The next message of the process, or None when it says no more."""
        assert self._process.stdout is not None
        return await receive_frame(self._process.stdout)

    async def end(self) -> str:
        """Gives it a moment to end by itself, then ends it. Says how it ended, in words."""
        try:
            code = await asyncio.wait_for(until_ended(self._process), _LAST_MOMENT_SECONDS)
        except asyncio.TimeoutError:
            self.kill()
            code = await until_ended(self._process)
        return f"signal {-code}" if code < 0 else f"exit code {code}"

    def kill(self) -> None:
        """Ends it and its whole process group at once; what left the group is found by the sweep of the pool."""
        if self._process.returncode is None:  # else the number may belong to somebody else by now
            process_tree.kill_group(self.pid)
            process_tree.kill_all(self.pid)

    async def end_all(self) -> None:
        """Ends it with all that it started, and waits until nothing of it can change a file any more."""
        self.kill()
        await until_ended(self._process)

    async def destroy(self) -> None:
        """Ends it and removes its home."""
        await self.end_all()
        await asyncio.to_thread(shutil.rmtree, self._home, ignore_errors=True)
