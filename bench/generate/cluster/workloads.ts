import type { JsonObject } from '../../../src/input/json.js';
import { injected } from '../../../test/clusters/injection.js';
import { sidecar } from '../../../test/clusters/istio/injection.js';
import { hash, live, MADE, type Metadata, only, uidOf } from '../../../test/clusters/objects.js';
import { container, port, running, suffix, type Workload } from '../../../test/clusters/workloads.js';
import { ISTIO, OSM } from './base.js';
import type { App } from './plan.js';
import { completed, scheduled } from './pods.js';

/** The workload of an application with its pods, and the ReplicaSets that it had before. */
export function workloads(app: App): readonly JsonObject[] {
  if (app.kind === 'CronJob') return cronJobs(app);
  const { replicas, kind, node } = app;
  const workload: Workload = {
    metadata: {
      name: app.name,
      namespace: app.space.name,
      labels: labelsOf(app),
      annotations: annotationsOf(app),
    },
    labels: labelsOf(app),
    selector: { app: app.name },
    annotations: { 'checksum/config': hash('config', app.name), ...METRICS },
    spec: completed(specOf(app)),
    replicas,
    kind,
    node,
    admit: (pod) => scheduled(admitted(pod, app), suffix('token', app.name)),
  };
  return [...running(workload).map((each) => withStrategy(each, app)), ...formerReplicaSets(workload, app)];
}

const METRICS = { 'example.org/team-contact': 'platform@example.org', 'example.org/on-call': 'yes' };

export function labelsOf(app: App): JsonObject {
  return {
    app: app.name,
    'app.kubernetes.io/instance': app.name,
    'app.kubernetes.io/managed-by': 'Helm',
    'app.kubernetes.io/name': app.name.replace(/-\d+$/, ''),
    'app.kubernetes.io/part-of': app.space.team,
    'app.kubernetes.io/version': app.version,
    'helm.sh/chart': `service-${app.version}`,
    version: `v${app.version.split('.')[0]}`,
  };
}

function annotationsOf(app: App): JsonObject {
  return {
    'deployment.kubernetes.io/revision': '3',
    'meta.helm.sh/release-name': app.name,
    'meta.helm.sh/release-namespace': app.space.name,
  };
}

function admitted(pod: JsonObject, { space }: App): JsonObject {
  if (space.mesh === 'osm') return injected(pod, OSM);
  return space.mesh === 'istio' ? sidecar(ISTIO, ISTIO.plane)(pod) : pod;
}

/** What the API server fills in. */
function withStrategy(object: JsonObject, { random }: App): JsonObject {
  if (object.kind !== 'Deployment') return object;
  const status = object.status as JsonObject;
  const strategy = { rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' }, type: 'RollingUpdate' };
  const spec = {
    progressDeadlineSeconds: 600,
    revisionHistoryLimit: 10,
    ...(object.spec as JsonObject),
    strategy,
  };
  return { ...object, spec, status: { ...status, observedGeneration: 1 + random.below(40) } };
}

function specOf(app: App): JsonObject {
  return {
    serviceAccount: app.name,
    serviceAccountName: app.name,
    affinity: affinityOf(app),
    containers: [mainContainer(app)],
    initContainers: [
      container('migrate', `registry.example.org/${app.space.team}/migrate:${app.version}`, [], {
        command: ['/bin/sh', '-c'],
        args: [
          `until nc -z database.${app.space.name}.svc.cluster.local 5432; do echo waiting for the database; sleep 2; done; exec /migrate up`,
        ],
      }),
    ],
    volumes: [
      { configMap: { defaultMode: 420, name: `${app.name}-config` }, name: 'config' },
      { name: 'credentials', secret: { defaultMode: 420, secretName: `${app.name}-credentials` } },
      { emptyDir: {}, name: 'scratch' },
    ],
  };
}

function affinityOf({ name }: App): JsonObject {
  const podAffinityTerm = {
    labelSelector: { matchLabels: { app: name } },
    topologyKey: 'kubernetes.io/hostname',
  };
  return {
    podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ podAffinityTerm, weight: 100 }] },
  };
}

