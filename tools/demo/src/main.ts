import { parseArgs } from 'node:util';
import { runDemo } from './run-demo.js';

const { values } = parseArgs({ options: { keep: { type: 'boolean', default: false } } });

try {
  const succeeded = await runDemo({ keep: values.keep, env: process.env });
  process.exit(succeeded ? 0 : 1);
} catch (error) {
  console.error(`\n✗ ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
