import { JOB_MODES, RefineJob } from '@ai-coding-agent/contracts';
import { JobDelivery, JobExecution, type Settlement } from '@ai-coding-agent/messaging';
import { withLogContext } from '@ai-coding-agent/service-kit';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { RefineWork } from './refine-work.js';

/** Takes jobs from the queue `refine.jobs`. */
@Controller()
export class RefineConsumer {
  constructor(
    private readonly execution: JobExecution,
    private readonly work: RefineWork,
  ) {}

  @EventPattern<string>(JOB_MODES.refine.type)
  handle(@Payload() job: RefineJob, @Ctx() delivery: JobDelivery): Promise<Settlement> {
    const { jobId, repository } = job;
    return withLogContext({ jobId, repository, attempt: delivery.attempt }, () =>
      this.execution.execute(job, delivery, this.work),
    );
  }
}
