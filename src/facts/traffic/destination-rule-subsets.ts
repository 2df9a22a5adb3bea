import { isDeepStrictEqual } from 'node:util';
import type { Graph } from '../../graph/graph.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { matchesSelector } from '../../graph/selector.js';
import type { Json, JsonObject } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { concluded, copied, type FactMapping, type FactSource, type FactValue, fact } from '../fact.js';
import { itemsAt, labelsOf, mappingAt, textAt } from '../metadata.js';
import { podsBehind, SERVING_KINDS, servingPods, unknownPods } from '../pods/pod-templates.js';
import {
  DESTINATION_RULE,
  type Destination,
  destinations,
  type Merging,
  merging,
} from './destination-rules.js';
import { HOST_KINDS, hasOtherClusters, type IstioHost, isExternalName } from './istio-hosts.js';
import { WORKLOAD_ENTRY, WORKLOAD_GROUP } from './workload-entries.js';

/** The subsets of DestinationRules, and whether they hold any endpoint of the host. */
export const destinationRuleSubsets: FactSource = {
  kind: 'IstioSubset',
  reads: [DESTINATION_RULE],
  looksAt: [...HOST_KINDS, ...SERVING_KINDS, WORKLOAD_ENTRY, WORKLOAD_GROUP, 'Secret'],
  derive: (graph) => {
    if (graph.ofKind(DESTINATION_RULE).length === 0) return [];
    const surroundings = {
      merged: merging(graph),
      endpoints: endpointsByHost(graph),
      isAlone: !hasOtherClusters(graph),
    };
    return destinations(graph).flatMap((destination) => subsetsOf(surroundings, destination));
  },
};

interface Surroundings {
  readonly merged: Merging;
  readonly endpoints: (host: IstioHost) => Endpoints | undefined;
  /** No other cluster has endpoints of the mesh. */
  readonly isAlone: boolean;
}

function subsetsOf(surroundings: Surroundings, destination: Destination): readonly Resource[] {
  const { rule, host, isWildcard } = destination;
  const endpoints = isWildcard || !surroundings.isAlone ? undefined : surroundings.endpoints(host);
  return itemsAt(rule.value, ['spec', 'subsets']).map((subset, index) => {
    const path = ['spec', 'subsets', index];
    const name = textAt(subset, ['name']);
    return fact('IstioSubset', { resource: rule, path }, `${rule.id.name}/${name ?? index}`, {
      rule: rule.id.name,
      host: copied(rule, ['spec', 'host']),
      fullName: host.name,
      name: copied(rule, [...path, 'name']),
      labels: copied(rule, [...path, 'labels']),
      repeats: concluded(isRepeated(rule, index), rule, [...path, 'name']),
      definedBefore: definedBefore(subset, destination, surroundings.merged),
      ...(endpoints === undefined ? {} : selection(rule, path, endpoints)),
    });
  });
}

function isRepeated(rule: Resource, index: number): boolean {
  const names = itemsAt(rule.value, ['spec', 'subsets']).map((subset) => textAt(subset, ['name']));
  return names[index] !== undefined && names.indexOf(names[index]) < index;
}

/** An older DestinationRule for the host that has another subset of that name: istiod keeps the one there. */
function definedBefore(subset: Json, destination: Destination, merged: Merging): FactMapping | undefined {
  const name = textAt(subset, ['name']);
  const other = name === undefined ? undefined : merged.withSubset(destination, name);
  if (other === undefined) return undefined;
  const subsets = itemsAt(other.value, ['spec', 'subsets']);
  const index = subsets.findIndex((each) => textAt(each, ['name']) === name);
  const isSame = isDeepStrictEqual(subset, subsets[index]);
  return isSame ? undefined : { rule: concluded(other.id.name, other, ['spec', 'subsets', index, 'name']) };
}

/** The labels of what is behind a host. */
interface Endpoints {
  readonly labels: readonly JsonObject[];
  /** What else may be behind it; undefined where all is at hand. */
  readonly unseen: Json | undefined;
}

