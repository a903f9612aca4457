import { Setting, WorkerConfig } from '@ai-coding-agent/service-kit';
import { IsInt, IsString, Max, Min } from 'class-validator';

/** Settings of the trial worker. */
export class TrialConfig extends WorkerConfig {
  @Setting('PORT', { parse: Number }) @IsInt() @Min(0) @Max(65_535) readonly port: number = 0;

  @Setting('JOB_TIMEOUT_SECONDS', { parse: Number }) @IsInt() @Min(1) @Max(6_600) readonly jobTimeoutSeconds: number =
    900;

  /** Folder of the effects. */
  @Setting('TRIAL_DIRECTORY') @IsString() readonly directory!: string;
}

/** The environment of this process; the only place of the worker that reads it. */
export const environment = process.env;
