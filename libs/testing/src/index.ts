export { findBrowser } from './find-browser.js';
export { startFreezableProxy, type FreezableProxy } from './freezable-proxy.js';
export { gitHttpHandler, type GitHttpOptions, type GitHttpRequest, type GitService } from './git-http-handler.js';
export { isInMemoryOf } from './is-in-memory-of.js';
export { createTemporaryVhost, type TemporaryVhost } from './broker/temporary-vhost.js';
export { processesBelow } from './processes-below.js';
export { quickfixJob } from './quickfix-job.js';
export { refineJob } from './refine-job.js';
export { namesIn, temporaryCheckout, type TemporaryCheckout } from './temporary-checkout.js';
export { openUnixDoor, type UnixDoor } from './unix-door.js';
export { waitUntil } from './wait-until.js';
export { startScriptedModel, type ScriptedModel, type ScriptedModelOptions } from './scripted-model.js';
export type {
  ModelRequest,
  ModelScript,
  ScriptItem,
  ScriptedError,
  ScriptedReply,
  ScriptedTurn,
  ScriptedUsage,
} from './scripted-model-item.js';
