export { startApp, type AppOptions, type AppProcess } from './app-process.js';
export { JobClient, type JobProgress, type JobState } from './job-client.js';
export {
  API_TOKEN,
  MODEL_KEY,
  startLocalSystem,
  WEBHOOK_SECRET,
  type AppName,
  type LocalSystem,
  type LocalSystemOptions,
} from './local-system.js';
