"""Command line: `serve` is the service, `work` and `execute` are its single-use processes."""

from __future__ import annotations

import argparse
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import NoReturn, Sequence


def main(arguments: Sequence[str]) -> NoReturn:
    """Runs one of the two commands, then exits."""
    options = _parser().parse_args(arguments)
    if options.command == "work":
        from aider_runner.worker import work

        work(options.namespaces, options.network)
    if options.command == "execute":
        from aider_runner.execute import execute

        execute(options.namespaces)
    from aider_runner.serve import serve

    try:
        aider_version = version("aider-chat")
    except PackageNotFoundError:
        remedy = "node libs/aider-runner/setup-venv.mjs makes an interpreter that has it"
        sys.exit(f"aider-chat is not installed for {sys.executable}: {remedy}")
    if options.shared and options.sandbox == "bubblewrap":
        sys.exit("--shared and --sandbox bubblewrap exclude each other")
    mode = "container" if options.shared else options.sandbox
    scratch, network, shared = options.scratch, options.network, options.shared
    serve(options.socket, options.pool, scratch, aider_version, mode, network, shared, options.cache)
    sys.exit()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="aider_runner", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="answer jobs on a Unix socket")
    serve.add_argument("--socket", required=True, help="path of the socket, in a directory only this user may enter")
    serve.add_argument("--pool", type=_positive, default=1, help="jobs at a time, and processes kept prepared")
    serve.add_argument("--scratch", help="directory for the private homes of jobs; a temporary one by default")
    serve.add_argument("--cache", help="directory for what may be kept from job to job; nothing is kept without it")
    serve.add_argument("--sandbox", choices=("auto", "bubblewrap", "process"), default="auto", help="walls around a job")
    serve.add_argument(
        "--shared", action="store_true", help="the client is another user of this process's group, as in a sidecar"
    )
    serve.add_argument("--network", action="store_true", help="leave jobs the network, for models without a gateway")
    for name, what in (("work", "run one job"), ("execute", "run one command")):
        single = commands.add_parser(name, help=f"{what} read from standard input (started by serve)")
        single.add_argument("--namespaces", action="store_true", help="it has namespaces of its own")
        single.add_argument("--network", action="store_true", help="it keeps the network")
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number
