import type { Attack } from './attack.js';
import { codeAttacks } from './attacks/code-attacks.js';
import { configurationAttacks } from './attacks/configuration-attacks.js';
import { browserAttack, environmentAttacks } from './attacks/environment-attacks.js';
import { issueAttacks } from './attacks/issue-attacks.js';
import { linkAttacks } from './attacks/link-attacks.js';
import { replyAttacks } from './attacks/reply-attacks.js';

/** @param python the interpreter that has Aider */
export function allAttacks(python: string): readonly Attack[] {
  return [
    ...configurationAttacks,
    ...environmentAttacks,
    browserAttack,
    ...codeAttacks(python),
    ...issueAttacks,
    ...linkAttacks,
    ...replyAttacks,
  ];
}
