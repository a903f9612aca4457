import { describe, expect, it } from 'vitest';
import { pods, render, VALUE_SETS, named, type Manifest } from './chart.js';

describe.each(VALUE_SETS)('pods of the chart (%s)', (set) => {
  it('satisfy the Pod Security Standard "restricted", with a read-only root and limits', async () => {
    for (const { owner, spec } of pods(await render(set))) {
      expect(spec.securityContext, owner).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      expect(spec.automountServiceAccountToken, owner).toBe(false);
      for (const forbidden of ['hostNetwork', 'hostPID', 'hostIPC']) expect(spec, owner).not.toHaveProperty(forbidden);
      for (const container of [...(spec.initContainers ?? []), ...spec.containers]) {
        expect(container.securityContext, `${owner} ${container.name}`).toMatchObject({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
        expect(container.resources.limits.memory, `${owner} ${container.name}`).toBeDefined();
        expect(container.image, `${owner} ${container.name}`).toMatch(/:(?!latest)[\w.-]+$|@sha256:/);
      }
      for (const volume of spec.volumes ?? []) {
        expect(Object.keys(volume).filter((key) => key !== 'name')[0]).toMatch(/^(emptyDir|secret|configMap)$/);
      }
    }
  });

  it('are covered by the policy that denies everything', async () => {
    const manifests = await render(set);
    const deny = named(manifests, 'NetworkPolicy', 'default-deny').spec;

    expect(deny).toEqual({ podSelector: { matchLabels: expect.anything() }, policyTypes: ['Ingress', 'Egress'] });
    for (const { owner, labels } of pods(manifests)) expect(labels, owner).toMatchObject(deny.podSelector.matchLabels);
  });

  it('get no secret as a value', async () => {
    const manifests = await render(set);
    expect(manifests.filter(({ kind }) => kind === 'Secret')).toEqual([]);
  });
});

describe('the agent', () => {
  it('is another user than its worker, and sees no secret', async () => {
    const { spec } = named(await render('external'), 'Deployment', 'quickfix-worker').spec.template;
    const [agent]: Manifest[] = spec.initContainers;

    expect(agent.securityContext.runAsUser).not.toBe(spec.securityContext.runAsUser);
    // The group is what they have in common: sockets and checkouts belong to it.
    expect(agent.securityContext).not.toHaveProperty('runAsGroup');
    expect(spec.securityContext).toMatchObject({ runAsGroup: 10000, fsGroup: 10000 });
    expect(agent.args.slice(0, 2)).toEqual(['serve', '--shared']);
    expect(agent).not.toHaveProperty('env');
    expect(agent).not.toHaveProperty('envFrom');
    const mounts = agent.volumeMounts.map(({ name }: { name: string }) => name);
    expect(mounts).toEqual(['runner', 'workspace', 'agent-tmp', 'agent-cache']);
  });
});

describe('credentials of the model', () => {
  const agentOf = async (...args: string[]) => {
    const manifests = await render('external', ...args);
    const [agent]: Manifest[] = named(manifests, 'Deployment', 'refine-worker').spec.template.spec.initContainers;
    return { agent, settings: named(manifests, 'ConfigMap', 'refine-worker').data };
  };

  it('stay in the worker, and the agent without a network, unless the operator says otherwise', async () => {
    const usual = await agentOf();
    const weaker = await agentOf('--set', 'llm.credentials=sandbox');

    expect(usual.settings).toMatchObject({ LLM_CREDENTIALS: 'gateway' });
    expect(usual.agent.args).not.toContain('--network');
    expect(weaker.settings).toMatchObject({ LLM_CREDENTIALS: 'sandbox' });
    expect(weaker.agent.args).toContain('--network');
    await expect(agentOf('--set', 'llm.credentials=none')).rejects.toThrow('credentials');
  });

  it('have a gateway in a folder that worker and agent share under the same path', async () => {
    const { agent, settings } = await agentOf();
    const { containers } = named(await render('external'), 'Deployment', 'refine-worker').spec.template.spec;

    for (const { volumeMounts } of [agent, ...containers]) {
      expect(volumeMounts).toContainEqual({ name: 'workspace', mountPath: settings.WORKSPACE_DIR });
    }
  });
});

describe('mirrors of repositories', () => {
  it('are for the worker alone, and outlive it where the operator has a volume', async () => {
    for (const worker of ['quickfix-worker', 'refine-worker']) {
      const volume = { persistentVolumeClaim: { claimName: 'agent-mirrors' } };
      const claim = ['--set', 'quickfixWorker.mirrors.persistentVolumeClaim.claimName=agent-mirrors'];
      const manifests = await render('external');
      const { containers, initContainers, volumes } = named(manifests, 'Deployment', worker).spec.template.spec;
      const kept = named(await render('external', ...claim), 'Deployment', 'quickfix-worker').spec.template.spec;

      const place = { name: 'mirrors', mountPath: named(manifests, 'ConfigMap', worker).data.CACHE_DIR };
      expect(containers[0].volumeMounts).toContainEqual(place);
      expect(initContainers.flatMap(({ volumeMounts }: Manifest) => volumeMounts)).not.toContainEqual(
        expect.objectContaining({ name: 'mirrors' }),
      );
      expect(volumes).toContainEqual({ name: 'mirrors', emptyDir: { sizeLimit: '1280Mi' } });
      expect(kept.volumes).toContainEqual({ name: 'mirrors', ...volume });
    }
  });
});

describe('network policies', () => {
  it('keep workers from private networks and the metadata of the cloud', async () => {
    const { spec } = named(await render('external'), 'NetworkPolicy', 'quickfix-worker');
    const blocks = spec.egress
      .flatMap(({ to }: Manifest) => to ?? [])
      .flatMap(({ ipBlock }: Manifest) => ipBlock ?? []);

    expect(blocks.length).toBeGreaterThan(0);
    for (const { except } of blocks) expect(except).toEqual(expect.arrayContaining(['169.254.0.0/16', '10.0.0.0/8']));
    expect(spec).toMatchObject({ policyTypes: ['Ingress', 'Egress'] });
  });

  it('let nobody but the apps and KEDA reach the broker', async () => {
    const { spec } = named(await render('simple'), 'NetworkPolicy', 'rabbitmq');
    expect(spec.ingress.map(({ ports }: Manifest) => ports[0].port)).toEqual([5672, 15672]);
    expect(spec.ingress.every(({ from }: Manifest) => from.length === 1)).toBe(true);
  });
});
