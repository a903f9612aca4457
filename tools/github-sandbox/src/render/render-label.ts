import type { Label } from '../world/issue.js';
import type { Repository } from '../world/repository.js';
import type { Addresses } from '../world/world.js';
import { nodeId } from './node-id.js';
import { repositoryUrl } from './render-repository.js';

export function renderLabel(addresses: Addresses, repository: Repository, label: Label) {
  return {
    id: label.id,
    node_id: nodeId('LA', label.id),
    url: `${repositoryUrl(addresses, repository)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.color,
    default: label.isDefault,
    description: label.description,
  };
}
