import type { GitHubApp } from './github-app.js';
import type { Repository } from './repository.js';

/** A webhook of a repository or of an App. */
export interface Hook {
  readonly id: number;
  readonly owner: Repository | GitHubApp;
  readonly url: string;
  readonly secret: string | undefined;
  readonly contentType: 'json' | 'form';
  /** `*` stands for all. */
  readonly events: readonly string[];
  readonly createdAt: string;
  active: boolean;
  readonly deliveries: Delivery[];
}

/** One attempt to hand an event to a webhook. */
export interface Delivery {
  readonly id: number;
  /** `X-GitHub-Delivery`: the same for every attempt of one event. */
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly redelivery: boolean;
  readonly deliveredAt: string;
  readonly installationId: number | null;
  readonly repositoryId: number | null;
  readonly request: { readonly headers: Record<string, string>; readonly payload: object };
  /** undefined while it is under way. */
  answer: DeliveryAnswer | undefined;
}

export interface DeliveryAnswer {
  readonly durationSeconds: number;
  /** `OK`, or why it counts as failed. */
  readonly status: string;
  /** 502 when nobody was there, 504 after ten seconds. */
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}
