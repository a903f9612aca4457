import unittest
from dataclasses import dataclass

from aider_runner.edit_format import settle_model


@dataclass
class Settings:
    name: str
    edit_format: str = "whole"
    use_repo_map: bool = False
    use_temperature: bool = True
    extra_params: dict | None = None
    weak_model_name: str | None = None
    editor_model_name: str | None = None


TABLE = [
    Settings("gpt-3.5-turbo"),
    Settings("gemini/pro", edit_format="diff-fenced"),
    Settings("o1", edit_format="architect"),
    Settings("gpt-5", edit_format="udiff", use_temperature=False, extra_params={"only": "theirs"}),
]


class SettleModelTest(unittest.TestCase):
    def settle(self, name: str, generic: str = "whole", wanted: str | None = None) -> tuple[str, Settings]:
        known = next((entry for entry in TABLE if entry.name == name), None)
        model = Settings(name, edit_format=known.edit_format if known else generic)
        return settle_model(model, TABLE, wanted), model

    def test_uses_the_format_that_aider_knows_for_the_model(self) -> None:
        self.assertEqual(self.settle("gpt-3.5-turbo")[0], "whole")
        self.assertEqual(self.settle("gemini/pro")[0], "diff-fenced")

    def test_treats_a_known_model_of_another_provider_alike(self) -> None:
        edit_format, model = self.settle("azure/gpt-5")

        self.assertEqual((edit_format, model.use_temperature, model.extra_params), ("udiff", False, None))
        self.assertEqual(model.name, "azure/gpt-5")

    def test_never_lets_an_unknown_model_rewrite_whole_files(self) -> None:
        self.assertEqual(self.settle("ollama_chat/anything")[0], "diff")
        self.assertEqual(self.settle("anything")[0], "diff")

    def test_trusts_what_aider_guesses_from_the_family_of_a_model(self) -> None:
        self.assertEqual(self.settle("x/gpt-4-turbo-next", generic="udiff")[0], "udiff")

    def test_never_uses_two_models_at_once(self) -> None:
        self.assertEqual(self.settle("o1")[0], "diff")

    def test_lets_the_job_decide(self) -> None:
        self.assertEqual(self.settle("gemini/pro", wanted="udiff")[0], "udiff")

    def test_always_maps_the_repository(self) -> None:
        self.assertTrue(self.settle("gpt-3.5-turbo")[1].use_repo_map)
