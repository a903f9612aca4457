type Task<T> = (signal: AbortSignal) => Promise<T>;

/**
 * Does two things at the same time. When one fails, the other is stopped, and both have ended when this throws.
 * @throws what the first failure threw, or the reason of `signal`
 */
export async function together<A, B>(signal: AbortSignal, first: Task<A>, second: Task<B>): Promise<[A, B]> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const start = async <T>(task: Task<T>): Promise<T> => {
    try {
      return await task(either);
    } catch (error) {
      failed.abort(error);
      throw error;
    }
  };
  const [a, b] = await Promise.allSettled([start(first), start(second)]);
  if (a.status === 'fulfilled' && b.status === 'fulfilled') return [a.value, b.value];
  throw either.reason;
}
