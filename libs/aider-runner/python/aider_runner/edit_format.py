"""Settings of a model in Aider: its own where Aider's table knows the model, careful ones where not."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, Iterable

_CAREFUL_FORMAT = "diff"


def settle_model(model: Any, table: Iterable[Any], wanted: str | None) -> str:
    """Completes the settings of `model`, an Aider model, and returns the edit format to use with it.

    A model that Aider knows under another provider's name is treated alike. One that it does not know gets
    SEARCH/REPLACE blocks, since its default would rewrite whole files; two models at once (architect) are never used.
    """
    known = next((settings for settings in table if settings.name == model.name), None)
    alike = known or _known_elsewhere(model.name, table)
    if alike and not known:
        _adopt(model, alike)
    if not alike and model.edit_format == "whole":
        model.edit_format = _CAREFUL_FORMAT
    if model.edit_format == "architect":
        model.edit_format = _CAREFUL_FORMAT
    model.use_repo_map = True
    return wanted or model.edit_format


def _known_elsewhere(name: str, table: Iterable[Any]) -> Any | None:
    _, _, without_provider = name.partition("/")
    return next((settings for settings in table if without_provider and settings.name == without_provider), None)


def _adopt(model: Any, settings: Any) -> None:
    """Takes over how the model wants to be spoken to, not what only its other provider understands."""
    own = {"name", "extra_params", "weak_model_name", "editor_model_name"}
    copied = replace(settings)
    for field in fields(settings):
        if field.name not in own:
            setattr(model, field.name, getattr(copied, field.name))
