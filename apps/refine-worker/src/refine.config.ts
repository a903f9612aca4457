import { Setting, WorkerConfig } from '@ai-coding-agent/service-kit';
import { IsInt, Max, Min } from 'class-validator';

/** Settings of refine-worker. */
export class RefineConfig extends WorkerConfig {
  @Setting('PORT', { parse: Number }) @IsInt() @Min(0) @Max(65_535) readonly port: number = 3002;

  @Setting('JOB_TIMEOUT_SECONDS', { parse: Number }) @IsInt() @Min(1) @Max(6_600) readonly jobTimeoutSeconds: number =
    1_800;
}

/** The environment of this process; the only place of the app that reads it. */
export const environment = process.env;
