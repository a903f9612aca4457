import picomatch from 'picomatch';

/** Tells by globs of `OWNER/NAME` which repositories may be worked on. `*` alone means all of them. */
export function repositoryAllowlist(globs: readonly string[]): (repository: string) => boolean {
  const patterns = globs.map((glob) => (glob === '*' ? '*/*' : glob).toLowerCase());
  const matches = picomatch(patterns, { dot: true });
  return (repository) => matches(repository.toLowerCase());
}
