import { isObject, type Json, type JsonObject } from '../../src/input/json.js';
import {
  at,
  hash,
  itemsAt,
  live,
  MADE,
  type Metadata,
  nameOf,
  namespaceOf,
  objectAt,
  SETTLED,
  textAt,
  uidOf,
} from './objects.js';

/** A Deployment with its pods: what a person writes of it. */
export interface Workload {
  readonly metadata: Metadata & { readonly namespace: string };
  /** Of the pods. */
  readonly labels: JsonObject;
  readonly selector?: JsonObject;
  readonly annotations?: JsonObject;
  readonly spec: JsonObject;
  readonly replicas?: number;
  readonly kind?: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'Job';
  readonly node?: string;
  /** What admission makes of each pod. */
  readonly admit?: (pod: JsonObject) => JsonObject;
}

/** The workload with its pods, all of them ready, and what stands between them. */
export function running(workload: Workload): readonly JsonObject[] {
  const { metadata, replicas = 1, kind = 'Deployment' } = workload;
  const { name, namespace } = metadata;
  const owner = kind === 'Deployment' ? replicaSetOf(workload) : controllerOf(workload);
  const numbers = Array.from({ length: kind === 'DaemonSet' ? 1 : replicas }, (_, number) => number);
  const podName = (number: number) =>
    kind === 'StatefulSet' ? `${name}-${number}` : `${nameOf(owner)}-${suffix(namespace, name, number)}`;
  const pods = numbers.map((number) => podOf(workload, podName(number), owner));
  return kind === 'Deployment' ? [controllerOf(workload), owner, ...pods] : [owner, ...pods];
}

/** Five characters, as Kubernetes appends them. */
export function suffix(...parts: readonly (string | number)[]): string {
  return hash('suffix', ...parts.map(String))
    .slice(0, 5)
    .replaceAll('e', 'z');
}

function templateOf({ labels, annotations, spec }: Workload): JsonObject {
  return { metadata: { labels, ...(annotations && { annotations }) }, spec };
}

function controllerOf(workload: Workload): JsonObject {
  const { metadata, replicas = 1, kind = 'Deployment', selector = workload.labels } = workload;
  const spec = { selector: { matchLabels: selector }, template: templateOf(workload) };
  if (kind === 'DaemonSet') return live('apps/v1', kind, metadata, { spec, status: DAEMON_STATUS });
  if (kind === 'Job')
    return live('batch/v1', kind, metadata, {
      spec: { ...spec, completions: 1, parallelism: 1 },
      status: JOB_STATUS,
    });
  const service = kind === 'StatefulSet' ? { serviceName: metadata.name } : {};
  const status = { observedGeneration: 1, ...readyStatus(replicas) };
  return live('apps/v1', kind, metadata, { spec: { replicas, ...service, ...spec }, status });
}

const DAEMON_STATUS = {
  currentNumberScheduled: 1,
  desiredNumberScheduled: 1,
  numberAvailable: 1,
  numberMisscheduled: 0,
  numberReady: 1,
};

const JOB_STATUS = {
  completionTime: SETTLED,
  conditions: [{ type: 'Complete', status: 'True', lastTransitionTime: SETTLED }],
  startTime: MADE,
  succeeded: 1,
};

function readyStatus(replicas: number): JsonObject {
  return { replicas, readyReplicas: replicas, availableReplicas: replicas, updatedReplicas: replicas };
}

function replicaSetOf(workload: Workload): JsonObject {
  const { metadata, labels, replicas = 1, selector = labels } = workload;
  const { name, namespace } = metadata;
  const revision = hash('revision', namespace, name).slice(0, 10);
  const own = { 'pod-template-hash': revision };
  const template = templateOf({ ...workload, labels: { ...labels, ...own } });
  return live(
    'apps/v1',
    'ReplicaSet',
    {
      name: `${name}-${revision}`,
      namespace,
      labels: { ...labels, ...own },
      ownerReferences: [ownerReference('apps/v1', 'Deployment', namespace, name)],
    },
    {
      spec: { replicas, selector: { matchLabels: { ...selector, ...own } }, template },
      status: { observedGeneration: 1, ...readyStatus(replicas), fullyLabeledReplicas: replicas },
    },
  );
}

