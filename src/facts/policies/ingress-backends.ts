import type { Graph } from '../../graph/graph.js';
import { pick, valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { unknown } from '../../graph/unknown.js';
import { groupBy } from '../../input/group-by.js';
import type { Json } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { concluded, copied, type FactMapping, type FactSource, fact, type Traced } from '../fact.js';
import { itemsAt, textAt } from '../metadata.js';
import { hasOsmSidecar } from '../pods/osm-sidecars.js';
import { targetPorts } from '../traffic/target-ports.js';
import { controllerOfIngress, upstreamProtocol } from './ingress-controllers.js';
import { capturedPods } from './meshed-services.js';
import { type Monitoring, monitoring } from './monitored-namespaces.js';
import { INGRESS_BACKEND } from './policy-kinds.js';

/** Where each backend of an IngressBackend leads, and what else leads there. */
export const ingressBackends: FactSource = {
  kind: 'IngressBackendTarget',
  reads: [INGRESS_BACKEND],
  looksAt: [
    'Endpoints',
    'Namespace',
    'Pod',
    'Service',
    'apps/DaemonSet',
    'apps/Deployment',
    'apps/ReplicaSet',
    'apps/StatefulSet',
    'networking.k8s.io/Ingress',
    'networking.k8s.io/IngressClass',
    'meshlint/ControlPlane',
  ],
  derive: (graph) => {
    const backends = graph.ofKind(INGRESS_BACKEND).flatMap(backendsOf);
    const gateways = backends.length === 0 ? [] : gatewayIngresses(graph);
    const isMonitored = monitoring(graph);
    return [...groupBy(backends, serviceKey).values()].flatMap((alike) =>
      alike.map((backend, index) =>
        target(graph, backend, { earlier: alike.slice(0, index), gateways, isMonitored }),
      ),
    );
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

/** What a backend is judged against. */
interface Around {
  readonly earlier: readonly Backend[];
  readonly gateways: readonly Resource[];
  readonly isMonitored: Monitoring;
}

function target(graph: Graph, backend: Backend, { earlier, gateways, isMonitored }: Around): Resource {
  const { object, path } = backend;
  const at = [...path, 'name'];
  return fact('IngressBackendTarget', { resource: object, path: at }, `${object.id.name}/${path[2]}`, {
    object: copied(object, ['metadata', 'name']),
    service: copied(object, at),
    port: copied(object, [...path, 'port', 'number']),
    protocol: copied(object, [...path, 'port', 'protocol']),
    monitored: isMonitored(object.id.namespace),
    ...portOfService(graph, backend),
    sidecars: sidecars(graph, backend),
    earlier: earlier.filter((other) => isOtherObject(other, backend)).map(nameOf),
    earlierOfPort: earlier
      .filter((other) => isOtherObject(other, backend) && other.port === backend.port)
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

/** How many captured pods behind the Service have a sidecar: it is there that OSM opens the port. */
function sidecars(graph: Graph, { object, service }: Backend): Json {
  const [found] =
    service === undefined
      ? []
      : graph.find({ kind: 'Service', namespace: object.id.namespace, name: service });
  const pods = found === undefined ? [] : capturedPods(graph, found);
  return pods.length === 0 ? unknown('Pod', object.id.namespace) : pods.filter(hasOsmSidecar).length;
}

function serviceKey({ object, service }: Backend): string {
  return `${object.id.namespace}/${service}`;
}

/** Objects whose namespace is left open may be meant for different ones, and two files may hold one object. */
function isOtherObject({ object: one }: Backend, { object: other }: Backend): boolean {
  return one.id.namespace !== undefined && one.id.name !== other.id.name;
}

function nameOf({ object, path }: Backend): Traced {
  return concluded(object.id.name, object, [...path, 'name']);
}

function objectName(resource: Resource): Traced {
  return concluded(resource.id.name, resource, ['metadata', 'name']);
}

/** The Ingresses that the Azure Application Gateway serves without TLS towards the pods. */
function gatewayIngresses(graph: Graph): readonly Resource[] {
  return ['networking.k8s.io/Ingress', 'extensions/Ingress']
    .flatMap((kind) => graph.ofKind(kind))
    .filter((ingress) => controllerOfIngress(graph, ingress) === 'application-gateway')
    .filter((ingress) => upstreamProtocol(ingress, 'application-gateway') === 'http');
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
