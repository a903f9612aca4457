"""The service: a small process that imports neither Aider nor LiteLLM and outlives no parent."""

from __future__ import annotations

import asyncio
import os
import signal
import stat
import sys
from pathlib import Path

from aider_runner.leftovers import claim_folder, leave_folder, remove_abandoned
from aider_runner.pool import Pool
from aider_runner.prctl import adopt_orphans, die_with_parent
from aider_runner.sandbox import Mode, NoSandbox, choose
from aider_runner.service import Service
from aider_runner.tag_store import open_store

_BACKLOG = 128


def serve(
    socket_path: str,
    pool_size: int,
    scratch: str | None,
    aider_version: str,
    mode: Mode,
    network: bool = False,
    shared: bool = False,
    cache: str | None = None,
) -> None:
    """Answers on the socket until SIGTERM, or until standard input ends if that is a pipe.

    With `shared`, the group of this process may use the socket, and change in a checkout what jobs leave there.
    """
    os.umask(0o007 if shared else 0o077)  # what is nobody's business lies in folders that are made with 0o700
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole terminal; the parent decides
    die_with_parent(signal.SIGTERM)
    adopt_orphans()
    own_scratch = claim_folder(scratch)
    remove_abandoned(own_scratch)
    try:
        sandbox = choose(mode, str(own_scratch), network)
        pool = Pool(pool_size, own_scratch, sandbox)
        # Where a job could write anywhere, what is kept for others would prove nothing.
        store = open_store(cache, aider_version) if sandbox.hides_files else None
        asyncio.run(_serve(Path(socket_path), pool, Service(pool, own_scratch, aider_version, store, shared), shared))
    except NoSandbox as error:
        sys.exit(str(error))
    finally:
        leave_folder(own_scratch)


async def _serve(socket_path: Path, pool: Pool, service: Service, shared: bool) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    _stop_when_stdin_ends(loop, stop)

    _remove_stale_socket(socket_path)
    server = await asyncio.start_unix_server(service.serve, path=str(socket_path), backlog=_BACKLOG)
    socket_path.chmod(0o660 if shared else 0o600)
    pool.fill()
    try:
        os.write(sys.stdout.fileno(), b"listening\n")
        await stop.wait()
    except BrokenPipeError:
        pass  # the parent is gone before it heard anything
    finally:
        server.close()
        await pool.close()
        socket_path.unlink(missing_ok=True)


def _stop_when_stdin_ends(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    """A pipe on standard input is a lifeline held by the parent; a terminal or /dev/null says nothing."""
    mode = os.fstat(sys.stdin.fileno()).st_mode
    if not (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)):
        return

    def readable() -> None:
        if not os.read(sys.stdin.fileno(), 4096):
            loop.remove_reader(sys.stdin.fileno())
            stop.set()

    loop.add_reader(sys.stdin.fileno(), readable)


def _remove_stale_socket(path: Path) -> None:
    try:
        if stat.S_ISSOCK(path.lstat().st_mode):
            path.unlink()
    except FileNotFoundError:
        pass
