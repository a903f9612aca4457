import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createTemporaryVhost, type TemporaryVhost } from '@ai-coding-agent/testing';
import type {} from '@ai-coding-agent/testing/broker-setup';
import amqp from 'amqplib';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../bin/agentctl.mjs', import.meta.url));

describe('agentctl topology', () => {
  let vhost: TemporaryVhost;
  beforeEach(async () => void (vhost = await createTemporaryVhost(inject('broker'))));
  afterEach(() => vhost.remove());

  /** Answers output and exit code, as a shell sees them. */
  async function agentctl(...args: string[]) {
    const env = { PATH: process.env['PATH'], RABBITMQ_URL: vhost.url };
    const failed = (error: { code: number; stdout: string; stderr: string }) => error;
    const { stdout, stderr, ...rest } = await promisify(execFile)(process.execPath, [PROGRAM, ...args], { env }).catch(
      failed,
    );
    return { output: stdout + stderr, code: 'code' in rest ? rest.code : 0 };
  }

  it('says what is missing, puts it in place, and finds it there', async () => {
    const before = await agentctl('topology', 'check');
    const apply = await agentctl('topology', 'apply');
    const after = await agentctl('topology', 'check');

    expect(before).toMatchObject({ code: 1 });
    expect(before.output).toContain('missing: queue quickfix.jobs');
    expect([apply, after]).toEqual([
      { code: 0, output: 'The topology is in place.\n' },
      { code: 0, output: 'The topology is in place.\n' },
    ]);
  });

  it('exports definitions that the broker imports, the same as it would declare', async () => {
    const { output } = await agentctl('topology', 'export', '--vhost', new URL(vhost.url).pathname.slice(1));

    await vhost.management('POST', 'definitions', JSON.parse(output));

    expect(await agentctl('topology', 'check')).toMatchObject({ code: 0 });
    expect(await agentctl('topology', 'apply')).toMatchObject({ code: 0 });
  });

  it('fails clearly when something exists with other arguments', async () => {
    const connection = await amqp.connect(vhost.url);
    await (await connection.createChannel()).assertQueue('quickfix.jobs', { durable: true });
    await connection.close();

    const { output, code } = await agentctl('topology', 'apply');

    expect(code).toBe(1);
    expect(output).toContain('quickfix.jobs');
  });

  it('explains itself when it is asked for something unknown', async () => {
    const { output, code } = await agentctl('topology', 'destroy');

    expect(code).toBe(2);
    expect(output).toContain("unknown command 'destroy'");
  });
});
