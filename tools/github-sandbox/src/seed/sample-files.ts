/** A small shop in plain Python. Its tests fail for one reason: the bug that the sample issue describes. */
export const SAMPLE_FILES: Readonly<Record<string, string>> = {
  'README.md': `# parcel

What a basket costs, shipping included. Amounts are whole cents, so nothing is ever rounded.

\`\`\`python
basket = Basket()
basket.add("tea", 12_50, quantity=2)
print(receipt(basket))
\`\`\`

Shipping costs 4.90 €. It is free for orders of 50 € or more.

Run the tests with \`python3 -m unittest\`.
`,
  '.gitignore': '__pycache__/\n*.pyc\n',
  'parcel/__init__.py': `"""What a basket costs, shipping included."""

from parcel.basket import Basket
from parcel.receipt import receipt

__all__ = ["Basket", "receipt"]
`,
  'parcel/basket.py': `from dataclasses import dataclass, field


@dataclass(frozen=True)
class Line:
    """So many of one thing, at so many cents each."""

    name: str
    price: int
    quantity: int

    @property
    def total(self) -> int:
        return self.price * self.quantity


@dataclass
class Basket:
    """What a customer wants to buy."""

    lines: list[Line] = field(default_factory=list)

    def add(self, name: str, price: int, quantity: int = 1) -> None:
        if price < 0 or quantity < 1:
            raise ValueError("a price can't be negative, and a quantity is at least one")
        self.lines.append(Line(name, price, quantity))

    @property
    def total(self) -> int:
        return sum(line.total for line in self.lines)
`,
  'parcel/shipping.py': `"""Shipping costs, in cents."""

STANDARD = 4_90
FREE_FROM = 50_00


def shipping(total: int) -> int:
    """What shipping costs for an order of so many cents."""
    if total > FREE_FROM:
        return 0
    return STANDARD
`,
  'parcel/receipt.py': `from parcel.basket import Basket
from parcel.shipping import shipping


def euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02} €"


def receipt(basket: Basket) -> str:
    """The receipt as text, one line for each thing bought."""
    costs = shipping(basket.total)
    lines = [f"{line.quantity} x {line.name}: {euros(line.total)}" for line in basket.lines]
    lines.append(f"Shipping: {euros(costs)}")
    lines.append(f"Total: {euros(basket.total + costs)}")
    return "\\n".join(lines)
`,
  'tests/__init__.py': '',
  'tests/test_basket.py': `import unittest

from parcel import Basket


class BasketTest(unittest.TestCase):
    def test_sums_its_lines(self):
        basket = Basket()

        basket.add("tea", 12_50, quantity=2)
        basket.add("cup", 7_00)

        self.assertEqual(basket.total, 32_00)

    def test_refuses_negative_prices(self):
        with self.assertRaises(ValueError):
            Basket().add("gift", -1)
`,
  'tests/test_shipping.py': `import unittest

from parcel.shipping import shipping


class ShippingTest(unittest.TestCase):
    def test_costs_something_for_a_small_order(self):
        self.assertEqual(shipping(12_00), 4_90)

    def test_is_free_for_a_large_order(self):
        self.assertEqual(shipping(80_00), 0)

    def test_is_free_for_an_order_of_exactly_fifty_euros(self):
        self.assertEqual(shipping(50_00), 0)
`,
  'tests/test_receipt.py': `import unittest

from parcel import Basket, receipt


class ReceiptTest(unittest.TestCase):
    def test_lists_lines_shipping_and_total(self):
        basket = Basket()
        basket.add("tea", 12_50, quantity=2)

        self.assertEqual(receipt(basket), "2 x tea: 25.00 €\\nShipping: 4.90 €\\nTotal: 29.90 €")
`,
};
