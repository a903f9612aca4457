/** The parts of a webhook's payload that matter here; anything may be missing or of another type. */
export interface Payload {
  readonly action?: unknown;
  readonly repository?: { readonly full_name?: unknown };
  readonly sender?: Account;
  readonly label?: { readonly name?: unknown };
  readonly assignee?: Account | null;
  readonly issue?: Thread & { readonly pull_request?: unknown };
  readonly pull_request?: Thread;
  readonly comment?: {
    readonly id?: unknown;
    readonly body?: unknown;
    readonly user?: Account | null;
    readonly path?: unknown;
    readonly line?: unknown;
    readonly start_line?: unknown;
    readonly diff_hunk?: unknown;
  };
  readonly review?: { readonly body?: unknown; readonly user?: Account | null };
}

interface Account {
  readonly login?: unknown;
  readonly type?: unknown;
}
interface Thread {
  readonly number?: unknown;
  readonly state?: unknown;
}

/** A webhook delivery whose signature is right. */
export interface Delivery {
  /** `X-GitHub-Event` */
  readonly event: string;
  readonly payload: Payload;
}
