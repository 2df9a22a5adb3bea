import type { Graph } from '../../graph/graph.js';
import { isPlaceholder } from '../../graph/placeholder.js';
import { pick, valueAt } from '../../graph/query.js';
import type { KindName, Resource } from '../../graph/resource.js';
import { matchesSelector } from '../../graph/selector.js';
import { unknown } from '../../graph/unknown.js';
import type { Json } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { hasIstio } from '../control-planes/istio-planes.js';
import { concluded, copied, type FactMapping, type FactSource, fact } from '../fact.js';
import { itemsAt, labelsOf, textAt } from '../metadata.js';
import { API_GATEWAY } from './gateways.js';

const GROUP = 'gateway.networking.k8s.io';
export const GATEWAY_CLASS: KindName = `${GROUP}/GatewayClass`;
const REFERENCE_GRANT: KindName = `${GROUP}/ReferenceGrant`;
const ROUTES: readonly KindName[] = ['HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute'].map(
  (kind): KindName => `${GROUP}/${kind}`,
);

/** What objects of the Gateway API name that Istio serves: Gateways, Services and Secrets. */
export const gatewayApiReferences: FactSource = {
  kind: 'GatewayApiReference',
  reads: [API_GATEWAY, ...ROUTES],
  looksAt: ['meshlint/Mesh', GATEWAY_CLASS, REFERENCE_GRANT, 'Namespace'],
  derive: (graph) => {
    const routes = ROUTES.flatMap((kind) => graph.ofKind(kind));
    const gateways = graph.ofKind(API_GATEWAY);
    if (routes.length + gateways.length === 0) return [];
    const own = new Set(gateways.filter((gateway) => isServedByIstio(graph, gateway)));
    const isSeen = own.size > 0 || hasIstio(graph);
    const ofIstio = isSeen ? routes.filter((route) => hasNoForeignParent(graph, route, own)) : [];
    return [
      ...ofIstio.flatMap(parentsOf).map((reference) => parentFact(graph, reference)),
      ...ofIstio.flatMap(backendsOf).map((reference) => targetFact(graph, reference)),
      ...[...own].flatMap(certificatesOf).map((reference) => targetFact(graph, reference)),
    ];
  },
};

/** By the controller of its class; the classes that istiod makes are known by their names. */
export function isServedByIstio(graph: Graph, { value }: Resource): boolean {
  const name = textAt(value, ['spec', 'gatewayClassName']);
  if (name === undefined) return false;
  const [gatewayClass] = graph.find({ kind: GATEWAY_CLASS, name });
  if (gatewayClass === undefined) return /^istio(-remote|-waypoint|-east-west)?$/.test(name);
  return textAt(gatewayClass.value, ['spec', 'controllerName'])?.startsWith('istio.io/') ?? false;
}

interface Reference {
  readonly user: Resource;
  /** The mapping that names something. */
  readonly path: Path;
  readonly role: 'parent' | 'backend' | 'certificate';
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
}

/** Undefined where another kind is named, or what a tool fills in later. */
function referenceAt(
  user: Resource,
  path: Path,
  role: Reference['role'],
  wanted: Json,
): Reference | undefined {
  const { kind, group } = { kind: wanted, group: wanted === 'Gateway' ? GROUP : '' };
  const name = textAt(user.value, [...path, 'name']);
  const namespace = textAt(user.value, [...path, 'namespace']) ?? user.id.namespace;
  const isWanted =
    (valueAt(user.value, [...path, 'kind']) ?? kind) === kind &&
    (valueAt(user.value, [...path, 'group']) ?? group) === group;
  const isKnown = name !== undefined && !isPlaceholder(name) && !isPlaceholder(namespace);
  return isWanted && isKnown ? { user, path, role, kind: String(kind), name, namespace } : undefined;
}

function parentsOf(route: Resource): readonly Reference[] {
  return itemsAt(route.value, ['spec', 'parentRefs']).flatMap(
    (_, index) => referenceAt(route, ['spec', 'parentRefs', index], 'parent', 'Gateway') ?? [],
  );
}

function backendsOf(route: Resource): readonly Reference[] {
  return pick(route.value, '/spec/rules/*/backendRefs/*').flatMap(
    ({ path }) => referenceAt(route, path, 'backend', 'Service') ?? [],
  );
}

/** Of listeners that end TLS themselves. */
function certificatesOf(gateway: Resource): readonly Reference[] {
  return pick(gateway.value, '/spec/listeners/*/tls').flatMap(({ path, value: tls }) =>
    (valueAt(tls, ['mode']) ?? 'Terminate') === 'Terminate'
      ? itemsAt(tls, ['certificateRefs']).flatMap(
          (_, index) =>
            referenceAt(gateway, [...path, 'certificateRefs', index], 'certificate', 'Secret') ?? [],
        )
      : [],
  );
}