/** What is behind a host is the same for all DestinationRules that see the same there. */
function endpointsByHost(graph: Graph): Surroundings['endpoints'] {
  const numbers = new Map<Resource, number>();
  const numberOf = (resource: Resource) => {
    const number = numbers.get(resource) ?? numbers.size;
    numbers.set(resource, number);
    return number;
  };
  const known = new Map<string, Endpoints | undefined>();
  return (host) => {
    const key = [...host.services, ...host.entries].map(numberOf).join(' ');
    if (!known.has(key)) known.set(key, endpointsOf(graph, host));
    return known.get(key);
  };
}

/** Undefined where no label of the input tells: a name of DNS, a Service that selects nothing, a host that nothing has. */
function endpointsOf(graph: Graph, { services, entries }: IstioHost): Endpoints | undefined {
  const found = [
    ...services.map((service) => behindService(graph, service)),
    ...entries.map((entry) => behindEntry(graph, entry)),
  ];
  const known = found.filter((each) => each !== undefined);
  if (known.length === 0 || known.length < found.length) return undefined;
  return {
    labels: known.flatMap(({ labels }) => labels),
    unseen: known.find(({ unseen }) => unseen !== undefined)?.unseen,
  };
}

function behindService(graph: Graph, service: Resource): Endpoints | undefined {
  const selector = mappingAt(service.value, ['spec', 'selector']);
  if (isExternalName(service) || Object.keys(selector).length === 0) return undefined;
  return selectedBy(graph, service.id.namespace, selector, podsBehind(graph, service));
}

function behindEntry(graph: Graph, { id, value }: Resource): Endpoints | undefined {
  if (!['STATIC', 'DNS', 'DNS_ROUND_ROBIN'].includes(textAt(value, ['spec', 'resolution']) ?? ''))
    return undefined;
  const selector = mappingAt(value, ['spec', 'workloadSelector', 'labels']);
  if (Object.keys(selector).length > 0) {
    const pods = servingPods(graph, id.namespace).filter((pod) => matchesSelector(selector, labelsOf(pod)));
    return selectedBy(graph, id.namespace, selector, pods);
  }
  const endpoints = itemsAt(value, ['spec', 'endpoints']);
  return { labels: endpoints.map((endpoint) => mappingAt(endpoint, ['labels'])), unseen: undefined };
}

/** Pods, and the workloads outside the cluster that a selector finds beside them. */
function selectedBy(
  graph: Graph,
  namespace: string | undefined,
  selector: JsonObject,
  pods: readonly Resource[],
): Endpoints {
  const outside = [
    ...graph.inNamespace(WORKLOAD_ENTRY, namespace).map(({ value }) => mappingAt(value, ['spec', 'labels'])),
    ...graph
      .inNamespace(WORKLOAD_GROUP, namespace)
      .map(({ value }) => mappingAt(value, ['spec', 'metadata', 'labels'])),
  ].filter((labels) => matchesSelector(selector, labels));
  return {
    labels: [...pods.map(labelsOf), ...outside],
    unseen: unknownPods(graph, namespace, SERVING_KINDS),
  };
}

/** Labels that only run time knows: of the node and the network, of the injector, and of what makes pods. */
const AT_RUN_TIME =
  /^(topology\.(kubernetes|istio)\.io\/|failure-domain\.beta\.kubernetes\.io\/|kubernetes\.io\/hostname$|(security|service)\.istio\.io\/|istio\.io\/rev$|(rollouts-)?pod-template-hash$|controller-revision-hash$|statefulset\.kubernetes\.io\/|apps\.kubernetes\.io\/)/;

/** Whether an endpoint carries the labels of a subset. */
function selection(rule: Resource, path: Path, { labels, unseen }: Endpoints): FactMapping {
  const wanted = mappingAt(rule.value, [...path, 'labels']);
  const certain = Object.fromEntries(Object.entries(wanted).filter(([key]) => !AT_RUN_TIME.test(key)));
  const isAnyLike = labels.some((own) => matchesSelector(certain, own));
  const at = valueAt(rule.value, [...path, 'labels']) === undefined ? path : [...path, 'labels'];
  const place = (value: Json): FactValue => concluded(value, rule, at);
  if (Object.keys(certain).length === 0) return Object.keys(wanted).length === 0 ? { selects: true } : {};
  if (isAnyLike)
    return Object.keys(certain).length < Object.keys(wanted).length ? {} : { selects: place(true) };
  return { selects: place(unseen ?? false) };
}
