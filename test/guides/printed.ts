import type { JsonObject } from '../../src/input/json.js';

/** The rows of a table that kubectl prints, by the names of its columns. */
export function rowsOf(table: string): readonly Readonly<Record<string, string>>[] {
  const [head = '', ...rows] = table.trim().split('\n');
  const names = head.trim().split(/\s+/);
  return rows.map((row) => {
    const cells = row.trim().split(/\s+/);
    return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']));
  });
}

/** Objects of one kind, as kubectl would have printed them. */
export type Printed = (table: string, metadata: Metadata) => readonly JsonObject[];

/** What a table does not show of its objects. */
interface Metadata {
  readonly namespace: string;
  readonly labels?: Readonly<Record<string, string>>;
}

const VERSIONS: Readonly<Record<string, string>> = { Deployment: 'apps/v1' };

function objectOf(kind: string, name: string, metadata: Metadata, rest: JsonObject): JsonObject {
  return {
    apiVersion: VERSIONS[kind] ?? 'v1',
    kind,
    metadata: { name, uid: `${kind}-${name}`, generation: 1, labels: {}, ...metadata },
    ...rest,
  };
}

/** The numbers of a cell such as 1/2. */
function fraction(cell = ''): readonly [ready: number, wanted: number] {
  const [ready, wanted] = cell.split('/').map(Number);
  return [ready ?? 0, wanted ?? 0];
}

export const deployments: Printed = (table, metadata) =>
  rowsOf(table).map(({ NAME = '', READY }) => {
    const [ready, wanted] = fraction(READY);
    const lacking = wanted - ready;
    return objectOf('Deployment', NAME, metadata, {
      spec: { replicas: wanted },
      status: {
        observedGeneration: 1,
        replicas: wanted,
        readyReplicas: ready,
        ...(lacking > 0 ? { unavailableReplicas: lacking } : {}),
      },
    });
  });

/** The name of a pod tells its ReplicaSet, and the hash in it the Deployment. */
function ofReplicaSet(name: string, { labels, ...metadata }: Metadata) {
  const owner = name.split('-').slice(0, -1);
  const hash = owner.at(-1) ?? '';
  return {
    ...metadata,
    labels: { ...labels, 'pod-template-hash': hash },
    ownerReferences: [{ kind: 'ReplicaSet', name: owner.join('-'), controller: true }],
  };
}

/** A pod with as many containers as the table counts: the second is the sidecar. */
export const pods: Printed = (table, metadata) =>
  rowsOf(table).map(({ NAME = '', READY, STATUS }) => {
    const [ready, containers] = fraction(READY);
    const isEvicted = STATUS === 'Evicted';
    return withSidecar(
      objectOf('Pod', NAME, ofReplicaSet(NAME, metadata), {
        spec: { containers: [{ name: 'main' }] },
        status: isEvicted
          ? { phase: 'Failed', reason: 'Evicted' }
          : {
              phase: 'Running',
              conditions: [{ type: 'Ready', status: ready === containers ? 'True' : 'False' }],
            },
      }),
      containers > 1,
    );
  });

function withSidecar(pod: JsonObject, isInjected: boolean): JsonObject {
  if (!isInjected) return pod;
  const { labels, ...metadata } = pod.metadata as JsonObject & { labels: JsonObject };
  return {
    ...pod,
    metadata: {
      ...metadata,
      labels: { ...labels, 'osm-proxy-uuid': '6c4d67f3-c241-4aeb-bf4f-b029b08faa31' },
    },
    spec: {
      initContainers: [{ name: 'osm-init' }],
      containers: [{ name: 'main' }, { name: 'envoy' }],
      volumes: [{ name: 'envoy-bootstrap-config-volume' }],
    },
  };
}

/** A port by its number, with or without protocol: tables show no names. */
function portOf(cell: string): JsonObject {
  const port = Number.parseInt(cell, 10);
  return { name: `tcp-${port}`, port };
}

export const services: Printed = (table, metadata) =>
  rowsOf(table).map(({ NAME = '', 'PORT(S)': ports = '' }) =>
    objectOf('Service', NAME, metadata, {
      spec: {
        type: 'ClusterIP',
        selector: { ...metadata.labels },
        ports: ports.split(',').map((cell) => portOf(cell)),
      },
    }),
  );

export const endpoints: Printed = (table, metadata) =>
  rowsOf(table).map(({ NAME = '', ENDPOINTS = '' }) => {
    const addresses = ENDPOINTS.split(',').filter((address) => address.includes(':'));
    return objectOf('Endpoints', NAME, metadata, {
      subsets: addresses.map((address) => {
        const [ip = '', port = ''] = address.split(':');
        return { addresses: [{ ip }], ports: [portOf(port)] };
      }),
    });
  });
