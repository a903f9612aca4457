import { JobExecution } from '@ai-coding-agent/messaging';
import { Module, type DynamicModule } from '@nestjs/common';
import { RefineWork } from './refine-work.js';
import { RefineConsumer } from './refine.consumer.js';

@Module({})
export class RefineModule {
  static with(execution: JobExecution, work: RefineWork): DynamicModule {
    return {
      module: RefineModule,
      controllers: [RefineConsumer],
      providers: [
        { provide: JobExecution, useValue: execution },
        { provide: RefineWork, useValue: work },
      ],
    };
  }
}
