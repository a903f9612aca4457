import { v5 as uuidV5 } from 'uuid';
import { requestHash } from '../jobs/job-identity.js';
import type { JobIntake } from '../jobs/job-intake.js';
import type { JobOrders } from '../jobs/job-orders.js';
import { Problem } from '../problems/problem.js';
import { hasEnded, type JobState } from '../view/job-state.js';
import type { JobView } from '../view/job-view.js';
import { helpText, statusText } from './command-answers.js';
import { commandNamed } from './commands/command-list.js';
import type { Delivery } from './delivery.js';
import type { Feedback } from './feedback.js';
import { readTrigger, type TriggerRules } from './read-trigger.js';
import { triggerJob } from './trigger-job.js';
import type { Ignored, Trigger } from './trigger.js';

/** Fixed for ever: it makes a redelivery the same job in every replica and after every restart. */
const NAMESPACE = '0f6d1e4c-98a3-5d0b-8b53-3f1a4f0c2d77';

export interface WebhookIntakeParts {
  readonly intake: JobIntake;
  readonly orders: JobOrders;
  readonly view: JobView;
  readonly feedback: Feedback;
  readonly rules: TriggerRules & { readonly allowsRepository: (repository: string) => boolean };
}

/** Turns deliveries into jobs and orders. */
export class WebhookIntake {
  readonly #parts: WebhookIntakeParts;

  constructor(parts: WebhookIntakeParts) {
    this.#parts = parts;
  }

  /**
   * Resolves once the broker has what the delivery asks for.
   * @param deliveryId `X-GitHub-Delivery`, which a redelivery repeats
   * @throws Problem `queue-unavailable`
   */
  async take(deliveryId: string, delivery: Delivery): Promise<{ jobId: string } | Ignored> {
    const { rules, feedback, intake } = this.#parts;
    const trigger = readTrigger(delivery, rules);
    if ('ignored' in trigger) return trigger;
    if (!rules.allowsRepository(trigger.thread.repository)) return { ignored: 'this repository is not allowed' };
    const jobId = uuidV5(deliveryId, NAMESPACE);
    if (!commandNamed(trigger.command.name).startsOn) return this.#order(jobId, trigger);
    const job = triggerJob(trigger, jobId, new Date().toISOString());
    if ('ignored' in job) return job;
    await intake.submit(job, requestHash({ deliveryId }), { isRepeatable: false });
    feedback.seen(job);
    return { jobId };
  }

  /** Orders are carried out after the answer, since GitHub has to be asked who may give them. */
  #order(jobId: string, trigger: Trigger): { jobId: string } | Ignored {
    const { feedback, view } = this.#parts;
    const { repository, number } = trigger.thread;
    if (!feedback.hasAccess) return { ignored: 'without access to GitHub nobody can be asked who may command' };
    const latest = view.latestOf(repository, number);
    if (!latest && trigger.command.name !== 'help') return { ignored: 'there is no job here' };
    feedback.ifPermitted(trigger, () => this.#carryOut(jobId, trigger, latest));
    return latest ? { jobId: latest.jobId } : { ignored: 'there is no job here' };
  }

  async #carryOut(jobId: string, trigger: Trigger, latest: JobState | undefined): Promise<string | undefined> {
    const { orders, intake, view } = this.#parts;
    const { command, requestedBy, origin } = trigger;
    if (command.name === 'help' || !latest) return helpText();
    const current = view.find(latest.jobId) ?? latest;
    if (command.name === 'status') return statusText(current);
    try {
      if (command.name === 'cancel') await orders.cancel(current.jobId, requestedBy);
      else {
        const again = { jobId, requestedBy, origin: { ...origin, trigger: 'retry' as const } };
        await orders.retry(current.jobId, intake, again, { isRepeatable: false });
      }
      return undefined;
    } catch (error) {
      // Redelivered, or too late: the person sees how the job is instead.
      if (error instanceof Problem && hasEnded(current) === (command.name === 'cancel')) return statusText(current);
      throw error;
    }
  }
}
