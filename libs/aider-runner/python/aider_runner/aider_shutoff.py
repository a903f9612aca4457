"""Cuts off what Aider could do besides editing: run commands, install packages, open pages, ask the network for facts.

The process serves one job only, so classes and modules are patched for good.
"""

from __future__ import annotations

from typing import Any, NoReturn


class Forbidden(Exception):
    """Something tried what a job never does."""


def shut_off() -> None:
    """After this nothing but model calls and file edits works."""
    import webbrowser

    import aider.coders.base_coder
    import aider.commands
    import aider.linter
    import aider.models
    import aider.openrouter
    import aider.run_cmd
    import aider.scrape
    import aider.utils
    import openai._models
    from aider.coders.base_coder import Coder
    from aider.io import InputOutput

    for module in (aider.run_cmd, aider.coders.base_coder, aider.commands, aider.linter, aider.utils, aider.scrape):
        for name in _COMMANDS:
            if hasattr(module, name):
                setattr(module, name, _forbidden)
    aider.linter.Linter.lint = _nothing
    aider.scrape.Scraper.scrape = _forbidden
    aider.commands.Commands.run = _forbidden
    aider.models.ModelInfoManager._update_cache = _nothing
    aider.models.ModelInfoManager.fetch_openrouter_model_info = _no_facts
    aider.openrouter.OpenRouterModelManager._update_cache = _nothing
    webbrowser.open = _nothing  # type: ignore[assignment]
    InputOutput.offer_url = _nothing
    Coder.run_shell_commands = _no_text
    openai._models.FinalRequestOptions.get_max_retries = _no_retries  # type: ignore[method-assign]


_COMMANDS = (
    "run_cmd",
    "run_cmd_subprocess",
    "run_cmd_pexpect",
    "run_install",
    "check_pip_install_extra",
    "install_playwright",
)


def _forbidden(*_: Any, **__: Any) -> NoReturn:
    raise Forbidden("a job does not run commands")


def _nothing(*_: Any, **__: Any) -> None:
    return None


def _no_text(*_: Any, **__: Any) -> str:
    return ""


def _no_facts(*_: Any, **__: Any) -> dict[str, Any]:
    return {}


def _no_retries(*_: Any, **__: Any) -> int:
    return 0
