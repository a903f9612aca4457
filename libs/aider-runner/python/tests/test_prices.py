import unittest
from types import SimpleNamespace

from aider_runner.job import Prices
from aider_runner.prices import Tokens, estimate_tokens, find_price, tokens_of

TABLE = {
    "gpt-x": {"litellm_provider": "openai", "input_cost_per_token": 2e-6, "output_cost_per_token": 10e-6},
    "claude-x": {
        "litellm_provider": "anthropic",
        "input_cost_per_token": 3e-6,
        "output_cost_per_token": 15e-6,
        "cache_read_input_token_cost": 0.3e-6,
        "cache_creation_input_token_cost": 3.75e-6,
        "input_cost_per_token_above_200k_tokens": 6e-6,
        "output_cost_per_token_above_200k_tokens": 22.5e-6,
        "cache_read_input_token_cost_above_200k_tokens": 0.6e-6,
    },
    "azure/gpt-x": {"litellm_provider": "azure", "input_cost_per_token": 4e-6, "output_cost_per_token": 20e-6},
    "speech": {"litellm_provider": "openai", "input_cost_per_second": 1},
}


class PricesTest(unittest.TestCase):
    def cost(self, model: str, tokens: Tokens, agreed: Prices | None = None) -> float:
        price = find_price(model, agreed, TABLE)
        assert price is not None
        return price.cost(tokens)

    def test_finds_a_model_with_and_without_its_provider(self) -> None:
        million = Tokens(prompt=1_000_000, completion=0)

        costs = [self.cost(model, million) for model in ("gpt-x", "openai/gpt-x", "azure/gpt-x")]

        self.assertEqual(costs, [2, 2, 4])

    def test_does_not_know_what_is_not_in_the_table(self) -> None:
        for model in ("openai/other", "ollama_chat/gpt-x", "openai/azure/gpt-x", "speech"):
            self.assertIsNone(find_price(model, None, TABLE), model)

    def test_prefers_the_price_that_was_agreed(self) -> None:
        tokens = Tokens(prompt=1_000_000, completion=100_000, cached=500_000)

        self.assertEqual(self.cost("openai/gpt-x", tokens, Prices(prompt=1, completion=5)), 1.5)

    def test_counts_cached_tokens_once_and_at_their_own_price(self) -> None:
        tokens = Tokens(prompt=100_000, completion=1_000, cached=80_000, written_to_cache=10_000)

        cost = self.cost("anthropic/claude-x", tokens)

        self.assertAlmostEqual(cost, 10_000 * 3e-6 + 80_000 * 0.3e-6 + 10_000 * 3.75e-6 + 1_000 * 15e-6)

    def test_uses_the_price_of_long_prompts(self) -> None:
        tokens = Tokens(prompt=200_001, completion=1_000, cached=100_000)

        cost = self.cost("anthropic/claude-x", tokens)

        self.assertAlmostEqual(cost, 100_001 * 6e-6 + 100_000 * 0.6e-6 + 1_000 * 22.5e-6)

    def test_takes_cached_tokens_at_full_price_where_no_other_is_known(self) -> None:
        self.assertAlmostEqual(self.cost("gpt-x", Tokens(prompt=1000, completion=0, cached=900)), 0.002)

    def test_reads_usage_of_any_shape(self) -> None:
        details = SimpleNamespace(cached_tokens=3, cache_creation_tokens=None)
        usage = SimpleNamespace(
            prompt_tokens=10, completion_tokens=2, prompt_tokens_details=details, cache_creation_input_tokens=4
        )

        self.assertEqual(tokens_of(usage), Tokens(10, 2, 3, 4))
        self.assertEqual(tokens_of(None), Tokens(0, 0))

    def test_estimates_tokens_by_bytes(self) -> None:
        self.assertEqual([estimate_tokens(text) for text in ("", "abc", "é" * 18)], [0, 1, 10])
