"""A small repository in several languages, in which every name is defined once: Aider's ranking has no luck in it."""

SOURCES = {
    "app/orders.py": '''import os

from app.stock import take_from_stock


class OrderService:
    """Takes orders."""

    @staticmethod
    def place_order(
        customer,
        items,
    ):
        for item in items:
            take_from_stock(item)
        return describe_order(customer)

    def cancel_order(self, order): return order


def describe_order(customer):
    return f"order of {customer}"
''',
    "app/stock.py": '''STOCK = {}


def take_from_stock(item):
    def remaining_after_taking():
        return STOCK[item] - 1

    STOCK[item] = remaining_after_taking()
''',
    "web/page.ts": '''import { formatMoney } from './money.js';

export class OrderPage {
  constructor(private readonly title: string) {}

  renderOrder(total: number): string {
    return `${this.title}: ${formatMoney(total)}`;
  }
}
''',
    "web/money.ts": '''/** Two digits. */
export function formatMoney(amount: number): string {
  return amount.toFixed(2);
}
''',
    "native/sum.c": '''static int add_amounts(int left, int right)
{
    return left + right;
}

int total_of_order(int *amounts)
{
    return add_amounts(amounts[0], amounts[1]);
}
''',
    "README.md": "# Orders\n\nHow to place an order.\n",
    "settings.json": "{}\n",
}
