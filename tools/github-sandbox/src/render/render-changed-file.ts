import type { ChangedFile } from '../git/read-changed-files.js';
import type { Repository } from '../world/repository.js';
import type { Addresses } from '../world/world.js';
import { encodePath } from './encode-path.js';
import { repositoryPage, repositoryUrl } from './render-repository.js';

/** A file of a diff that ends at commit `at`. */
export function renderChangedFile(addresses: Addresses, repository: Repository, at: string, file: ChangedFile) {
  const page = repositoryPage(addresses, repository);
  const path = encodePath(file.path);
  return {
    sha: file.sha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${page}/blob/${at}/${path}`,
    raw_url: `${page}/raw/${at}/${path}`,
    contents_url: `${repositoryUrl(addresses, repository)}/contents/${path}?ref=${at}`,
    ...(file.patch !== undefined && { patch: file.patch }),
    ...(file.previousPath !== undefined && { previous_filename: file.previousPath }),
  };
}
