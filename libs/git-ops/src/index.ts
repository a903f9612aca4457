export { claimFolder, type ClaimedFolder } from './claim-folder.js';
export type { CommitAuthor } from './commit-author.js';
export { GitCheckouts, type GitCheckoutsOptions } from './git-checkouts.js';
export { removeLeftovers } from './remove-leftovers.js';
export type { Variables } from './sealed-environment.js';
