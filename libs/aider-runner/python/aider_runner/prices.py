"""What model calls cost, from the numbers of tokens and a table of prices."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any, Mapping, Protocol

from aider_runner.job import Prices

_BYTES_PER_TOKEN = 3.6  # of source code, over the tokenizers in use
_TIER = re.compile(r"input_cost_per_token_above_(\d+)k_tokens")


@dataclass(frozen=True)
class Tokens:
    """Tokens of one call. `cached` and `written_to_cache` are part of `prompt`."""

    prompt: int
    completion: int
    cached: int = 0
    written_to_cache: int = 0


class Price(Protocol):
    """What a model costs."""

    def cost(self, tokens: Tokens) -> float:
        """US dollars."""


@dataclass(frozen=True)
class AgreedPrice:
    """The price that a job was given, which knows no discount for cached tokens."""

    prices: Prices

    def cost(self, tokens: Tokens) -> float:
        return (tokens.prompt * self.prices.prompt + tokens.completion * self.prices.completion) / 1_000_000


@dataclass(frozen=True)
class ListPrice:
    """The price in LiteLLM's table."""

    entry: Mapping[str, Any]

    def cost(self, tokens: Tokens) -> float:
        tier = self._tier(tokens.prompt)
        prompt = self._rate(tier, "input_cost_per_token")
        completion = self._rate(tier, "output_cost_per_token")
        cached = self._rate(tier, "cache_read_input_token_cost", "input_cost_per_token_cache_hit", default=prompt)
        written = self._rate(tier, "cache_creation_input_token_cost", default=prompt)
        fresh = max(tokens.prompt - tokens.cached - tokens.written_to_cache, 0)
        return (
            fresh * prompt
            + tokens.cached * cached
            + tokens.written_to_cache * written
            + tokens.completion * completion
        )

    def per_million(self) -> dict[str, float]:
        """US dollars per million tokens of a prompt of usual length."""
        prompt = self._rate("", "input_cost_per_token")
        rates = {
            "prompt": prompt,
            "completion": self._rate("", "output_cost_per_token"),
            "cached": self._rate("", "cache_read_input_token_cost", "input_cost_per_token_cache_hit", default=prompt),
            "cacheWrite": self._rate("", "cache_creation_input_token_cost", default=prompt),
        }
        return {name: round(rate * 1_000_000, 9) for name, rate in rates.items()}

    def _tier(self, prompt_tokens: int) -> str:
        """Ending of the names of the prices for a prompt as long as this one."""
        limits = [int(match[1]) for name in self.entry if (match := _TIER.fullmatch(name))]
        reached = [limit for limit in limits if prompt_tokens > limit * 1000]
        return f"_above_{max(reached)}k_tokens" if reached else ""

    def _rate(self, tier: str, *names: str, default: float = 0.0) -> float:
        for name in names:
            for candidate in (name + tier, name):
                if self.entry.get(candidate) is not None:
                    return float(self.entry[candidate])
        return default


def find_price(model: str, agreed: Prices | None, table: Mapping[str, Mapping[str, Any]]) -> Price | None:
    """The price of a model by its LiteLLM name, or None when nobody knows it."""
    if agreed is not None:
        return AgreedPrice(agreed)
    entry = table.get(model)
    if entry is None:
        provider, _, name = model.partition("/")
        candidate = table.get(name, {})
        entry = candidate if candidate.get("litellm_provider") == provider else None
    if entry is None or entry.get("input_cost_per_token") is None:
        return None
    return ListPrice(entry)


def tokens_of(usage: Any) -> Tokens:
    """The tokens in LiteLLM's usage of one reply, the same for every provider."""
    details = getattr(usage, "prompt_tokens_details", None)
    return Tokens(
        prompt=_number(usage, "prompt_tokens"),
        completion=_number(usage, "completion_tokens"),
        cached=_number(details, "cached_tokens"),
        written_to_cache=_number(details, "cache_creation_tokens") or _number(usage, "cache_creation_input_tokens"),
    )


def estimate_tokens(text: str) -> int:
    """About how many tokens a text has. Loading a tokenizer takes longer than most jobs, and no decision needs one."""
    return math.ceil(len(text.encode("utf-8", "replace")) / _BYTES_PER_TOKEN)


def _number(holder: Any, name: str) -> int:
    return getattr(holder, name, None) or 0
