/** An error on demand. What is left out does not matter; a fault without an ending only delays. */
export interface Fault {
  readonly method?: string;
  /** Matched against path and query, anywhere. A text is a regular expression. */
  readonly path?: RegExp | string;
  /** How often; 1 when absent. */
  readonly times?: number;
  /** Matching requests that go well before. */
  readonly skip?: number;
  /** Wait before anything else, in milliseconds. */
  readonly delayMs?: number;
  /** Wait for this before anything else. */
  readonly until?: Promise<unknown>;
  /** Answer with this status. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON when it is no text. */
  readonly body?: unknown;
  /** Never answer. */
  readonly hang?: boolean;
  /** Close the connection without an answer. */
  readonly drop?: boolean;
  /** Carry the request out first: it took effect, but its answer is lost. */
  readonly afterEffect?: boolean;
}

/** A fault that waits for its requests. */
export interface InjectedFault {
  /** How many requests it has hit. */
  readonly hits: number;
  remove(): void;
}

interface Armed {
  readonly fault: Fault;
  readonly pattern: RegExp;
  seen: number;
  hits: number;
}

/** The faults that are waiting, in the order in which they were injected. */
export class Faults {
  #armed: Armed[] = [];

  inject(fault: Fault): InjectedFault {
    const { path = '' } = fault;
    const armed: Armed = { fault, pattern: typeof path === 'string' ? new RegExp(path) : path, seen: 0, hits: 0 };
    this.#armed.push(armed);
    const remove = () => {
      this.#armed = this.#armed.filter((each) => each !== armed);
    };
    return {
      get hits() {
        return armed.hits;
      },
      remove,
    };
  }

  clear(): void {
    this.#armed = [];
  }

  /** The first fault that hits a request, used up by one. */
  take(method: string, path: string): Fault | undefined {
    const hit = this.#armed.find(
      (armed) =>
        (armed.fault.method?.toUpperCase() ?? method) === method &&
        path.search(armed.pattern) >= 0 &&
        ++armed.seen > (armed.fault.skip ?? 0),
    );
    if (!hit) return undefined;
    hit.hits++;
    if (hit.hits >= (hit.fault.times ?? 1)) this.#armed = this.#armed.filter((each) => each !== hit);
    return hit.fault;
  }
}
