"""One job on one connection: hands it to a process, passes on what that says, and ends both in time."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, AsyncIterator, Awaitable, Callable

from aider_runner import protocol
from aider_runner.frames import FrameError, Message
from aider_runner.gateway_relay import GatewayRelay
from aider_runner.give_to_group import give_to_group
from aider_runner.job import BadJob, Job
from aider_runner.job_tags import JobTags
from aider_runner.known_tags import MESSAGE as TAGS
from aider_runner.pool import Pool
from aider_runner.single_use_process import SingleUseProcess
from aider_runner.slot import Slot
from aider_runner.watchdog import Allowance, Limit, Watchdog, limit_text

Send = Callable[[Message], Awaitable[None]]


class JobSession:
    """Runs a job in a process of `pool` and tells `send` about it."""

    def __init__(
        self, job: Job, raw: Message, send: Send, pool: Pool, tags: JobTags, shared: bool = False
    ) -> None:
        self._job = job
        self._raw = raw
        self._send = send
        self._pool = pool
        self._tags = tags
        self._shared = shared
        self._usage: dict[str, Any] = protocol.NO_USAGE
        self._allowance = Allowance()

    async def run(self, process: SingleUseProcess) -> None:
        """Returns when the result was sent; by then nothing of the job runs. Cancelled when the client is gone."""
        try:
            async with AsyncExitStack() as stack:
                request = self._raw
                await self._tags.bring(process)
                if self._pool.sandbox.bubblewrap is not None:
                    request = await stack.enter_async_context(self._moved_in(process))
                result = await self._outcome(process, request)
                await self._pool.end(process)
        finally:
            if self._shared:  # also when the client is gone: it still has to remove the checkout
                await asyncio.shield(asyncio.create_task(self._give_back(process)))
        self._tags.close()
        await self._tags.written()
        await self._send(result)

    async def _give_back(self, process: SingleUseProcess) -> None:
        await self._pool.end(process)
        await asyncio.to_thread(give_to_group, self._job.workspace)

    async def _outcome(self, process: SingleUseProcess, request: Message) -> Message:
        begun = time.monotonic()
        talk = asyncio.create_task(self._talk(process, request))
        bark = asyncio.create_task(Watchdog(process.pid, process.home, self._allowance).bark())
        try:
            done, _ = await asyncio.wait({talk, bark}, timeout=self._job.timeoutSeconds, return_when="FIRST_COMPLETED")
            if bark in done and talk not in done:
                return self._stopped(bark.result(), begun)
            if talk not in done:
                limit = f"{self._job.timeoutSeconds:g} s"
                return self._unfinished("timeout", f"The job was stopped at its limit of {limit}.", begun)
            result = talk.result()
        except (FrameError, ConnectionError):
            process.kill()
            result = None
        finally:
            await _cancel(talk, bark)
        if result is None:
            how = await process.end()
            return self._unfinished("crashed", f"The process of the job ended with {how}.", begun)
        return result

    @asynccontextmanager
    async def _moved_in(self, process: SingleUseProcess) -> AsyncIterator[Message]:
        """The request, with its checkout and its gateway at places that the process can see. Raises BadJob."""
        slot = Slot(process.home, self._job.workspace)
        job: dict[str, Any] = {**self._raw["job"], "workspace": str(slot.workspace)}
        relay = None
        if self._job.gateway:
            socket = process.home / "gateway"
            relay = GatewayRelay(socket, self._job.gateway.socket)
            try:
                await relay.open()
            except OSError as error:
                raise BadJob("the path of the folder for private homes is too long for a socket") from error
            job["gateway"] = {**job["gateway"], "socket": str(socket)}
        try:
            await slot.take()
            yield {**self._raw, "job": job}
            slot.give_back()
        finally:
            if relay:
                relay.close()

    async def _talk(self, process: SingleUseProcess, request: Message) -> Message | None:
        await process.send(request)
        while (message := await process.receive()) is not None:
            kind = message.get("type")
            if kind == "calling":
                self._tags.keep()
                self._pool.fill()
            elif kind == TAGS:
                self._tags.take(message)
            elif kind == "event" and isinstance(message.get("event"), dict):
                self._usage = message["event"].get("usage", self._usage)
                if message["event"].get("kind") == "model_call":
                    self._tags.close()
                await self._send(message)
            elif kind in ("result", "error"):
                return message
            else:
                raise FrameError("a process said what it never should")
        return None

    def _stopped(self, limit: Limit, begun: float) -> Message:
        return self._unfinished(limit, limit_text(limit, self._allowance), begun)

    def _unfinished(self, status: protocol.Status, warning: str, begun: float) -> Message:
        elapsed = round((time.monotonic() - begun) * 1000)
        return protocol.unfinished(status, self._job.model, self._usage, warning, elapsed)


async def _cancel(*tasks: asyncio.Task[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
