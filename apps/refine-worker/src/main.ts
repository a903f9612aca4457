import 'reflect-metadata';
import { runApp } from '@ai-coding-agent/service-kit';

// Loaded after the signal handlers are there.
void runApp('refine-worker', async () => (await import('./start.js')).start());
