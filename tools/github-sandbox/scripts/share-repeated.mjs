const WORTH_SHARING = 300;

/**
 * Writes equal large parts of schemas once, under a name in the definitions. GitHub's description of webhooks repeats
 * the same user and repository a hundred times.
 * @param {Record<string, unknown>} definitions receives the shared parts
 * @param {unknown[]} roots
 * @returns {unknown[]} the same schemas, with references
 */
export function shareRepeated(definitions, roots) {
  const seen = new Map();
  const count = (node) => {
    if (!node || typeof node !== 'object') return;
    if (isSchema(node)) {
      const text = JSON.stringify(node);
      if (text.length >= WORTH_SHARING) seen.set(text, (seen.get(text) ?? 0) + 1);
    }
    Object.values(node).forEach(count);
  };
  [...roots, ...Object.values(definitions)].forEach(count);

  const names = new Map();
  for (const [name, schema] of Object.entries(definitions)) names.set(JSON.stringify(schema), name);
  const replace = (node) => {
    if (!node || typeof node !== 'object') return node;
    const text = isSchema(node) ? JSON.stringify(node) : '';
    if (!names.has(text)) {
      if ((seen.get(text) ?? 0) < 2) return inside(node);
      const name = `shared-${names.size}`;
      names.set(text, name);
      definitions[name] = inside(node);
    }
    return { $ref: `#/$defs/${names.get(text)}` };
  };
  const inside = (node) =>
    Array.isArray(node)
      ? node.map(replace)
      : Object.fromEntries(Object.entries(node).map(([key, value]) => [key, replace(value)]));

  for (const name of Object.keys(definitions)) definitions[name] = inside(definitions[name]);
  return roots.map(replace);
}

function isSchema(node) {
  return !Array.isArray(node) && (typeof node.type === 'string' || Array.isArray(node.type)) && 'properties' in node;
}
