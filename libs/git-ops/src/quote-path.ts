const NAMED: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r', '"': '\\"', '\\': '\\\\' };

/** A path as git prints it in a diff: quoted when it has characters that could pass for something else. */
export function quotePath(path: string): string {
  // eslint-disable-next-line no-control-regex -- these are what has to be quoted
  const quoted = path.replace(/[\u0000-\u001f\u007f"\\]/g, (character) => {
    return NAMED[character] ?? `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`;
  });
  return quoted === path ? path : `"${quoted}"`;
}
