/** `OWNER/NAME` as the parameters of Octokit's methods. */
export function repositoryParameters(repository: string): { owner: string; repo: string } {
  const [owner = '', repo = ''] = repository.split('/');
  return { owner, repo };
}
