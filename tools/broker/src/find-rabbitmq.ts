import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Debian's wrapper in /usr/sbin insists on the user `rabbitmq`; the server behind it runs as anybody. */
const DEBIAN = '/usr/lib/rabbitmq/lib';

/** What a broker can be started with on this machine. */
export type RabbitMqInstallation = { kind: 'server'; program: string } | { kind: 'docker' };

/**
 * The RabbitMQ of this machine: the program that `RABBITMQ_SERVER` names, Docker when `RABBITMQ_IMAGE` names an image,
 * else its own server, else Docker. Undefined when there is none of them.
 */
export function findRabbitMq(): RabbitMqInstallation | undefined {
  const chosen = process.env['RABBITMQ_SERVER'];
  if (chosen) return { kind: 'server', program: chosen };
  if (process.env['RABBITMQ_IMAGE']) return { kind: 'docker' };
  const debian = existsSync(DEBIAN) ? readdirSync(DEBIAN).filter((name) => name.startsWith('rabbitmq_server-')) : [];
  const programs = [
    ...debian.sort().map((name) => join(DEBIAN, name, 'sbin/rabbitmq-server')),
    ...(process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'rabbitmq-server')),
  ];
  const program = programs.find((candidate) => existsSync(candidate));
  if (program) return { kind: 'server', program };
  return dockerWorks() ? { kind: 'docker' } : undefined;
}

function dockerWorks(): boolean {
  try {
    execFileSync('docker', ['info'], { stdio: 'ignore', timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
}
