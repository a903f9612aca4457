export { gitHttpHandler, type GitHttpOptions, type GitHttpRequest, type GitService } from './git-http-handler.js';
