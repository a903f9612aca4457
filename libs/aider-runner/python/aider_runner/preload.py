"""Imports all that a job needs, before there is a job. Opens no connection."""

from __future__ import annotations

import gc
import sys
import types


def preload() -> None:
    """Takes some seconds, once per process."""
    gc.disable()  # what is imported stays, and collecting it over and over costs a third of the time
    _leave_out_analytics()
    _build_models_when_used()
    _parse_yaml_quickly()
    _import_everything()
    _load_what_is_lazy()
    gc.enable()
    gc.freeze()


def _leave_out_analytics() -> None:
    """Code that would report home is not even loaded."""
    mixpanel, posthog = types.ModuleType("mixpanel"), types.ModuleType("posthog")
    mixpanel.MixpanelException = type("MixpanelException", (Exception,), {})  # type: ignore[attr-defined]
    posthog.Posthog = type("Posthog", (), {})  # type: ignore[attr-defined]
    sys.modules.update(mixpanel=mixpanel, posthog=posthog)


def _build_models_when_used() -> None:
    """LiteLLM and OpenAI define thousands of Pydantic models, of which a job uses a few dozen."""
    import pydantic

    pydantic.BaseModel.model_config["defer_build"] = True


def _parse_yaml_quickly() -> None:
    import yaml

    if hasattr(yaml, "CSafeLoader"):
        yaml.safe_load = lambda stream: yaml.load(stream, Loader=yaml.CSafeLoader)


def _import_everything() -> None:
    import aider.coders
    import aider.history
    import aider.models
    import aider.repo
    import aider.repomap
    import grep_ast
    import numpy
    import openai.resources
    import pathspec.patterns.gitignore.spec
    import tiktoken
    import tree_sitter_language_pack  # noqa: F401


def _load_what_is_lazy() -> None:
    from aider.llm import litellm
    from openai.types.chat import ChatCompletion

    litellm._load_litellm()
    litellm._lazy_module.telemetry = False
    for lazy in ("get_model_info", "completion", "ModelResponse"):
        getattr(litellm, lazy)
    ChatCompletion.model_rebuild()
