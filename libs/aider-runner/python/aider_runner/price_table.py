"""LiteLLM's own table of prices, read without loading LiteLLM."""

from __future__ import annotations

import asyncio
import functools
import importlib.util
import json
from pathlib import Path
from typing import Any

from aider_runner.prices import ListPrice, find_price

_FILE = "model_prices_and_context_window_backup.json"


async def table_price(model: str) -> dict[str, float] | None:
    """US dollars per million tokens of a model by its LiteLLM name; None when the table does not know it."""
    table = await asyncio.to_thread(_table)
    price = find_price(model, None, table)
    return price.per_million() if isinstance(price, ListPrice) else None


@functools.cache
def _table() -> dict[str, Any]:
    found = importlib.util.find_spec("litellm")
    if found is None or found.origin is None:
        return {}
    with open(Path(found.origin).parent / _FILE, encoding="utf-8") as file:
        table: dict[str, Any] = json.load(file)
    return table
