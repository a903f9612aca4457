import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ensureTools } from '../ensure-tools.mjs';
import { chart, named, render, renderText, repository, VALUE_SETS } from './chart.js';

const run = promisify(execFile);

/** Runs a linter in the repository; what it says is the failure's message. */
async function lint(tool: string, ...args: string[]): Promise<string> {
  const { bin } = await ensureTools();
  const env = { ...process.env, PATH: `${bin}:${process.env['PATH']}` };
  return run(join(bin, tool), args, { cwd: repository, env }).then(
    ({ stdout, stderr }) => stdout + stderr,
    (error: { stdout: string; stderr: string }) => Promise.reject(new Error(`${tool}: ${error.stdout}${error.stderr}`)),
  );
}

async function files(folder: string, pattern: RegExp): Promise<string[]> {
  const names = await readdir(join(repository, folder), { recursive: true });
  return names.filter((name) => pattern.test(name)).map((name) => join(folder, name));
}

describe.each(VALUE_SETS)('the chart with %s', (set) => {
  it('passes helm lint and the schemas of Kubernetes 1.36', async () => {
    const { helm } = await ensureTools();
    await run(helm, ['lint', '--strict', chart, '-f', `${chart}/ci/${set}.yaml`]);

    const folder = await mkdtemp(join(tmpdir(), 'chart-'));
    try {
      const file = join(folder, 'chart.yaml');
      await writeFile(file, await renderText(set));
      await lint('kubernetes-validate', '-k', '1.36', '--strict', '--no-warn', file);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

it('an app can be installed alone', async () => {
  const manifests = await render('only-refine');
  const deployments = manifests.filter(({ kind }) => kind === 'Deployment');
  expect(deployments).toEqual([named(manifests, 'Deployment', 'refine-worker')]);
  expect(deployments[0].spec.replicas).toBe(3);
  expect(manifests.filter(({ apiVersion }) => String(apiVersion).startsWith('keda.sh'))).toEqual([]);
});

it('a missing Secret is named', async () => {
  await expect(render('external', '--set', 'broker.existingSecret=')).rejects.toThrow('broker.existingSecret');
});

it('image definitions pass hadolint', async () => {
  const definitions = await files('deploy/images', /Dockerfile$/);
  expect(definitions).toHaveLength(5);
  await lint('hadolint', ...definitions);
});

it('scripts pass shellcheck', async () => {
  const scripts = [...(await files('deploy', /\.sh$/)), ...(await files('tools/kube-lab', /\.sh$/))];
  expect(scripts.length).toBeGreaterThanOrEqual(2);
  await lint('shellcheck', '--external-sources', ...scripts);
});

it('workflows pass actionlint (its fork with the newer rules) and zizmor', async () => {
  const workflows = await files('.github/workflows', /\.ya?ml$/);
  expect(workflows.length).toBeGreaterThanOrEqual(4);
  // The broker's services are there to find what its newest patch breaks.
  await lint('jactionlint', '--ignore', 'unpinned-images', ...workflows);
  await lint('zizmor', '--offline', '--no-progress', '--quiet', ...workflows);
});

it.each([
  ['vendor.compose-spec', 'deploy/compose/docker-compose.yml'],
  ['vendor.dependabot', '.github/dependabot.yml'],
])('fits the schema %s: %s', async (schema, file) => {
  await lint('check-jsonschema', '--builtin-schema', schema, file);
});
