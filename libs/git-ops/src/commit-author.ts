/** Whose commits the agent makes. */
export interface CommitAuthor {
  readonly name: string;
  readonly email: string;
}

/** Without brackets and line ends, which would end the name, or the address, early. */
export function plainAuthor({ name, email }: CommitAuthor): CommitAuthor {
  // eslint-disable-next-line no-control-regex -- a zero byte would end the whole header
  const plain = (text: string): string => text.replace(/[<>\u0000-\u001f\u007f]/g, '').trim();
  return { name: plain(name), email: plain(email) };
}
