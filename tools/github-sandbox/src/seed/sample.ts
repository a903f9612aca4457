/** One edit in the format that the coding agent reads from a model's answer. */
export interface SampleEdit {
  readonly path: string;
  readonly search: string;
  readonly replace: string;
}

/** Everything that is fixed in the sample: names, tokens that only the sandbox knows, texts, and the right answers. */
export const SAMPLE = {
  repository: 'octo-org/parcel',
  defaultBranch: 'main',
  maintainer: { login: 'maintainer', token: 'sandbox-token-of-maintainer' },
  agent: { login: 'agent', token: 'sandbox-token-of-agent' },
  stranger: { login: 'stranger', token: 'sandbox-token-of-stranger' },
  /** Fails before the fix, passes after it. */
  verifyCommand: 'python3 -m unittest',
  issue: {
    number: 1,
    title: 'An order of exactly 50 € still pays for shipping',
    body: `The README says that shipping is free for orders of 50 € or more. With a basket of exactly 50 €,
the receipt still shows 4.90 € of shipping:

\`\`\`python
>>> from parcel.shipping import shipping
>>> shipping(50_00)
490
\`\`\`

Expected: \`0\`. Above 50 € it is right. The test for this case, in \`tests/test_shipping.py\`, fails as well.`,
  },
  /** The change that closes the issue. */
  fix: {
    path: 'parcel/shipping.py',
    search: '    if total > FREE_FROM:\n',
    replace: '    if total >= FREE_FROM:\n',
  },
  /** What the maintainer asks for when looking at the fix. */
  refineInstructions: 'please give the condition a name of its own, like `ships_free(total)`',
  /** The change that answers it, on top of the fix. */
  refinement: {
    path: 'parcel/shipping.py',
    search: `def shipping(total: int) -> int:
    """What shipping costs for an order of so many cents."""
    if total >= FREE_FROM:
        return 0
    return STANDARD
`,
    replace: `def ships_free(total: int) -> bool:
    """Whether an order of so many cents is large enough to ship for free."""
    return total >= FREE_FROM


def shipping(total: int) -> int:
    """What shipping costs for an order of so many cents."""
    return 0 if ships_free(total) else STANDARD
`,
  },
} as const satisfies { fix: SampleEdit; refinement: SampleEdit } & Record<string, unknown>;