function mainContainer(app: App): JsonObject {
  const { name, space, version, port: number, random } = app;
  const image = `registry.example.org/${space.team}/${name.replace(/-\d+$/, '')}:${version}`;
  const probe = (path: string) => ({
    httpGet: { path, port: 'http', scheme: 'HTTP' },
    initialDelaySeconds: 5,
  });
  return container(name, image, [port('http', number)], {
    args: [
      '--config',
      '/etc/app/config.yaml',
      '--listen',
      `:${number}`,
      `--log-level=${random.oneOf(['info', 'warn', 'debug'])}`,
    ],
    env: [
      { name: 'POD_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
      { name: 'POD_IP', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'status.podIP' } } },
      {
        name: 'DATABASE_PASSWORD',
        valueFrom: { secretKeyRef: { key: 'password', name: `${name}-credentials` } },
      },
      { name: 'FEATURE_FLAGS', value: random.oneOf(['', 'on', 'beta, legacy', '0777', '1_000', '12:30:45']) },
      {
        name: 'JAVA_TOOL_OPTIONS',
        value:
          '-XX:MaxRAMPercentage=75 -XX:+UseG1GC -XX:+ExitOnOutOfMemoryError -Duser.timezone=UTC -Dfile.encoding=UTF-8',
      },
      { name: 'MAX_CONNECTIONS', value: String(10 * (1 + random.below(20))) },
      { name: 'UPSTREAM_URL', value: `http://${name}.${space.name}.svc.cluster.local/v1` },
    ],
    envFrom: [{ configMapRef: { name: `${name}-config` } }],
    livenessProbe: probe('/alive'),
    readinessProbe: probe('/ready'),
    resources: {
      limits: { cpu: random.oneOf(['500m', '1', '2']), memory: random.oneOf(['256Mi', '512Mi', '1Gi']) },
      requests: { cpu: '100m', memory: '128Mi' },
    },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      runAsUser: 10_000,
    },
    volumeMounts: [
      { mountPath: '/etc/app', name: 'config', readOnly: true },
      { mountPath: '/etc/credentials', name: 'credentials', readOnly: true },
      { mountPath: '/tmp', name: 'scratch' },
    ],
  });
}

/** A Deployment keeps the ReplicaSets of former revisions, without pods. */
function formerReplicaSets(
  { metadata, labels, annotations, spec, kind }: Workload,
  app: App,
): readonly JsonObject[] {
  if (kind !== 'Deployment') return [];
  return ['1', '2'].map((revision) => {
    const own = { 'pod-template-hash': hash('former', app.name, revision).slice(0, 10) };
    const { name, namespace } = metadata;
    const owned: Metadata = {
      name: `${name}-${own['pod-template-hash']}`,
      namespace,
      labels: { ...labels, ...own },
      annotations: { 'deployment.kubernetes.io/revision': revision },
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind,
          name,
          uid: uidOf(kind, namespace, name),
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    };
    const template = { metadata: { labels: { ...labels, ...own }, annotations: { ...annotations } }, spec };
    return live('apps/v1', 'ReplicaSet', owned, {
      spec: { replicas: 0, selector: { matchLabels: { app: name, ...own } }, template },
      status: { observedGeneration: 2, replicas: 0 },
    });
  });
}

/** A CronJob and its last run. */
function cronJobs(app: App): readonly JsonObject[] {
  const { name, space } = app;
  const template = {
    metadata: { labels: labelsOf(app) },
    spec: { ...completed(specOf(app)), restartPolicy: 'OnFailure' },
  };
  const cronJob = live(
    'batch/v1',
    'CronJob',
    { name, namespace: space.name, labels: labelsOf(app) },
    {
      spec: {
        concurrencyPolicy: 'Forbid',
        failedJobsHistoryLimit: 1,
        jobTemplate: { metadata: {}, spec: { backoffLimit: 3, template } },
        schedule: `${app.random.below(60)} */${1 + app.random.below(6)} * * *`,
        successfulJobsHistoryLimit: 3,
        suspend: false,
      },
      status: { lastScheduleTime: MADE, lastSuccessfulTime: MADE },
    },
  );
  const run = `${name}-27961${String(app.number % 1000).padStart(3, '0')}`;
  return [
    cronJob,
    ...running({
      metadata: {
        name: run,
        namespace: space.name,
        labels: labelsOf(app),
        ownerReferences: [
          {
            apiVersion: 'batch/v1',
            kind: 'CronJob',
            name,
            uid: uidOf('CronJob', space.name, name),
            controller: true,
          },
        ],
      },
      labels: { ...labelsOf(app), 'job-name': run },
      selector: { 'job-name': run },
      spec: { ...completed(specOf(app)), restartPolicy: 'OnFailure' },
      kind: 'Job',
      node: app.node,
      admit: (pod) => scheduled(pod, suffix('token', run)),
    }),
    ...only(app.number % 3 === 0, cronJobEvent(app)),
  ];
}

function cronJobEvent({ name, space }: App): JsonObject {
  return live(
    'v1',
    'Event',
    { name: `${name}.1748a2c5ed8a7b3f`, namespace: space.name },
    {
      count: 12,
      firstTimestamp: MADE,
      involvedObject: { apiVersion: 'batch/v1', kind: 'CronJob', name, namespace: space.name },
      lastTimestamp: MADE,
      message: 'Saw completed job: the last run ended, status: Complete',
      reason: 'SawCompletedJob',
      reportingComponent: '',
      reportingInstance: '',
      source: { component: 'cronjob-controller' },
      type: 'Normal',
    },
  );
}