function ownerReference(apiVersion: string, kind: string, namespace: string, name: string): JsonObject {
  const uid = uidOf(kind, namespace, name);
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}

function podOf(workload: Workload, name: string, owner: JsonObject): JsonObject {
  const { metadata, labels, annotations, spec, kind, node = 'node-0', admit = (pod) => pod } = workload;
  const { namespace } = metadata;
  const hashed = objectAt(owner, 'metadata', 'labels')['pod-template-hash'];
  const created = live(
    'v1',
    'Pod',
    {
      name,
      namespace,
      labels: { ...labels, ...(hashed === undefined ? {} : { 'pod-template-hash': hashed }) },
      ...(annotations && { annotations }),
      ownerReferences: [
        ownerReference(textAt(owner, 'apiVersion'), textAt(owner, 'kind'), namespace, nameOf(owner)),
      ],
    },
    { spec: { serviceAccountName: 'default', serviceAccount: 'default', nodeName: node, ...spec } },
  );
  return ready(admit(created), kind === 'Job');
}

/** The pod as the kubelet runs it: every container ready, or, of a Job, done. */
export function ready(pod: JsonObject, done = false): JsonObject {
  const { spec } = pod;
  const hostNetwork = at(spec, 'hostNetwork') === true;
  const podIP = hostNetwork ? NODE_IP : ipOf(namespaceOf(pod), nameOf(pod));
  return {
    ...pod,
    status: {
      phase: done ? 'Succeeded' : 'Running',
      conditions: CONDITIONS.map((type) => conditionOf(type, !done)),
      containerStatuses: itemsAt(spec, 'containers').map((container) => statusOf(container, done, !done)),
      ...(at(spec, 'initContainers') !== undefined && {
        initContainerStatuses: itemsAt(spec, 'initContainers').map((container) =>
          statusOf(container, true, true),
        ),
      }),
      hostIP: NODE_IP,
      podIP,
      podIPs: [{ ip: podIP }],
      qosClass: 'Burstable',
      startTime: MADE,
    },
  };
}

const NODE_IP = '10.240.0.4';
const CONDITIONS = ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'];

function conditionOf(type: string, isReady: boolean): JsonObject {
  const status = isReady || !/Ready/.test(type) ? 'True' : 'False';
  return { type, status, lastProbeTime: null, lastTransitionTime: SETTLED };
}

function statusOf({ name = '', image = '' }: JsonObject, done: boolean, isReady: boolean): JsonObject {
  const terminated = {
    terminated: { exitCode: 0, reason: 'Completed', startedAt: MADE, finishedAt: SETTLED },
  };
  return {
    name,
    image,
    imageID: `${image}@sha256:${hash('image', String(image))}`,
    containerID: `containerd://${hash('container', String(name), String(image))}`,
    ready: isReady,
    restartCount: 0,
    ...(done ? {} : { started: true }),
    state: done ? terminated : { running: { startedAt: MADE } },
  };
}

export function ipOf(...parts: readonly string[]): string {
  const digits = hash('ip', ...parts);
  const [third, fourth] = [digits.slice(0, 2), digits.slice(2, 4)].map((two) => Number.parseInt(two, 16));
  return `10.240.${third}.${fourth}`;
}

/** A container as it is written; the API server adds no more than we look at. */
export function container(
  name: string,
  image: string,
  ports: readonly Json[],
  rest: JsonObject = {},
): JsonObject {
  const declared = ports.map((port) => (isObject(port) ? port : { containerPort: port, protocol: 'TCP' }));
  return {
    name,
    image,
    imagePullPolicy: 'IfNotPresent',
    ...(ports.length > 0 && { ports: declared }),
    ...rest,
  };
}

export function port(name: string, containerPort: number): JsonObject {
  return { name, containerPort, protocol: 'TCP' };
}
