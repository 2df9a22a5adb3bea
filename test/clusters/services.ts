import type { Json, JsonObject } from '../../src/input/json.js';
import { type Kubernetes, serves } from './kubernetes.js';
import {
  at,
  hash,
  itemsAt,
  live,
  type Metadata,
  nameOf,
  namespaceOf,
  objectAt,
  textAt,
  uidOf,
} from './objects.js';
import { ipOf, suffix } from './workloads.js';

/** A port of a Service; the target port is the same unless it is said. */
export interface ServicePort {
  readonly name?: string;
  readonly port: number;
  readonly targetPort?: number | string;
  readonly appProtocol?: string;
  readonly protocol?: string;
}

/** A Service of type ClusterIP, unless its spec says something else. Without a selector it has none. */
export function service(
  metadata: Metadata & { readonly namespace: string },
  selector: JsonObject | undefined,
  ports: readonly ServicePort[],
  spec: JsonObject = {},
): JsonObject {
  const clusterIP = ipOf('service', metadata.namespace, metadata.name).replace('10.240', '10.0');
  return live('v1', 'Service', metadata, {
    spec: {
      type: 'ClusterIP',
      clusterIP,
      clusterIPs: [clusterIP],
      sessionAffinity: 'None',
      ...(selector && { selector }),
      ports: ports.map(portOf),
      ...spec,
    },
    status: { loadBalancer: {} },
  });
}

function portOf({ port, targetPort = port, protocol = 'TCP', ...rest }: ServicePort): JsonObject {
  return { ...rest, port, protocol, targetPort };
}

/**
 * The cluster after its controllers ran: Endpoints and EndpointSlices of what Services select, and the status of
 * Deployments from their pods.
 */
export function settled(objects: readonly JsonObject[], cluster: Kubernetes): readonly JsonObject[] {
  const served = objects.filter(({ kind }) => kind === 'Service');
  const selecting = served.filter(({ spec }) => at(spec, 'selector') !== undefined);
  const byHand = new Set(
    served.filter((each) => !selecting.includes(each) && !isApiServer(each)).map(placeOf),
  );
  const own = objects.filter(
    (object) =>
      !['Endpoints', 'EndpointSlice'].includes(String(object.kind)) || byHand.has(servicePlace(object)),
  );
  const pods = own.filter(({ kind }) => kind === 'Pod');
  return [
    ...own.map((object) => withStatus(object, own)),
    ...selecting.flatMap((each) => endpointsOf(each, pods, cluster)),
    ...endpointsOfApiServer(cluster),
  ];
}

/** Who makes a Service without selector makes its endpoints, too. */
function servicePlace(object: JsonObject): string {
  const name = textAt(objectAt(object, 'metadata', 'labels'), SERVICE_NAME) || nameOf(object);
  return `${namespaceOf(object)}/${name}`;
}

function placeOf(object: JsonObject): string {
  return `${namespaceOf(object)}/${nameOf(object)}`;
}

function isApiServer(object: JsonObject): boolean {
  return placeOf(object) === 'default/kubernetes';
}

const SERVICE_NAME = 'kubernetes.io/service-name';

function withStatus(object: JsonObject, all: readonly JsonObject[]): JsonObject {
  const { kind, spec } = object;
  if (kind !== 'Deployment' && kind !== 'ReplicaSet') return object;
  const pods = all.filter((pod) => pod.kind === 'Pod' && isOwnedBy(pod, object, all));
  const alive = pods.filter((pod) => textAt(pod, 'status', 'phase') !== 'Failed');
  const readyPods = alive.filter(isReady).length;
  const wanted = Number(at(spec, 'replicas') ?? 1);
  return {
    ...object,
    status: {
      observedGeneration: 1,
      replicas: alive.length,
      ...nonZero({
        readyReplicas: readyPods,
        availableReplicas: readyPods,
        unavailableReplicas: Math.max(wanted - readyPods, 0),
      }),
      conditions: [
        ...(kind === 'Deployment' ? conditionsOf(readyPods >= wanted) : []),
        ...(readyPods < wanted ? failuresOf(object) : []),
      ],
    },
  };
}

/** Why pods could not be made is told as long as they are missing. */
function failuresOf(object: JsonObject): readonly JsonObject[] {
  return itemsAt(object, 'status', 'conditions').filter(({ type }) => type === 'ReplicaFailure');
}

