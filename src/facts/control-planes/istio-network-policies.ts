import type { Graph } from '../../graph/graph.js';
import { isPlaceholder } from '../../graph/placeholder.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { matchesSelector } from '../../graph/selector.js';
import { groupBy } from '../../input/group-by.js';
import type { Json, JsonObject } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { concluded, copied, type FactSource, fact } from '../fact.js';
import { itemsAt, labelsOf, mappingAt, textAt } from '../metadata.js';
import { isOver } from '../pods/pods.js';
import { argument, type Component, components } from './components.js';
import { revisionOf } from './istio-components.js';

const NETWORK_POLICY = 'networking.k8s.io/NetworkPolicy';

/** Where istiod answers webhooks, unless it is told otherwise, and where it serves proxies. */
const WEBHOOK_PORT = 15017;
const PROXY_PORT = 15012;

/** Each istiod that a NetworkPolicy selects, and which of the ports that it is needed at nobody reaches. */
export const istioNetworkPolicies: FactSource = {
  kind: 'IstioIsolation',
  reads: [NETWORK_POLICY],
  looksAt: ['ConfigMap', 'Pod', 'apps/Deployment', 'meshlint/IstioMeshConfig'],
  derive: (graph) => {
    if (graph.ofKind(NETWORK_POLICY).length === 0) return [];
    const istiods = components(graph, 'istiod', 'discovery').filter(({ resource }) => !isOver(resource));
    const ofOne = groupBy(istiods, (each) => `${each.resource.id.namespace}/${revisionOf(each)}`);
    return [...ofOne.values()].flatMap(([first]) => (first && isolation(graph, first)) ?? []);
  },
};

function isolation(graph: Graph, istiod: Component): Resource | undefined {
  const { resource } = istiod;
  const policies = graph
    .inNamespace(NETWORK_POLICY, resource.id.namespace)
    .filter((policy) => isolates(policy, podLabels(istiod)));
  const [first] = policies;
  if (first === undefined) return undefined;
  const rules = policies.flatMap(({ value }) => itemsAt(value, ['spec', 'ingress']));
  const blocked = portsOf(graph, istiod).filter((port) => !rules.some((rule) => admits(istiod, rule, port)));
  return fact('IstioIsolation', { resource: first, path: ['metadata', 'name'] }, first.id.name, {
    istiod: copied(resource, ['metadata', 'name']),
    revision: revisionOf(istiod),
    policies: policies.map((policy) => concluded(policy.id.name, policy, ['metadata', 'name'])),
    blocked: concluded(blocked, first, ingressPath(first)),
  });
}

/** A policy without types is one of Ingress, whatever else. A selector that is filled in later may select anything. */
function isolates({ value }: Resource, labels: JsonObject): boolean {
  const types = itemsAt(value, ['spec', 'policyTypes']);
  const selector = valueAt(value, ['spec', 'podSelector']);
  const isOpen = Object.values(mappingAt(selector ?? {}, ['matchLabels'])).some(isPlaceholder);
  return (types.length === 0 || types.includes('Ingress')) && !isOpen && matchesSelector(selector, labels);
}

function podLabels({ resource }: Component): JsonObject {
  return resource.id.kind === 'Pod'
    ? labelsOf(resource)
    : mappingAt(resource.value, ['spec', 'template', 'metadata', 'labels']);
}

/** Proxies that speak no TLS use another port. */
function portsOf(graph: Graph, istiod: Component): readonly number[] {
  const address = String(argument(istiod, '--httpsAddr')?.value ?? `:${WEBHOOK_PORT}`);
  const webhooks = Number(/:(\d+)$/.exec(address)?.[1]);
  const isPlain = graph
    .ofKind('meshlint/IstioMeshConfig')
    .some(({ value }) => value.controlPlaneAuthPolicy !== 'MUTUAL_TLS');
  return [...(webhooks > 0 ? [webhooks] : []), ...(isPlain ? [] : [PROXY_PORT])];
}

/** Who may come is left out: the API server is often none of the cluster's pods, and its address is not in the input. */
function admits(istiod: Component, rule: Json, port: number): boolean {
  const ports = itemsAt(rule, ['ports']);
  return ports.length === 0 || ports.some((each) => covers(istiod, each, port));
}

/** A name that no container of the input gives to a port may mean any. */
function covers(istiod: Component, allowed: Json, port: number): boolean {
  if ((textAt(allowed, ['protocol']) ?? 'TCP') !== 'TCP') return false;
  const given = valueAt(allowed, ['port']) ?? undefined;
  const first = typeof given === 'string' ? namedPort(istiod, given) : given;
  if (typeof first !== 'number') return true;
  const last = valueAt(allowed, ['endPort']);
  return port >= first && port <= (typeof last === 'number' ? last : first);
}

function namedPort({ resource, spec }: Component, name: string): Json | undefined {
  const ports = itemsAt(resource.value, [...spec, 'containers']).flatMap((each) => itemsAt(each, ['ports']));
  const found = ports.find((port) => textAt(port, ['name']) === name);
  return found && valueAt(found, ['containerPort']);
}

function ingressPath(policy: Resource): Path {
  return itemsAt(policy.value, ['spec', 'ingress']).length > 0 ? ['spec', 'ingress'] : ['spec'];
}
