import { IsIn, IsInt, Matches, Max, Min } from 'class-validator';
import type { Secret } from './secret.js';
import { parseNumbers } from './parsers.js';
import { Setting } from './setting.js';

const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;

/** Settings of every app. */
export abstract class AppConfig {
  @Setting('PORT', { parse: Number }) @IsInt() @Min(0) @Max(65_535) abstract readonly port: number;

  @Setting('LOG_LEVEL') @IsIn(LOG_LEVELS) readonly logLevel: (typeof LOG_LEVELS)[number] = 'info';

  @Setting('RABBITMQ_URL', { secret: true })
  @Matches(/^amqps?:\/\/\S+$/, { message: 'must be amqp(s)://user:password@host:port/vhost' })
  readonly rabbitmqUrl!: Secret;

  /** Whether the app declares what is missing on the broker, or only checks. */
  @Setting('BROKER_TOPOLOGY') @IsIn(['declare', 'check']) readonly brokerTopology: 'declare' | 'check' = 'declare';

  @Setting('RETRY_DELAYS_SECONDS', { parse: parseNumbers })
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(86_400, { each: true })
  readonly retryDelaysSeconds: readonly number[] = [15, 120, 900];
}
