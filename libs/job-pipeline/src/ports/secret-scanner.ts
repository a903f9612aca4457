/** What a change adds to one file. */
export interface AddedText {
  /** Path in the repository. */
  readonly path: string;
  /** The added lines; of a binary file, its bytes as Latin-1. */
  readonly text: string;
}

/** Something in a change that looks like a secret. The secret itself is never part of it. */
export interface FoundSecret {
  readonly path: string;
  /** What it looks like, such as `github-pat`. */
  readonly kind: string;
}

/** Looks for secrets in what is about to be pushed. */
export interface SecretScanner {
  /** The first that is found. */
  scan(added: readonly AddedText[]): Promise<FoundSecret | undefined>;
}
