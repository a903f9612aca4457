import { RunnerProcess, type RunnerJob } from '../src/index.js';

// A process that owns a runner and is going to be killed. Arguments: interpreter, temporary directory, job.
const [python, temporaryDirectory, job] = process.argv.slice(2) as [string, string, string];
const runner = new RunnerProcess({ pool: 1, python, temporaryDirectory });
await runner.run(JSON.parse(job) as RunnerJob, { signal: new AbortController().signal });
