"""The conversation on a connection: greet, hear one request, answer it, close."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from aider_runner import protocol
from aider_runner.connection import receive_frame, send_frame
from aider_runner.frames import FrameError, Message
from aider_runner.job import BadJob, Job, check_text, parse_job
from aider_runner.job_session import JobSession
from aider_runner.job_tags import JobTags
from aider_runner.pool import NotPrepared, Pool
from aider_runner.price_table import table_price
from aider_runner.tag_store import TagStore
from aider_runner.verification import Verification, parse_verify

_REQUEST_SECONDS = 60


class Service:
    """Answers connections with the processes of a pool."""

    def __init__(
        self, pool: Pool, scratch: Path, aider_version: str, store: TagStore | None = None, shared: bool = False
    ) -> None:
        self._pool = pool
        self._shared = shared
        self._scratch = scratch
        self._store = store
        self._hello = protocol.hello(aider_version, pool.sandbox.report())

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, from greeting to close."""
        try:
            await send_frame(writer, self._hello)
            request = await asyncio.wait_for(receive_frame(reader), _REQUEST_SECONDS)
            if request is not None:
                await self._answer_while_heard(request, reader, writer)
        except FrameError as error:
            await send_frame(writer, protocol.error("bad_message", str(error)))
        except (asyncio.TimeoutError, asyncio.CancelledError):
            pass  # nobody asks for anything, or the service stops
        finally:
            writer.close()

    async def _answer_while_heard(
        self, request: Message, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Stops answering as soon as the client closes the connection or cancels."""
        answer = asyncio.create_task(self._answer(request, writer))
        hangup = asyncio.create_task(self._hangup(reader))
        try:
            await asyncio.wait({answer, hangup}, return_when=asyncio.FIRST_COMPLETED)
            if answer.done():
                answer.result()
            else:
                hangup.result()
        finally:
            for task in (answer, hangup):
                task.cancel()
            await asyncio.gather(answer, hangup, return_exceptions=True)

    async def _hangup(self, reader: asyncio.StreamReader) -> None:
        message = await receive_frame(reader)
        if message is not None and message.get("type") != "cancel":
            raise FrameError("only a cancel may follow a request")

    async def _answer(self, request: Message, writer: asyncio.StreamWriter) -> None:
        async def send(message: Message) -> None:
            await send_frame(writer, message)

        if request.get("protocol") != protocol.PROTOCOL:
            await send(protocol.error("unsupported_protocol", f"this service speaks protocol {protocol.PROTOCOL}"))
            return
        try:
            if request.get("type") == "prepare":
                await self._pool.wait_until_ready()
                await send({"type": "prepared"})
            elif request.get("type") == "run":
                await self._run(parse_job(request.get("job")), request, send)
            elif request.get("type") == "verify":
                asked = parse_verify(request.get("verification"))
                async with self._pool.turn():
                    await send(await Verification(asked, self._scratch, self._pool).run())
            elif request.get("type") == "prices":
                await send(protocol.priced(await table_price(check_text(request.get("model"), "model"))))
            else:
                await send(protocol.error("bad_message", "the request is none of run, prepare, verify and prices"))
        except BadJob as error:
            await send(protocol.error("bad_job", str(error)))
        except NotPrepared as error:
            await send(protocol.error("startup_failed", str(error)))

    async def _run(self, job: Job, request: Message, send: Any) -> None:
        async with self._pool.process() as process:
            tags = JobTags(self._store, job.domain)
            await JobSession(job, request, send, self._pool, tags, self._shared).run(process)
