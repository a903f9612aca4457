import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { ensureTools } from '../ensure-tools.mjs';

const run = promisify(execFile);
export const repository = fileURLToPath(new URL('../../..', import.meta.url));
export const chart = `${repository}deploy/helm/ai-coding-agent`;

/** The sets of values that are checked, in `ci/` of the chart. */
export const VALUE_SETS = ['external', 'operator', 'simple', 'only-refine'] as const;
export type ValueSet = (typeof VALUE_SETS)[number];

/** An object of the rendered chart; its shape is Kubernetes's, and read by the test that asks. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- manifests of many kinds
export type Manifest = any;

/** Renders the chart for a release `agent`. @throws with what Helm says when it refuses */
export async function render(set: ValueSet, ...args: string[]): Promise<Manifest[]> {
  const text = await renderText(set, ...args);
  return parseAllDocuments(text)
    .map((document): Manifest => document.toJS())
    .filter(Boolean);
}

export async function renderText(set: ValueSet, ...args: string[]): Promise<string> {
  const { helm } = await ensureTools();
  const values = ['--namespace', 'agents', '-f', `${chart}/ci/${set}.yaml`, ...args];
  const { stdout } = await run(helm, ['template', 'agent', chart, ...values], { maxBuffer: 20_000_000 });
  return stdout;
}

export function named(manifests: Manifest[], kind: string, name: string): Manifest {
  const found: Manifest = manifests.find(
    (each) => each.kind === kind && each.metadata.name === `agent-ai-coding-agent-${name}`,
  );
  if (!found) throw new Error(`no ${kind} ${name}`);
  return found;
}

/** Pod specifications of everything that becomes a pod. */
export function pods(manifests: Manifest[]): { owner: string; spec: Manifest; labels: Manifest }[] {
  return manifests
    .map((each) => ({ each, template: each.kind === 'Pod' ? each : each.spec?.template }))
    .filter(({ each, template }) => template && ['Pod', 'Deployment', 'StatefulSet', 'Job'].includes(each.kind))
    .map(({ each, template }) => ({
      owner: `${each.kind} ${each.metadata.name}`,
      spec: template.spec,
      labels: template.metadata.labels,
    }));
}
