"""One job on one connection: hands it to a process, passes on what that says, and ends both in time."""

from __future__ import annotations

import asyncio
import time
from typing import Any, Awaitable, Callable

from aider_runner import protocol
from aider_runner.frames import FrameError, Message
from aider_runner.job import Job
from aider_runner.single_use_process import SingleUseProcess

Send = Callable[[Message], Awaitable[None]]


class JobSession:
    """Runs a job in a process and tells `send` about it."""

    def __init__(self, job: Job, raw: Message, send: Send, on_model_call: Callable[[], None]) -> None:
        self._job = job
        self._raw = raw
        self._send = send
        self._on_model_call = on_model_call
        self._usage: dict[str, Any] = protocol.NO_USAGE

    async def run(self, process: SingleUseProcess) -> None:
        """Returns when the result was sent, whatever becomes of the process. Cancelled when the client is gone."""
        begun = time.monotonic()
        try:
            result = await asyncio.wait_for(self._talk(process), self._job.timeoutSeconds)
        except asyncio.TimeoutError:
            process.kill()
            limit = f"{self._job.timeoutSeconds:g} s"
            result = self._unfinished("timeout", f"The job was stopped at its limit of {limit}.", begun)
        except (FrameError, ConnectionError):
            process.kill()
            result = None
        if result is None:
            how = await process.end()
            result = self._unfinished("crashed", f"The process of the job ended with {how}.", begun)
        await self._send(result)

    async def _talk(self, process: SingleUseProcess) -> Message | None:
        await process.send(self._raw)
        while (message := await process.receive()) is not None:
            kind = message.get("type")
            if kind == "calling":
                self._on_model_call()
            elif kind == "event" and isinstance(message.get("event"), dict):
                self._usage = message["event"].get("usage", self._usage)
                await self._send(message)
            elif kind in ("result", "error"):
                return message
            else:
                raise FrameError("a process said what it never should")
        return None

    def _unfinished(self, status: protocol.Status, warning: str, begun: float) -> Message:
        elapsed = round((time.monotonic() - begun) * 1000)
        return protocol.unfinished(status, self._job.model, self._usage, warning, elapsed)
