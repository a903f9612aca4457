"""Keeps processes prepared, and bounds how many jobs run at a time."""

from __future__ import annotations

import asyncio
import os
from collections import deque
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, AsyncIterator

from aider_runner import process_tree
from aider_runner.frames import FrameError
from aider_runner.sandbox import Sandbox
from aider_runner.single_use_process import SingleUseProcess
from aider_runner.until_ended import until_ended
from aider_runner.until_started import until_started

_PREPARE_SECONDS = 120
_FIRST_PAUSE_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 30


class NotPrepared(Exception):
    """No process could be prepared."""


class Pool:
    """`size` processes wait at any time, and at most `size` jobs run."""

    def __init__(self, size: int, scratch: Path, sandbox: Sandbox) -> None:
        self._size = size
        self.sandbox = sandbox
        self._scratch = scratch
        self._free_slots = asyncio.Semaphore(size)
        self._idle: deque[SingleUseProcess] = deque()
        self._waiting: deque[asyncio.Future[SingleUseProcess]] = deque()
        self._alive: set[SingleUseProcess] = set()
        self._others: set[int] = set()
        self._preparing: set[asyncio.Task[None]] = set()
        self._failures_in_a_row = 0
        self._births = asyncio.Lock()
        self._closed = False

    def fill(self) -> None:
        """Begins to prepare as many processes as are missing."""
        missing = max(self._size, len(self._waiting)) - len(self._idle) - len(self._preparing)
        for _ in range(0 if self._closed else missing):
            task = asyncio.create_task(self._prepare())
            self._preparing.add(task)
            task.add_done_callback(self._prepared)

    async def wait_until_ready(self) -> None:
        """Returns once a process waits for a job. Raises NotPrepared when that fails."""
        if not self._idle:
            process = await self._next()
            self._give(process)

    @asynccontextmanager
    async def process(self) -> AsyncIterator[SingleUseProcess]:
        """A prepared process for one job, destroyed afterwards. Raises NotPrepared."""
        async with self._free_slots:
            process = self._idle.popleft() if self._idle else await self._next()
            try:
                yield process
            finally:
                # Must end also when this task is cancelled meanwhile.
                await asyncio.shield(asyncio.create_task(self._destroy(process)))
                self.fill()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Counts as one of the jobs that may run at a time, without a prepared process."""
        async with self._free_slots:
            yield

    @asynccontextmanager
    async def spawned(self, *command: str, **options: Any) -> AsyncIterator[asyncio.subprocess.Process]:
        """Another process than the prepared ones, ended afterwards with all that it ever started. Raises NotPrepared."""
        async with self._births:
            if self._closed:
                raise NotPrepared("the runner stops")
            process = await until_started(
                asyncio.create_subprocess_exec(*command, start_new_session=True, **options)
            )
            self._others.add(process.pid)
        try:
            yield process
        finally:
            await asyncio.shield(asyncio.create_task(self._end_other(process)))

    async def _end_other(self, process: asyncio.subprocess.Process) -> None:
        if process.returncode is None:
            process_tree.kill_group(process.pid)
            process_tree.kill_all(process.pid)
            await until_ended(process)
        self._others.discard(process.pid)
        await self._sweep()

    async def end(self, process: SingleUseProcess) -> None:
        """Ends a process with all that it ever started, also what hid itself; its home stays."""
        await process.end_all()
        self._alive.discard(process)
        await self._sweep()

    async def close(self) -> None:
        """Ends every process."""
        self._closed = True
        async with self._births:  # what is being born now is known to be alive then
            for task in self._preparing:
                task.cancel()
        for process in list(self._alive):
            process.kill()
        for pid in process_tree.descendants(os.getpid()):
            process_tree.kill(pid)
        await asyncio.gather(*(process.destroy() for process in list(self._alive)), return_exceptions=True)
        await self._sweep()

    async def _next(self) -> SingleUseProcess:
        turn: asyncio.Future[SingleUseProcess] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        self.fill()
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and not turn.exception():
                self._give(turn.result())
            raise
        finally:
            if turn in self._waiting:
                self._waiting.remove(turn)

    def _give(self, process: SingleUseProcess) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(process)
                return
        self._idle.append(process)

    async def _prepare(self) -> None:
        if self._failures_in_a_row:
            await asyncio.sleep(min(_FIRST_PAUSE_SECONDS * 2**self._failures_in_a_row, _LONGEST_PAUSE_SECONDS))
        async with self._births:
            if self._closed:
                return
            process = await until_started(SingleUseProcess.start(self._scratch, self.sandbox))
            self._alive.add(process)
        try:
            await asyncio.wait_for(process.ready(), _PREPARE_SECONDS)
        except (FrameError, asyncio.TimeoutError) as error:
            await self._destroy(process)
            self._fail(NotPrepared(str(error) or "a process took too long to get ready"))
        except asyncio.CancelledError:
            process.kill()
            raise
        else:
            self._failures_in_a_row = 0
            self._give(process)

    def _fail(self, error: NotPrepared) -> None:
        self._failures_in_a_row += 1
        for turn in self._waiting:
            if not turn.done():
                turn.set_exception(error)
        self._waiting.clear()

    def _prepared(self, task: asyncio.Task[None]) -> None:
        self._preparing.discard(task)
        if self._failures_in_a_row:
            self.fill()

    async def _destroy(self, process: SingleUseProcess) -> None:
        await process.destroy()
        self._alive.discard(process)
        await self._sweep()

    async def _sweep(self) -> None:
        """Ends what outlived its process: such orphans are children of this process now."""
        async with self._births:  # a process that is being born is not known to be alive yet
            for _ in range(100):
                spare = {*(process.pid for process in self._alive), *self._others}
                strays = process_tree.descendants(os.getpid(), spare)
                if not strays:
                    return
                for pid in strays:
                    process_tree.kill(pid)
                    process_tree.reap(pid)
                await asyncio.sleep(0.01)
