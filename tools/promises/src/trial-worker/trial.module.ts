import { JOB_MODES, QuickfixJob } from '@ai-coding-agent/contracts';
import { JobDelivery, JobExecution, type Settlement } from '@ai-coding-agent/messaging';
import { Controller, Module, type DynamicModule } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { TrialWork } from './trial-work.js';

@Controller()
class TrialConsumer {
  constructor(
    private readonly execution: JobExecution,
    private readonly work: TrialWork,
  ) {}

  @EventPattern<string>(JOB_MODES.quickfix.type)
  handle(@Payload() job: QuickfixJob, @Ctx() delivery: JobDelivery): Promise<Settlement> {
    return this.execution.execute(job, delivery, this.work);
  }
}

/** The one module of the trial worker. */
@Module({})
export class TrialModule {
  static with(execution: JobExecution, work: TrialWork): DynamicModule {
    return {
      module: TrialModule,
      controllers: [TrialConsumer],
      providers: [
        { provide: JobExecution, useValue: execution },
        { provide: TrialWork, useValue: work },
      ],
    };
  }
}