/** A route of a Gateway that another implementation serves is that one's matter. */
function hasNoForeignParent(graph: Graph, route: Resource, own: ReadonlySet<Resource>): boolean {
  return parentsOf(route).every((parent) => graph.find(questionFor(parent)).every((found) => own.has(found)));
}

function questionFor({ name, namespace }: Reference) {
  return { kind: API_GATEWAY, name, namespace };
}

function targetFact(graph: Graph, reference: Reference): Resource {
  const { user, path, role } = reference;
  const granted = isForMesh(user) ? undefined : grant(graph, reference);
  return referenceFact(reference, {
    ...(role === 'backend' ? { port: copied(user, [...path, 'port']) } : {}),
    ...(granted === undefined ? {} : { granted: concluded(granted, user, [...path, 'namespace']) }),
  });
}

/** Where an object says which listener it means, by name or by port. */
function listenerPath({ user, path }: Reference): Path {
  const key = ['sectionName', 'port'].find((each) => valueAt(user.value, [...path, each]) !== undefined);
  return key === undefined ? path : [...path, key];
}

function parentFact(graph: Graph, reference: Reference): Resource {
  const { user, path } = reference;
  const [gateway] = graph.find(questionFor(reference));
  if (gateway === undefined) return referenceFact(reference, {});
  const listeners = listenersFor(gateway, user, path);
  const admitted = isAdmitted(graph, user, gateway, listeners);
  return referenceFact(reference, {
    section: copied(user, [...path, 'sectionName']),
    hasListener: concluded(listeners.length > 0, user, listenerPath(reference)),
    ...(admitted === undefined || listeners.length === 0
      ? {}
      : { admitted: concluded(admitted, user, path) }),
  });
}

function referenceFact(reference: Reference, more: FactMapping): Resource {
  const { user, path, role, kind, name, namespace } = reference;
  return fact('GatewayApiReference', { resource: user, path }, `${user.id.name}/${path.slice(1).join('.')}`, {
    user: { kind: user.id.kind, name: user.id.name },
    role,
    targetKind: kind,
    name: concluded(name, user, [...path, 'name']),
    targetNamespace: namespace,
    ...more,
  });
}

function listenersFor(gateway: Resource, route: Resource, path: Path): readonly Json[] {
  const section = valueAt(route.value, [...path, 'sectionName']);
  const port = valueAt(route.value, [...path, 'port']);
  return itemsAt(gateway.value, ['spec', 'listeners']).filter(
    (listener) =>
      (section === undefined || valueAt(listener, ['name']) === section) &&
      (port === undefined || valueAt(listener, ['port']) === port),
  );
}

/** Whether a listener takes routes of that namespace: those of its own where nothing is said. Undefined: nothing tells. */
function isAdmitted(
  graph: Graph,
  route: Resource,
  gateway: Resource,
  listeners: readonly Json[],
): Json | undefined {
  const [own, other] = [route.id.namespace, gateway.id.namespace];
  if (own === undefined || other === undefined || own === other) return undefined;
  const answers = listeners.map((listener) => {
    const from = valueAt(listener, ['allowedRoutes', 'namespaces', 'from']) ?? 'Same';
    if (from !== 'Selector') return from === 'All';
    const [namespace] = graph.find({ kind: 'Namespace', name: own });
    if (namespace === undefined) return unknown('Namespace', undefined);
    const labels = { ...labelsOf(namespace), 'kubernetes.io/metadata.name': own };
    return matchesSelector(valueAt(listener, ['allowedRoutes', 'namespaces', 'selector']), labels);
  });
  return answers.includes(true) ? true : (answers.find((answer) => answer !== false) ?? false);
}

/** Whether the namespace of the target lets the user in. Undefined: it need not, or nothing tells. */
function grant(graph: Graph, reference: Reference): Json | undefined {
  const { user, namespace } = reference;
  const own = user.id.namespace;
  if (own === undefined || namespace === undefined || own === namespace) return undefined;
  const grants = graph.find({ kind: REFERENCE_GRANT, namespace });
  if (grants.some(({ value }) => isGranted(value, reference))) return true;
  const isKnown = graph.knowledge(REFERENCE_GRANT, namespace).completeness === 'full';
  return isKnown ? false : unknown(REFERENCE_GRANT, namespace);
}

function isGranted(value: Json, { user, kind, name }: Reference): boolean {
  const isFrom = itemsAt(value, ['spec', 'from']).some(
    (from) => valueAt(from, ['kind']) === user.id.kind && valueAt(from, ['namespace']) === user.id.namespace,
  );
  const isTo = itemsAt(value, ['spec', 'to']).some(
    (to) => valueAt(to, ['kind']) === kind && [undefined, name].includes(textAt(to, ['name'])),
  );
  return isFrom && isTo;
}

/** Routes of Services, for traffic inside the mesh, need no grant. */
function isForMesh({ value }: Resource): boolean {
  return itemsAt(value, ['spec', 'parentRefs']).some((parent) => valueAt(parent, ['kind']) === 'Service');
}
