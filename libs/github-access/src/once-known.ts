/** Asks until there is an answer, and then no more. Undefined as long as there is none. */
export function onceKnown<T>(ask: () => Promise<T>): () => Promise<T | undefined> {
  let known: Promise<T> | undefined;
  return async () => {
    known ??= ask();
    const asked = known;
    try {
      return await asked;
    } catch {
      if (known === asked) known = undefined;
      return undefined;
    }
  };
}
