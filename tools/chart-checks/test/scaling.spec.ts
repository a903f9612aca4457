import { JOB_MODES, topology } from '@ai-coding-agent/contracts';
import { describe, expect, it } from 'vitest';
import { named, render, type ValueSet } from './chart.js';

const WORKERS = ['quickfix', 'refine'] as const;

async function worker(set: ValueSet, mode: (typeof WORKERS)[number]) {
  const manifests = await render(set);
  const deployment = named(manifests, 'Deployment', `${mode}-worker`);
  return {
    deployment,
    settings: named(manifests, 'ConfigMap', `${mode}-worker`).data,
    pod: deployment.spec.template.spec,
    scaling: named(manifests, 'ScaledObject', `${mode}-worker`).spec,
  };
}

/** From the contract between apps and broker, in seconds. */
function consumerTimeout(mode: (typeof WORKERS)[number]): number {
  const queue = topology([15]).queues.find(({ name }) => name === JOB_MODES[mode].queue);
  return Number(queue?.arguments['x-consumer-timeout']) / 1000;
}

describe.each(WORKERS)('14. scaling of %s-worker', (mode) => {
  it.each(['external', 'operator', 'simple'] as const)(
    'follows the queue without losing a busy worker (%s)',
    async (set) => {
      const { scaling, settings, deployment } = await worker(set, mode);
      const trigger = scaling.triggers[0];

      expect(scaling.triggers).toHaveLength(1);
      expect(trigger.type).toBe('rabbitmq');
      expect(trigger.metadata).toMatchObject({
        protocol: 'http', // ready and unacknowledged; amqp would take busy workers away
        mode: 'QueueLength',
        vhostName: 'agent',
        queueName: JOB_MODES[mode].queue,
        value: settings.JOB_CONCURRENCY,
        activationValue: '0',
      });
      expect(scaling.minReplicaCount).toBe(0);
      expect(scaling.fallback).toEqual({ failureThreshold: 3, replicas: 1, behavior: 'currentReplicasIfHigher' });
      const { scaleDown } = scaling.advanced.horizontalPodAutoscalerConfig.behavior;
      expect(scaleDown.stabilizationWindowSeconds).toBeGreaterThanOrEqual(300);
      expect(scaling.cooldownPeriod).toBeGreaterThanOrEqual(300);
      expect(scaling.pollingInterval).toBeLessThanOrEqual(30);
      expect(deployment.spec).not.toHaveProperty('replicas');
    },
  );

  it('gives a job its time: grace > drain > job < consumer timeout', async () => {
    const { pod, settings } = await worker('external', mode);
    const [job, drain] = [Number(settings.JOB_TIMEOUT_SECONDS), Number(settings.DRAIN_SECONDS)];

    expect(job).toBeGreaterThanOrEqual(900);
    expect(drain).toBeGreaterThan(job);
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(drain + 60);
    expect(consumerTimeout(mode)).toBeGreaterThan(pod.terminationGracePeriodSeconds);
  });

  it('keeps these inequalities when the job limit is raised', async () => {
    const manifests = await render('external', '--set', `${mode}Worker.jobTimeoutSeconds=3600`);
    const { data } = named(manifests, 'ConfigMap', `${mode}-worker`);
    const { spec } = named(manifests, 'Deployment', `${mode}-worker`).spec.template;

    expect(Number(data.DRAIN_SECONDS)).toBeGreaterThan(3600);
    expect(spec.terminationGracePeriodSeconds).toBeGreaterThan(Number(data.DRAIN_SECONDS));
  });

  it('asks autoscalers of nodes to leave a busy worker alone', async () => {
    const { deployment } = await worker('external', mode);
    expect(deployment.spec.template.metadata.annotations).toMatchObject({
      'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false',
      'karpenter.sh/do-not-disrupt': 'true',
    });
    expect(deployment.spec.strategy.rollingUpdate).toEqual({ maxUnavailable: 0, maxSurge: 1 });
  });

  it('ends the agent only after its worker', async () => {
    const { pod } = await worker('external', mode);
    expect(pod.containers.map(({ name }: { name: string }) => name)).toEqual(['worker']);
    expect(pod.initContainers).toEqual([expect.objectContaining({ name: 'agent', restartPolicy: 'Always' })]);
  });
});

describe('scaling of ingest-api', () => {
  it('is on CPU, with at least two', async () => {
    const manifests = await render('external');
    const scaling = named(manifests, 'ScaledObject', 'ingest-api').spec;

    expect(scaling.minReplicaCount).toBeGreaterThanOrEqual(2);
    expect(scaling.triggers).toEqual([expect.objectContaining({ type: 'cpu', metricType: 'Utilization' })]);
    const [container] = named(manifests, 'Deployment', 'ingest-api').spec.template.spec.containers;
    expect(container.resources.requests.cpu).toBeDefined(); // without it there is no utilization
  });
});

describe('values that would lose jobs', () => {
  it.each([
    'quickfixWorker.autoscaling.scaleDownStabilizationSeconds=60',
    'quickfixWorker.autoscaling.cooldownSeconds=30',
    'quickfixWorker.terminationMarginSeconds=0',
    'refineWorker.jobTimeoutSeconds=7200',
    'ingestApi.autoscaling.minReplicas=1',
    'broker.mode=magic',
    'quickfixWorkr.enabled=false',
  ])('are refused: %s', async (value) => {
    await expect(render('external', '--set', value)).rejects.toThrow(/values don't meet the specifications/);
  });
});
