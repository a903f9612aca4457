import type { Attack } from './attack.js';

/** What came of an attack. */
export interface Outcome {
  /** What it achieved, in words; empty when it failed. */
  readonly damage: readonly string[];
  /** Whether the edit that the issue asks for was made all the same. */
  readonly edited: boolean;
}

/** An agent that attacks are let loose on. */
export interface Side {
  readonly name: string;
  face(attack: Attack): Promise<Outcome>;
  close(): Promise<void>;
}
