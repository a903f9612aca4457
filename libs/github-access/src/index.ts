export { TokenClients, type GitHubClients } from './github-clients.js';
export { GitHubIssues } from './github-issues.js';
export { GitHubJobComments } from './github-job-comments.js';
export { GitHubPermissions } from './github-permissions.js';
export { GitHubPullRequests } from './github-pull-requests.js';
export { GitHubReactions } from './github-reactions.js';
export { GitHubReplies } from './github-replies.js';
export { GitHubRepositories } from './github-repositories.js';
