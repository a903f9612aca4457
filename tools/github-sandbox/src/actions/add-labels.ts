import type { Account } from '../world/account.js';
import { validationFailed } from '../world/github-error.js';
import type { Issue, Label } from '../world/issue.js';
import { timestamp } from '../world/timestamp.js';
import type { World } from '../world/world.js';

const LONGEST_NAME = 50;
const COLOR = 'ededed';

/** Puts labels on an issue; one that the repository lacks is created. */
export function addLabels(world: World, issue: Issue, sender: Account, names: readonly string[]): void {
  for (const name of names) checkName(name);
  for (const name of names) {
    const label = labelOf(world, issue, name.trim());
    if (issue.labels.includes(label)) continue;
    issue.labels.push(label);
    issue.updatedAt = timestamp();
    world.tell({ event: 'issues', action: 'labeled', repository: issue.repository, sender, issue, label });
  }
}

function checkName(name: string): void {
  if (!name.trim()) throw validationFailed({ resource: 'Label', code: 'missing_field', field: 'name' });
  if (name.length > LONGEST_NAME) {
    const message = `name is too long (maximum is ${LONGEST_NAME} characters)`;
    throw validationFailed({ resource: 'Label', code: 'custom', field: 'name', message });
  }
}

function labelOf(world: World, { repository }: Issue, name: string): Label {
  const key = name.toLowerCase();
  const known = repository.labels.get(key);
  if (known) return known;
  const label: Label = { id: world.nextId('label'), name, color: COLOR, description: null, isDefault: false };
  repository.labels.set(key, label);
  return label;
}
