import { v5 as uuidV5 } from 'uuid';
import { requestHash } from '../jobs/job-identity.js';
import type { JobIntake } from '../jobs/job-intake.js';
import type { JobOrders } from '../jobs/job-orders.js';
import { Problem } from '../problems/problem.js';
import type { JobView } from '../view/job-view.js';
import type { GivesOrder } from './commands/command.js';
import { commandNamed, COMMANDS } from './commands/command-list.js';
import type { Delivery } from './delivery.js';
import type { Feedback } from './feedback.js';
import { readTrigger, type TriggerRules } from './read-trigger.js';
import { triggerJob } from './trigger-job.js';
import type { Ignored, Trigger } from './trigger.js';

/** Fixed for ever: it makes a redelivery the same job in every replica and after every restart. */
const NAMESPACE = '0f6d1e4c-98a3-5d0b-8b53-3f1a4f0c2d77';

const RETRY_AFTER_SECONDS = 5;

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
   * @throws Problem `queue-unavailable`, `not-ready`
   */
  async take(deliveryId: string, delivery: Delivery): Promise<{ jobId: string } | Ignored> {
    const { rules, feedback, intake } = this.#parts;
    const trigger = readTrigger(delivery, rules);
    if ('ignored' in trigger) return trigger;
    if (!rules.allowsRepository(trigger.thread.repository)) return { ignored: 'this repository is not allowed' };
    const jobId = uuidV5(deliveryId, NAMESPACE);
    const definition = commandNamed(trigger.command.name);
    if ('order' in definition) return this.#order(definition, jobId, trigger);
    const job = triggerJob(trigger, definition, jobId, new Date().toISOString());
    if ('ignored' in job) return job;
    await intake.submit(job, requestHash({ deliveryId }), { isRepeatable: false });
    feedback.seen(job);
    return { jobId };
  }

  async #order(definition: GivesOrder, jobId: string, trigger: Trigger): Promise<{ jobId: string } | Ignored> {
    const { feedback, view, orders, intake } = this.#parts;
    const { repository, number } = trigger.thread;
    if (!feedback.hasAccess) return { ignored: 'without access to GitHub nobody can be asked who may command' };
    const latest = view.latestOf(repository, number);
    if (!definition.needsNoJob && !view.isCaughtUp) {
      throw new Problem('not-ready', { retryAfterSeconds: RETRY_AFTER_SECONDS });
    }
    const find = (id: string) => view.find(id);
    return definition.order({ trigger, jobId, latest, find, orders, intake, feedback, commands: COMMANDS });
  }
}
