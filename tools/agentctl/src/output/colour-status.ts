import pc from 'picocolors';

/** The status of a job, in its colour where the terminal has any (`NO_COLOR` is honoured). */
export function colourStatus(status: string): string {
  if (status === 'succeeded') return pc.green(status);
  if (status === 'failed') return pc.red(status);
  return status === 'cancelled' || status === 'retrying' ? pc.yellow(status) : pc.cyan(status);
}
