"""One command of the repository, run on a copy of the checkout: whatever it does, the checkout stays as it was."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aider_runner import process_tree, protocol
from aider_runner.frames import Message, encode_frame
from aider_runner.job import BadJob, check_absolute_path, check_duration, check_text
from aider_runner.pool import Pool
from aider_runner.sealed_environment import command_environment
from aider_runner.until_ended import until_ended
from aider_runner.watchdog import Allowance, Limit, Watchdog

KEPT_BYTES = 20_000
_CHUNK = 64 * 1024
_LAST_MOMENT_SECONDS = 2


@dataclass(frozen=True)
class Verify:
    """What is asked for."""

    workspace: str
    command: str
    timeoutSeconds: float


def parse_verify(raw: Any) -> Verify:
    """Raises BadJob."""
    if not isinstance(raw, dict) or set(raw) != set(Verify.__dataclass_fields__):
        raise BadJob("a verification has workspace, command and timeoutSeconds")
    return Verify(
        check_absolute_path(raw["workspace"], "workspace"),
        check_text(raw["command"], "command"),
        check_duration(raw["timeoutSeconds"], "timeoutSeconds"),
    )


class Verification:
    """Runs once."""

    def __init__(self, asked: Verify, scratch: Path, pool: Pool, allowance: Allowance = Allowance()) -> None:
        self._asked = asked
        self._scratch = scratch
        self._pool = pool
        self._allowance = allowance
        self._tail = bytearray()

    async def run(self) -> Message:
        """How it went. Ends the command with all that it started when it is cancelled. Raises BadJob."""
        begun = time.monotonic()
        home = Path(tempfile.mkdtemp(prefix="v-", dir=self._scratch))
        try:
            copy = await self._copy(home)
            status, exit_code = await self._run(home, copy)
        finally:
            await asyncio.shield(asyncio.to_thread(shutil.rmtree, home, ignore_errors=True))
        elapsed = round((time.monotonic() - begun) * 1000)
        return protocol.verified(status, exit_code, self._tail.decode("utf-8", "replace"), elapsed)

    async def _copy(self, home: Path) -> Path:
        origin = os.path.realpath(self._asked.workspace)
        if not os.path.isdir(origin):
            raise BadJob("workspace is no folder")
        copy = home / "checkout"
        arguments = ("cp", "-a", "--reflink=auto", "--", origin, str(copy))
        async with self._pool.spawned(*arguments, stderr=asyncio.subprocess.DEVNULL) as process:
            await until_ended(process)
        if not copy.is_dir():
            raise BadJob("workspace can't be copied")
        return copy

    async def _run(self, home: Path, copy: Path) -> tuple[str, int | None]:
        pipes: dict[str, Any] = {"stdin": asyncio.subprocess.PIPE, "stdout": asyncio.subprocess.PIPE}
        quiet = {"stderr": asyncio.subprocess.DEVNULL, "cwd": home, "env": command_environment(home)}
        command = self._pool.sandbox.command("execute", str(home))
        async with self._pool.spawned(*command, **pipes, **quiet) as process:
            tasks = (
                asyncio.create_task(until_ended(process)),
                asyncio.create_task(Watchdog(process.pid, home, self._allowance).bark()),
                asyncio.create_task(self._read(process)),
            )
            try:
                return await self._wait(process, copy, *tasks)
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    async def _wait(
        self,
        process: asyncio.subprocess.Process,
        copy: Path,
        end: asyncio.Task[int],
        bark: asyncio.Task[Limit],
        read: asyncio.Task[None],
    ) -> tuple[str, int | None]:
        seconds = self._asked.timeoutSeconds
        request = {"command": self._asked.command, "directory": str(copy), "cpuSeconds": seconds}
        assert process.stdin is not None
        process.stdin.write(encode_frame(request))
        process.stdin.close()
        done, _ = await asyncio.wait({end, bark}, timeout=seconds, return_when="FIRST_COMPLETED")
        status = self._status(done, end, bark)
        process_tree.kill_group(process.pid)  # what it left behind keeps the output open
        await asyncio.wait({read}, timeout=_LAST_MOMENT_SECONDS)
        return status, end.result() if status in ("passed", "failed") else None

    @staticmethod
    def _status(done: set[Any], end: asyncio.Task[int], bark: asyncio.Task[Limit]) -> str:
        if end in done:
            return "passed" if end.result() == 0 else "failed"
        return bark.result() if bark in done else "timeout"

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        while chunk := await process.stdout.read(_CHUNK):
            self._tail += chunk
            del self._tail[:-KEPT_BYTES]
