/** One job of the chaos, and how it is to end. */
export interface ChaosJob {
  readonly title: string;
  readonly repository: string;
  readonly issueNumber: number;
  /** Well, well at the second attempt, with a failure for the operator, or out of attempts. */
  readonly end: 'well' | 'flaky' | 'poison' | 'hopeless';
  /** How long its agent takes. */
  readonly ms: number;
}

/** Branches of one repository: more of them make every push slower. */
const ISSUES_EACH = 100;

/** `count` jobs, 10 % of which fail once, and 4 % for good. */
export function chaosJobs(count: number, random: () => number): ChaosJob[] {
  return Array.from({ length: count }, (_, n) => ({
    title: `Job ${n}`,
    repository: `chaos/repository-${Math.floor(n / ISSUES_EACH)}`,
    issueNumber: (n % ISSUES_EACH) + 1,
    end: n % 50 === 7 ? 'poison' : n % 50 === 32 ? 'hopeless' : n % 10 === 3 ? 'flaky' : 'well',
    ms: 20 + random() * 180,
  }));
}
