import unittest

from aider_runner.file_choice import best_files, choose_files, identifiers_of, is_named

PATHS = [
    "README.md",
    "docs/billing.md",
    "src/billing/invoice_total.py",
    "src/billing/tax.py",
    "src/orders/index.ts",
    "src/orders/orderService.ts",
    "src/stock/index.ts",
    "tests/test_tax.py",
    *(f"src/other/file_{number}.py" for number in range(40)),
]


def chosen(message: str, most: int = 3, **found: list[int]) -> list[str]:
    scores = choose_files(PATHS, message, lambda names: {name: found.get(name, []) for name in names})
    return [PATHS[file] for file in best_files(scores, most)]


class FileChoiceTest(unittest.TestCase):
    def test_puts_files_first_that_are_named(self) -> None:
        self.assertEqual(chosen("In `src/billing/tax.py` the rate is wrong, see also docs/billing.md.", 2), [PATHS[1], PATHS[3]])
        self.assertEqual(chosen("orders/index.ts exports too much", 1), ["src/orders/index.ts"])
        self.assertEqual(chosen("The OrderService is slow", 1), ["src/orders/orderService.ts"])
        self.assertEqual(chosen("(./src/stock/index.ts)", 1), ["src/stock/index.ts"])

    def test_knows_which_are_named_and_which_only_meant(self) -> None:
        scores = choose_files(PATHS, "Tax of invoices: tax.py rounds too early")
        self.assertEqual([PATHS[file] for file in scores if is_named(scores[file])], ["src/billing/tax.py"])

    def test_goes_by_words_that_few_paths_have(self) -> None:
        self.assertEqual(chosen("Invoices have a wrong total", 1), ["src/billing/invoice_total.py"])
        self.assertEqual(chosen("Please fix the file, it does not work"), [])
        self.assertEqual(chosen(""), [])
        self.assertEqual(choose_files([], "anything"), {})

    def test_asks_for_the_content_of_what_reads_like_code(self) -> None:
        self.assertEqual(identifiers_of("the `total` of computeTotal, MAX_RATE and HTTPError; not Plain or a_ or the"), [
            "total",
            "computeTotal",
            "MAX_RATE",
            "HTTPError",
        ])
        self.assertEqual(chosen("renderMoney fails", 1, renderMoney=[20]), ["src/other/file_12.py"])
