#!/usr/bin/env node
import { existsSync } from 'node:fs';

const program = new URL('../dist/main.js', import.meta.url);
if (!existsSync(program)) {
  console.error('agentctl is not built yet: run `npx nx run agentctl:build`.');
  process.exit(1);
}
await import(program.href);
