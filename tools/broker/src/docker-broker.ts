import { execFile, execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import type { Broker, BrokerOptions } from './broker.js';
import { freePorts } from './free-ports.js';
import { untilReady } from './until-ready.js';

const IMAGE = process.env['RABBITMQ_IMAGE'] ?? 'rabbitmq:4.2-management';
const docker = (...args: string[]) => promisify(execFile)('docker', args);

/** A broker in a container, for machines that have Docker but no RabbitMQ. */
export class DockerBroker implements Broker {
  readonly #name = `ai-coding-agent-${randomUUID()}`;
  readonly #options: BrokerOptions;
  #ports: { amqp: number; management: number } | undefined;

  constructor(options: BrokerOptions) {
    this.#options = options;
  }

  get url(): string {
    return `amqp://guest:guest@127.0.0.1:${this.#ports?.amqp}`;
  }

  get managementUrl(): string {
    return `http://guest:guest@127.0.0.1:${this.#ports?.management}`;
  }

  async start(): Promise<void> {
    if (this.#ports) {
      await docker('start', this.#name);
    } else {
      const [amqp = 0, management = 0] = await freePorts(2);
      this.#ports = { amqp, management };
      const configuration = ['loopback_users = none', ...(this.#options.configuration ?? [])].join('\n');
      const advanced = `[{rabbit, [${(this.#options.advanced ?? []).join(', ')}]}].`;
      const script = `printf '%s\\n' "$CONF" > /etc/rabbitmq/conf.d/99-agent.conf && printf '%s\\n' "$ADVANCED" > /etc/rabbitmq/advanced.config && exec docker-entrypoint.sh rabbitmq-server`;
      const ports = ['-p', `127.0.0.1:${amqp}:5672`, '-p', `127.0.0.1:${management}:15672`];
      await docker(
        'run',
        '-d',
        '--name',
        this.#name,
        '-e',
        `CONF=${configuration}`,
        '-e',
        `ADVANCED=${advanced}`,
        ...ports,
        IMAGE,
        'sh',
        '-c',
        script,
      );
      process.once('exit', this.#removeNow);
    }
    await untilReady(this.managementUrl, 5672);
  }

  async stop(): Promise<void> {
    await docker('stop', this.#name);
  }

  async freeze(): Promise<void> {
    await docker('pause', this.#name);
  }

  async kill(): Promise<void> {
    await docker('kill', this.#name);
  }

  async remove(): Promise<void> {
    process.removeListener('exit', this.#removeNow);
    await docker('rm', '-f', '-v', this.#name);
  }

  readonly #removeNow = (): void => {
    execFileSync('docker', ['rm', '-f', '-v', this.#name], { stdio: 'ignore' });
  };
}
