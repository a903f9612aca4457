import type { Checkout } from './ports/checkouts.js';

/** Uses a checkout and removes it afterwards, however it went. */
export async function withCheckout<T extends { readonly checkout: Checkout }, R>(
  prepare: () => Promise<T>,
  use: (prepared: T) => Promise<R>,
): Promise<R> {
  const prepared = await prepare();
  try {
    return await use(prepared);
  } finally {
    await prepared.checkout.remove();
  }
}
