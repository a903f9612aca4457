import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Broker, BrokerOptions } from './broker.js';
import { freePorts } from './free-ports.js';
import { guard } from './guardian.js';
import { untilListening } from './until-listening.js';
import { untilReady } from './until-ready.js';

/** Quorum queues count their messages every five seconds by default: too slow for tests. */
const QUORUM_TICK = '{quorum_tick_interval, 300}';

/** A broker run by the RabbitMQ server that is installed on this machine, with ports and data of its own. */
export class ServerBroker implements Broker {
  readonly #program: string;
  readonly #directory = mkdtempSync(join(tmpdir(), 'ai-coding-agent-broker-'));
  readonly #options: BrokerOptions;
  #ports: { amqp: number; management: number; distribution: number; epmd: number } | undefined;
  #epmd: ChildProcess | undefined;
  #server: ChildProcess | undefined;
  #dismissGuardian: (() => void) | undefined;

  constructor(program: string, options: BrokerOptions) {
    this.#program = program;
    this.#options = options;
  }

  get url(): string {
    return `amqp://guest:guest@127.0.0.1:${this.#portNumbers.amqp}`;
  }

  get managementUrl(): string {
    return `http://guest:guest@127.0.0.1:${this.#portNumbers.management}`;
  }

  async start(): Promise<void> {
    if (!this.#ports) {
      const [amqp = 0, management = 0, distribution = 0, epmd = 0] = await freePorts(4);
      this.#ports = { amqp, management, distribution, epmd };
      this.#writeConfiguration();
    }
    const env = this.#environment();
    await this.#startEpmd(this.#ports.epmd, env);
    const log = openSync(join(this.#directory, 'server.log'), 'a');
    this.#server = spawn(this.#program, [], { env, stdio: ['ignore', log, log], detached: true });
    process.removeListener('exit', this.#killAll).once('exit', this.#killAll);
    this.#dismissGuardian?.();
    const [group, mapper] = [this.#server.pid, this.#epmd?.pid];
    if (group && mapper) this.#dismissGuardian = guard({ group, process: mapper, folder: this.#directory });
    await untilReady(this.managementUrl, this.#ports.amqp, this.#server).catch((error: unknown) => {
      const output = readFileSync(join(this.#directory, 'server.log'), 'utf8').slice(-2000);
      this.#killAll();
      throw new Error(`RabbitMQ did not start: ${String(error)}\n${output}`);
    });
  }

  /** Erlang's port mapper. Started by the node itself, it would stay behind for ever. */
  async #startEpmd(port: number, env: NodeJS.ProcessEnv): Promise<void> {
    if (this.#epmd) return;
    this.#epmd = spawn('epmd', ['-port', String(port), '-address', '127.0.0.1'], {
      stdio: 'ignore',
      env,
      detached: true,
    });
    await once(this.#epmd, 'spawn');
    await untilListening(port);
  }

  stop(): Promise<void> {
    return this.#end('SIGTERM');
  }

  async freeze(): Promise<void> {
    if (this.#server?.pid) process.kill(-this.#server.pid, 'SIGSTOP');
  }

  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  async remove(): Promise<void> {
    await this.kill();
    this.#killAll();
    this.#dismissGuardian?.();
    this.#epmd = undefined;
    process.removeListener('exit', this.#killAll);
    rmSync(this.#directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  get #portNumbers() {
    if (!this.#ports) throw new Error('the broker was not started yet');
    return this.#ports;
  }

  /** The whole group ends with SIGKILL; SIGTERM is for the Erlang node alone, which the shell script passes on. */
  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const server = this.#server;
    if (!server?.pid || server.exitCode !== null || server.signalCode !== null) return;
    const exited = once(server, 'exit');
    process.kill(-server.pid, signal);
    await exited;
    this.#server = undefined;
  }

  readonly #killAll = (): void => {
    for (const [child, group] of [
      [this.#server, -1],
      [this.#epmd, 1],
    ] as const) {
      if (!child?.pid) continue;
      try {
        process.kill(group * child.pid, 'SIGKILL');
      } catch {
        // gone already
      }
    }
  };

  #writeConfiguration(): void {
    const { amqp, management } = this.#portNumbers;
    for (const folder of ['home', 'mnesia', 'log']) mkdirSync(join(this.#directory, folder), { recursive: true });
    writeFileSync(join(this.#directory, 'enabled_plugins'), '[rabbitmq_management].\n');
    const advanced = [QUORUM_TICK, ...(this.#options.advanced ?? [])].join(', ');
    writeFileSync(join(this.#directory, 'advanced.config'), `[{rabbit, [${advanced}]}].\n`);
    writeFileSync(
      join(this.#directory, 'rabbitmq.conf'),
      [
        `listeners.tcp.default = 127.0.0.1:${amqp}`,
        'management.tcp.ip = 127.0.0.1',
        `management.tcp.port = ${management}`,
        'loopback_users = none',
        'log.console = false',
        'log.file.level = warning',
        'disk_free_limit.absolute = 100MB',
        'collect_statistics_interval = 500',
        'consumer_timeout = 7200000',
        ...(this.#options.configuration ?? []),
        '',
      ].join('\n'),
    );
  }

  #environment(): NodeJS.ProcessEnv {
    const { amqp, distribution, epmd } = this.#portNumbers;
    const at = (name: string) => join(this.#directory, name);
    const loopback = '-kernel inet_dist_use_interface {127,0,0,1} -start_epmd false';
    return {
      PATH: process.env['PATH'],
      HOME: at('home'),
      ERL_CRASH_DUMP: at('crash.dump'),
      LANG: 'C.UTF-8',
      RABBITMQ_CONF_ENV_FILE: '/dev/null',
      RABBITMQ_NODENAME: `agent${amqp}@localhost`,
      RABBITMQ_MNESIA_BASE: at('mnesia'),
      RABBITMQ_LOG_BASE: at('log'),
      RABBITMQ_CONFIG_FILE: at('rabbitmq'),
      RABBITMQ_ADVANCED_CONFIG_FILE: at('advanced.config'),
      RABBITMQ_ENABLED_PLUGINS_FILE: at('enabled_plugins'),
      RABBITMQ_PID_FILE: at('pid'),
      RABBITMQ_DIST_PORT: String(distribution),
      ERL_EPMD_PORT: String(epmd),
      ERL_EPMD_ADDRESS: '127.0.0.1',
      RABBITMQ_CTL_ERL_ARGS: loopback,
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: `${loopback} +S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none`,
    };
  }
}