function nonZero(counts: Readonly<Record<string, number>>): JsonObject {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

function conditionsOf(isAvailable: boolean): readonly JsonObject[] {
  const status = isAvailable ? 'True' : 'False';
  const reason = isAvailable ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable';
  return [
    { type: 'Available', status, reason },
    { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable' },
  ];
}

function isOwnedBy(object: JsonObject, owner: JsonObject, all: readonly JsonObject[]): boolean {
  return itemsAt(object, 'metadata', 'ownerReferences').some(({ uid }) => {
    if (uid === at(owner, 'metadata', 'uid')) return true;
    const between = all.find((each) => at(each, 'metadata', 'uid') === uid);
    return between !== undefined && isOwnedBy(between, owner, all);
  });
}

/** The objects that the named one owns, and what they own, and itself. */
export function familyOf(objects: readonly JsonObject[], head: JsonObject): readonly JsonObject[] {
  return objects.filter((object) => object === head || isOwnedBy(object, head, objects));
}

function isReady(pod: JsonObject): boolean {
  return itemsAt(pod, 'status', 'conditions').some(
    ({ type, status }) => type === 'Ready' && status === 'True',
  );
}

function isSelected(pod: JsonObject, selected: JsonObject): boolean {
  const labels = objectAt(pod, 'metadata', 'labels');
  const selector = Object.entries(objectAt(selected, 'spec', 'selector'));
  return (
    namespaceOf(pod) === namespaceOf(selected) && selector.every(([key, value]) => labels[key] === value)
  );
}

function endpointsOf(
  from: JsonObject,
  pods: readonly JsonObject[],
  cluster: Kubernetes,
): readonly JsonObject[] {
  const chosen = pods.filter((pod) => isSelected(pod, from) && textAt(pod, 'status', 'phase') === 'Running');
  const ports = (pod: JsonObject) =>
    itemsAt(from, 'spec', 'ports').flatMap((each) => endpointPort(each, pod));
  const first = chosen[0];
  const subset = first && {
    addresses: chosen.filter(isReady).map(addressOf),
    notReadyAddresses: chosen.filter((pod) => !isReady(pod)).map(addressOf),
    ports: ports(first),
  };
  const subsets = subset === undefined ? {} : { subsets: [withoutEmpty(subset)] };
  const { name, namespace } = { name: nameOf(from), namespace: namespaceOf(from) };
  return [
    live('v1', 'Endpoints', { name, namespace, labels: objectAt(from, 'metadata', 'labels') }, subsets),
    sliceOf(from, chosen, first === undefined ? [] : ports(first), cluster),
  ];
}

function withoutEmpty(lists: Readonly<Record<string, readonly Json[]>>): JsonObject {
  return Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0));
}

function endpointPort(each: JsonObject, pod: JsonObject): readonly JsonObject[] {
  const { name, targetPort = null, protocol = 'TCP', appProtocol } = each;
  const number = typeof targetPort === 'string' ? numberOf(targetPort, pod) : targetPort;
  if (number === undefined) return [];
  return [{ ...(name && { name }), ...(appProtocol && { appProtocol }), port: number, protocol }];
}

function numberOf(name: string, pod: JsonObject): Json | undefined {
  const ports = itemsAt(pod, 'spec', 'containers').flatMap((each) => itemsAt(each, 'ports'));
  return ports.find((each) => each.name === name)?.containerPort;
}

function addressOf(pod: JsonObject): JsonObject {
  const targetRef = {
    kind: 'Pod',
    name: nameOf(pod),
    namespace: namespaceOf(pod),
    uid: textAt(pod, 'metadata', 'uid'),
  };
  return { ip: textAt(pod, 'status', 'podIP'), nodeName: textAt(pod, 'spec', 'nodeName'), targetRef };
}

/** Kubernetes 1.21 and later serve EndpointSlices as v1. */
function sliceOf(
  from: JsonObject,
  pods: readonly JsonObject[],
  ports: readonly JsonObject[],
  cluster: Kubernetes,
): JsonObject {
  const [name, namespace] = [nameOf(from), namespaceOf(from)];
  return live(
    serves(cluster, 21) ? 'discovery.k8s.io/v1' : 'discovery.k8s.io/v1beta1',
    'EndpointSlice',
    {
      name: `${name}-${suffix('slice', namespace, name)}`,
      namespace,
      labels: {
        ...objectAt(from, 'metadata', 'labels'),
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
        [SERVICE_NAME]: name,
      },
      ownerReferences: [
        { apiVersion: 'v1', kind: 'Service', name, uid: uidOf('Service', namespace, name), controller: true },
      ],
    },
    {
      addressType: 'IPv4',
      endpoints: pods.map((pod) => ({
        addresses: [textAt(pod, 'status', 'podIP')],
        conditions: { ready: isReady(pod) },
        targetRef: objectAt(addressOf(pod), 'targetRef'),
      })),
      ports: ports.map((each) => ({ name: '', ...each })),
    },
  );
}

/** No Service selects the API server: it writes its own Endpoints. */
function endpointsOfApiServer(cluster: Kubernetes): readonly JsonObject[] {
  const ports = [{ name: 'https', port: 443, protocol: 'TCP' }];
  const version = serves(cluster, 21) ? 'discovery.k8s.io/v1' : 'discovery.k8s.io/v1beta1';
  const metadata = { name: 'kubernetes', namespace: 'default' };
  const labels = { [SERVICE_NAME]: 'kubernetes' };
  return [
    live('v1', 'Endpoints', metadata, { subsets: [{ addresses: [{ ip: API_SERVER }], ports }] }),
    live(
      version,
      'EndpointSlice',
      { ...metadata, labels },
      {
        addressType: 'IPv4',
        endpoints: [{ addresses: [API_SERVER], conditions: { ready: true } }],
        ports,
      },
    ),
  ];
}

export const API_SERVER = `20.51.${Number.parseInt(hash('api').slice(0, 2), 16)}.7`;
