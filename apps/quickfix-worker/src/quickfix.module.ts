import { JobExecution } from '@ai-coding-agent/messaging';
import { Module, type DynamicModule } from '@nestjs/common';
import { QuickfixWork } from './quickfix-work.js';
import { QuickfixConsumer } from './quickfix.consumer.js';

@Module({})
export class QuickfixModule {
  static with(execution: JobExecution, work: QuickfixWork): DynamicModule {
    return {
      module: QuickfixModule,
      controllers: [QuickfixConsumer],
      providers: [
        { provide: JobExecution, useValue: execution },
        { provide: QuickfixWork, useValue: work },
      ],
    };
  }
}
