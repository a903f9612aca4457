/** A condition that an app needs to do its work. */
export interface HealthCheck {
  readonly name: string;
  readonly passes: () => boolean;
}

/** What an app answers when it is asked how it is. Every answer is computed when asked. */
export class Health {
  readonly #live: readonly HealthCheck[];
  readonly #ready: readonly HealthCheck[];
  #draining = false;

  constructor({ live = [], ready = [] }: { live?: readonly HealthCheck[]; ready?: readonly HealthCheck[] }) {
    this.#live = live;
    this.#ready = ready;
  }

  /** From now on the app takes no new work. */
  drain(): void {
    this.#draining = true;
  }

  /** What stops the app from living; it should be restarted. */
  notLive(): string[] {
    return failing(this.#live);
  }

  /** What stops the app from working; nothing should be sent to it. */
  notReady(): string[] {
    return [...(this.#draining ? ['draining'] : []), ...failing(this.#ready)];
  }
}

function failing(checks: readonly HealthCheck[]): string[] {
  return checks.filter(({ passes }) => !passes()).map(({ name }) => name);
}
