import { isRepositoryName, type JobMode, type Violation } from '@ai-coding-agent/contracts';
import { Problem } from '../problems/problem.js';
import type { CreateJob } from './create-job.request.js';

/** What the operator allows. */
export interface JobRules {
  readonly allowsRepository: (repository: string) => boolean;
  readonly allowedModels: readonly string[];
  /** Host of the addresses under which repositories may be named besides `OWNER/NAME`. */
  readonly serverHost: string;
  readonly maxTimeoutSeconds: Readonly<Record<JobMode, number>>;
  readonly maxCostUsd: number;
}

const PUBLIC_HOST = 'github.com';

/** `OWNER/NAME` of what a client calls a repository, or undefined when it is none. */
export function repositoryName(text: string, rules: JobRules): string | undefined {
  const name = /^https?:\/\//i.test(text) ? fromAddress(text, rules.serverHost) : text;
  return isRepositoryName(name) ? name : undefined;
}

/** The fields of a request that this deployment does not take as they are. */
export function listRuleViolations(request: CreateJob, rules: JobRules): Violation[] {
  const { mode, repository, limits } = request;
  const most = { timeoutSeconds: rules.maxTimeoutSeconds[mode], maxCostUsd: rules.maxCostUsd };
  const violations: Violation[] = [];
  if (typeof repository === 'string' && repositoryName(repository, rules) === undefined) {
    const message = `repository must be OWNER/NAME, or its address at ${rules.serverHost}`;
    violations.push({ field: 'repository', message });
  }
  for (const limit of ['timeoutSeconds', 'maxCostUsd'] as const) {
    if ((limits?.[limit] ?? 0) <= most[limit]) continue;
    violations.push({ field: `limits.${limit}`, message: `${limit} must not be above the configured ${most[limit]}` });
  }
  return violations;
}

/** @throws Problem `repository-not-allowed`, `model-not-allowed` */
export function checkAllowed(repository: string, model: string | undefined, rules: JobRules): void {
  if (!rules.allowsRepository(repository)) throw new Problem('repository-not-allowed', { detail: repository });
  const { allowedModels } = rules;
  if (model === undefined || allowedModels.includes(model)) return;
  const detail = allowedModels.length > 0 ? `allowed: ${allowedModels.join(', ')}` : 'LLM_ALLOWED_MODELS is not set';
  throw new Problem('model-not-allowed', { detail });
}

function fromAddress(text: string, serverHost: string): string | undefined {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return undefined;
  }
  const isKnownHost = url.host === serverHost || url.host === PUBLIC_HOST;
  const isPlain = url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  return isKnownHost && isPlain
    ? url.pathname
        .replace(/^\//, '')
        .replace(/\/$/, '')
        .replace(/\.git$/, '')
    : undefined;
}
