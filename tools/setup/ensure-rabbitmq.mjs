import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { aptInstall, canInstall, hasProgram } from './apt-install.mjs';

const NONE = 'No RabbitMQ was found: install rabbitmq-server or Docker, or set RABBITMQ_URL to a broker that runs.';
const POLICY = '/usr/sbin/policy-rc.d';

/** Makes sure that there is something to start a broker with; installs it where that needs no question. */
export async function ensureRabbitMq() {
  if (process.env.RABBITMQ_URL || hasProgram('rabbitmq-server') || existsSync('/usr/lib/rabbitmq/lib')) return;
  if (spawnSync('docker', ['info'], { stdio: 'ignore', timeout: 10_000 }).status === 0) return;
  if (!canInstall()) throw new Error(NONE);
  // Debian starts what it installs, unless told not to.
  const hadPolicy = existsSync(POLICY);
  if (!hadPolicy) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await aptInstall('rabbitmq-server');
  } finally {
    if (!hadPolicy) rmSync(POLICY);
  }
}
