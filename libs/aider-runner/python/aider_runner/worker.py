"""The life of one single-use process: get ready, wait for a job, do it, end."""

from __future__ import annotations

import os
import signal
import sys
from typing import BinaryIO, NoReturn

from aider_runner import protocol, sandbox
from aider_runner.frames import FrameError, Message, encode_frame, read_frame
from aider_runner.job import BadJob, parse_job
from aider_runner.prctl import die_with_parent
from aider_runner.redact import Redactor
from aider_runner.slot import alternates


def work(namespaces: bool, network: bool) -> NoReturn:
    """Reads a job from standard input and writes messages to standard output, as frames."""
    parent = os.getppid()
    die_with_parent(signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    sandbox.enter(network=network)
    jobs, messages = _take_over_standard_streams()

    from aider_runner.preload import preload

    preload()
    _send(messages, {"type": "ready"})
    try:
        request = read_frame(jobs)
        if request is not None:
            _silence(sys.stderr.fileno())  # from here on anything printed could hold a secret
            _do(request, messages, namespaces, network)
    except (FrameError, BrokenPipeError):
        os._exit(1)
    os._exit(0)  # taking the interpreter down properly only costs time


def _do(request: Message, messages: BinaryIO, namespaces: bool, network: bool) -> None:
    from aider_runner.aider_job import AiderJob

    try:
        job = parse_job(request.get("job"))
        redactor = Redactor(job.secrets())
        os.environ.update(job.env)
        readable = [*job.readOnly, *alternates(job.workspace)]
        sandbox.confine([job.workspace, os.environ["HOME"]], readable, namespaces, network)
        outcome = AiderJob(
            job,
            tell=lambda message: _send(messages, redactor.clean(message)),
            # Names and numbers found in the checkout before anything else was read: there is no secret to take out.
            keep=lambda message: _send(messages, message) if job.domain else None,
        ).run()
    except BadJob as error:
        _send(messages, protocol.error("bad_job", str(error)))
    else:
        _send(messages, redactor.clean(protocol.result(outcome)))


def _take_over_standard_streams() -> tuple[BinaryIO, BinaryIO]:
    """Keeps both for frames, out of reach of anything that reads or prints."""
    jobs, messages = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    _silence(0)
    _silence(1)
    return jobs, messages


def _silence(descriptor: int) -> None:
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, descriptor)
    os.close(null)


def _send(messages: BinaryIO, message: Message) -> None:
    messages.write(encode_frame(message))
    messages.flush()
