import { IsInt, IsNumber, IsOptional, IsPositive, Max, Min } from 'class-validator';

/** Limits of one job. They may only lower what the worker is configured with. */
export class JobLimits {
  /** Hard limit of one attempt, in seconds. */
  @IsOptional() @IsInt() @Min(1) @Max(86_400) timeoutSeconds?: number;

  /** Spend on the model, in US dollars. */
  @IsOptional() @IsNumber({ allowNaN: false, allowInfinity: false }) @IsPositive() @Max(10_000) maxCostUsd?: number;
}
