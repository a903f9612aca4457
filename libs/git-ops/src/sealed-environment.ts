/** A setting of git, as in `git -c name=value`. */
export type GitSetting = readonly [name: string, value: string];

/** Variables by name, like `process.env`. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** What git may know of the deployment: where programs are, how to reach the server, whom to trust. */
const PASSED_ON = [
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY'],
  ...['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'],
  ...['GIT_SSL_CAINFO', 'GIT_SSL_CAPATH', 'SSL_CERT_FILE', 'SSL_CERT_DIR'],
];

/** Blemishes that old repositories have; everything else that is malformed is an attack or a fault. */
const HARMLESS_BLEMISHES = [
  ...['badDate', 'badDateOverflow', 'badEmail', 'badFilemode', 'badName', 'badTimezone', 'gitmodulesBlob'],
  ...['gitmodulesLarge', 'gitmodulesMissing', 'gitmodulesParse', 'missingAuthor', 'missingCommitter', 'missingEmail'],
  ...['missingNameBeforeEmail', 'missingSpaceBeforeDate', 'missingSpaceBeforeEmail', 'multipleAuthors'],
  ...['nulInCommit', 'zeroPaddedDate', 'zeroPaddedFilemode'],
];

/** Nothing in a repository may start a program, and files are written exactly as they are stored. */
const SEALED: readonly GitSetting[] = [
  ['core.hooksPath', '/dev/null'],
  ['core.fsmonitor', 'false'],
  ['core.symlinks', 'false'],
  ['core.autocrlf', 'false'],
  ['core.attributesFile', '/dev/null'],
  ['core.excludesFile', '/dev/null'],
  ['core.protectHFS', 'true'],
  ['core.protectNTFS', 'true'],
  ['core.fsync', 'none'], // a checkout lives for minutes; after a crash it is thrown away
  ['index.version', '2'],
  ['credential.helper', ''],
  ['protocol.file.allow', 'never'],
  ['submodule.recurse', 'false'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['advice.detachedHead', 'false'],
  // Git would send the token on to wherever it is redirected.
  ['http.followRedirects', 'false'],
  ['fetch.unpackLimit', '1'], // always a pack, however small
  ['fetch.fsckObjects', 'true'],
  ...HARMLESS_BLEMISHES.map((blemish): GitSetting => [`fetch.fsck.${blemish}`, 'warn']),
  // Without it, a push from a shallow clone sends every file as soon as the base has moved on.
  ['push.negotiate', 'true'],
];

/**
 * The whole environment of a git process, made from nothing.
 * @param deployment variables of the worker, of which only proxies, certificates and `PATH` are taken
 * @param home an empty folder
 */
export function sealedEnvironment(
  deployment: Variables,
  home: string,
  settings: readonly GitSetting[],
): Record<string, string> {
  const passedOn = PASSED_ON.flatMap((name): [string, string][] => {
    const value = deployment[name];
    return value ? [[name, value]] : [];
  });
  const environment: Record<string, string> = {
    // Git built with GnuTLS, as on Debian, does not know SSL_CERT_FILE.
    ...(deployment['SSL_CERT_FILE'] && { GIT_SSL_CAINFO: deployment['SSL_CERT_FILE'] }),
    ...Object.fromEntries(passedOn),
    PATH: deployment['PATH'] ?? '/usr/local/bin:/usr/bin:/bin',
    HOME: home,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: 'http:https',
    GIT_LFS_SKIP_SMUDGE: '1',
  };
  const all = [...SEALED, ...settings];
  environment['GIT_CONFIG_COUNT'] = String(all.length);
  for (const [index, [name, value]] of all.entries()) {
    environment[`GIT_CONFIG_KEY_${index}`] = name;
    environment[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  return environment;
}
