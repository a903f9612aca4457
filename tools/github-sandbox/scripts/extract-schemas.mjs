// Takes the schemas that the sandbox is tested against out of GitHub's own OpenAPI description, once per update:
//   node tools/github-sandbox/scripts/extract-schemas.mjs [VERSION]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { OPERATIONS, WEBHOOKS } from './extracted-operations.mjs';
import { shareRepeated } from './share-repeated.mjs';
import { toJsonSchema } from './to-json-schema.mjs';

const PACKAGE = '@octokit/openapi';
const DOCUMENT = 'api.github.com.json';
const target = fileURLToPath(new URL('../schemas/github-rest.json', import.meta.url));

const { version, document } = download(process.argv[2] ?? 'latest');
const definitions = {};
const [operations, webhooks] = shareRepeated(definitions, [
  Object.fromEntries(OPERATIONS.map((operation) => [operation, answersOf(operation)])),
  Object.fromEntries(WEBHOOKS.map((name) => [name, payloadOf(name)])),
]);
// GitHub answers null here, and says so everywhere else that it describes a label.
definitions['pull-request-simple'].properties.labels.items.properties.description.type = ['string', 'null'];
const extracted = { package: PACKAGE, version, document: DOCUMENT, operations, webhooks, $defs: definitions };
writeFileSync(target, await format(JSON.stringify(extracted), { parser: 'json', printWidth: 120 }));
console.log(`${PACKAGE} ${version}: ${Object.keys(definitions).length} schemas, ${readFileSync(target).length} bytes`);

/** Only one of the package's fifteen large files leaves the archive. */
function download(wanted) {
  const folder = mkdtempSync(join(tmpdir(), 'openapi-'));
  try {
    const [packed] = JSON.parse(
      execFileSync('npm', ['pack', `${PACKAGE}@${wanted}`, '--json', '--silent'], { cwd: folder, encoding: 'utf8' }),
    );
    execFileSync('tar', ['xzf', packed.filename, `package/generated/${DOCUMENT}`], { cwd: folder });
    return {
      version: packed.version,
      document: JSON.parse(readFileSync(join(folder, 'package/generated', DOCUMENT), 'utf8')),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Schema by status of every answer that has a body. */
function answersOf(operation) {
  const [method, path] = operation.split(' ');
  const described = document.paths[path]?.[method.toLowerCase()];
  if (!described) throw new Error(`${operation} is not described`);
  const answers = {};
  for (const [status, answer] of Object.entries(described.responses)) {
    const schema = resolve(answer).content?.['application/json']?.schema;
    answers[status] = schema ? keep(schema) : null;
  }
  return answers;
}

function payloadOf(name) {
  const described = document['x-webhooks'][name]?.post;
  if (!described) throw new Error(`the webhook ${name} is not described`);
  return keep(described.requestBody.content['application/json'].schema);
}

function resolve(node) {
  if (!node.$ref) return node;
  return node.$ref
    .slice(2)
    .split('/')
    .reduce((at, key) => at[key], document);
}

/** Converts a schema, and every schema that it refers to into `$defs`. */
function keep(schema) {
  return toJsonSchema(schema, (reference) => {
    const name = reference.split('/').at(-1);
    if (!(name in definitions)) {
      definitions[name] = true; // ends the recursion of schemas that refer to themselves
      definitions[name] = keep(document.components.schemas[name]);
    }
    return `#/$defs/${name}`;
  });
}
