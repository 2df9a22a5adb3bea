import type { Graph } from '../graph/graph.js';
import { pick, valueAt } from '../graph/query.js';
import type { Resource } from '../graph/resource.js';
import { unknown } from '../graph/unknown.js';
import type { Path } from '../input/path.js';
import { concluded, copied, type FactMapping, type FactSource, fact, type Traced } from './fact.js';
import { annotationsOf, itemsAt, textAt } from './metadata.js';
import { targetPorts } from './target-ports.js';

const INGRESS_BACKEND = 'policy.openservicemesh.io/IngressBackend';
const GATEWAY = 'azure/application-gateway';

/** Where each backend of an IngressBackend leads, and what else leads there. */
export const ingressBackends: FactSource = {
  kind: 'IngressBackendTarget',
  reads: [INGRESS_BACKEND],
  looksAt: [
    'Endpoints',
    'Pod',
    'Service',
    'apps/DaemonSet',
    'apps/Deployment',
    'apps/ReplicaSet',
    'apps/StatefulSet',
    'networking.k8s.io/Ingress',
    'networking.k8s.io/IngressClass',
  ],
  derive: (graph) => {
    const backends = graph.ofKind(INGRESS_BACKEND).flatMap(backendsOf);
    const gateways = backends.length === 0 ? [] : gatewayIngresses(graph);
    return backends.map((backend, index) => target(graph, backend, backends.slice(0, index), gateways));
  },
};

interface Backend {
  readonly object: Resource;
  readonly path: Path;
  readonly service: string | undefined;
  readonly port: number | undefined;
}

function backendsOf(object: Resource): readonly Backend[] {
  return itemsAt(object.value, ['spec', 'backends']).map((backend, index) => {
    const port = valueAt(backend, ['port', 'number']);
    return {
      object,
      path: ['spec', 'backends', index],
      service: textAt(backend, ['name']),
      port: typeof port === 'number' ? port : undefined,
    };
  });
}

function target(
  graph: Graph,
  backend: Backend,
  earlier: readonly Backend[],
  gateways: readonly Resource[],
): Resource {
  const { object, path } = backend;
  const at = [...path, 'name'];
  return fact('IngressBackendTarget', { resource: object, path: at }, `${object.id.name}/${path[2]}`, {
    object: copied(object, ['metadata', 'name']),
    service: copied(object, at),
    port: copied(object, [...path, 'port', 'number']),
    protocol: copied(object, [...path, 'port', 'protocol']),
    ...portOfService(graph, backend),
    earlier: earlier.filter((other) => isSameService(other, backend)).map(nameOf),
    earlierOfPort: earlier
      .filter((other) => isSameService(other, backend) && other.port === backend.port)
      .map(nameOf),
    gateways: gateways.filter((ingress) => leadsTo(ingress, backend)).map(objectName),
  });
}

function portOfService(graph: Graph, { object, path, service, port }: Backend): FactMapping {
  if (service === undefined || port === undefined) return {};
  const services = graph.find({ kind: 'Service', namespace: object.id.namespace, name: service });
  if (services.length === 0) return {};
  const found = services.map((each) => targetPorts(graph, each));
  const numbers = [...new Set(found.flatMap((each) => each.numbers))];
  const isKnown = numbers.includes(port) || found.every(({ isComplete }) => isComplete);
  const at = [...path, 'port', 'number'];
  const answer = isKnown ? numbers.includes(port) : unknown('Pod', object.id.namespace);
  return { isTargetPort: concluded(answer, object, at), targetPorts: numbers };
}

/** Objects whose namespace is left open may be meant for different ones. */
function isSameService(one: Backend, other: Backend): boolean {
  return (
    one.object.id.name !== other.object.id.name &&
    one.object.id.namespace !== undefined &&
    one.object.id.namespace === other.object.id.namespace &&
    one.service === other.service
  );
}

function nameOf({ object, path }: Backend): Traced {
  return concluded(object.id.name, object, [...path, 'name']);
}

function objectName(resource: Resource): Traced {
  return concluded(resource.id.name, resource, ['metadata', 'name']);
}

/** The Ingresses that the Azure Application Gateway serves without TLS towards the pods. */
function gatewayIngresses(graph: Graph): readonly Resource[] {
  const classes = graph
    .find({ kind: 'networking.k8s.io/IngressClass', where: new Map([['/spec/controller', [GATEWAY]]]) })
    .map(({ id }) => id.name);
  const names = new Set(['azure-application-gateway', ...classes]);
  return ['networking.k8s.io/Ingress', 'extensions/Ingress']
    .flatMap((kind) => graph.ofKind(kind))
    .filter((ingress) => {
      const annotations = annotationsOf(ingress);
      const isServed =
        annotations['kubernetes.io/ingress.class'] === GATEWAY ||
        names.has(textAt(ingress.value, ['spec', 'ingressClassName']) ?? '');
      return isServed && annotations['appgw.ingress.kubernetes.io/backend-protocol'] !== 'https';
    });
}

const BACKENDS_OF_INGRESS = [
  '/spec/rules/*/http/paths/*/backend/service/name',
  '/spec/rules/*/http/paths/*/backend/serviceName',
  '/spec/defaultBackend/service/name',
  '/spec/backend/serviceName',
];

function leadsTo(ingress: Resource, { object, service }: Backend): boolean {
  return (
    ingress.id.namespace === object.id.namespace &&
    BACKENDS_OF_INGRESS.some((query) => pick(ingress.value, query).some(({ value }) => value === service))
  );
}
