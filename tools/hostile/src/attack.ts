import type { ModelScript } from '@ai-coding-agent/testing';
import { APP_EDIT } from './edit.js';
import type { Scene } from './scene.js';

/** One attack. Each part that is absent is what an honest job has. */
export interface Attack {
  readonly name: string;
  /** What it tries, in a few words. */
  readonly tries: string;
  /** Makes the checkout hostile. */
  readonly plant?: (scene: Scene) => void;
  /** The text of the issue. */
  readonly prompt?: (scene: Scene) => string;
  readonly replies?: (scene: Scene) => ModelScript;
  /** Files that the model is shown from the start; `app.py` by default. */
  readonly files?: readonly string[];
  /** Whether the reply holds an edit of app.py that has to succeed all the same. */
  readonly editIsDue: boolean;
}

export const HONEST_PROMPT = 'Change the greeting in app.py from hi to bye.';
export const HONEST_REPLIES: ModelScript = [`Sure.\n\n${APP_EDIT}`];
