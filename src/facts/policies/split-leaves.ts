import type { Graph } from '../../graph/graph.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { unknown } from '../../graph/unknown.js';
import { isObject, type Json, type JsonObject } from '../../input/json.js';
import { concluded, copied, type FactMapping, type FactSource, fact } from '../fact.js';
import { itemsAt, textAt } from '../metadata.js';
import { SERVING_KINDS } from '../pods/pod-templates.js';
import { targetPortsOf } from '../traffic/target-ports.js';
import { TRAFFIC_SPLIT } from './policy-kinds.js';
import { rootOf } from './traffic-split-roots.js';

/** How the ports of each Service that a TrafficSplit sends traffic to meet those of the Service that it splits. */
export const splitLeaves: FactSource = {
  kind: 'SplitLeaf',
  reads: [TRAFFIC_SPLIT, 'Service'],
  looksAt: [...SERVING_KINDS, 'Endpoints'],
  derive: (graph) => graph.ofKind(TRAFFIC_SPLIT).flatMap((split) => leavesOf(graph, split)),
};

/** A Service and its TCP ports. */
interface Offer {
  readonly service: Resource;
  readonly ports: readonly JsonObject[];
}

interface Leaf extends Offer {
  readonly index: number;
  readonly name: string;
}

/** Only Services that are in the input once: copies of one in several overlays may have different ports. */
function leavesOf(graph: Graph, split: Resource): readonly Resource[] {
  const root = rootOf(split);
  const offer = root === undefined ? undefined : offerOf(graph, split, root.name);
  if (root === undefined || offer === undefined) return [];
  const called = offer.ports.map(({ port }) => Number(port));
  const leaves = itemsAt(split.value, ['spec', 'backends']).flatMap((backend, index) =>
    leafOf(graph, split, backend, index),
  );
  return leaves.map((leaf) => leafFact(graph, split, { root: root.name, called, leaf, leaves }));
}

/** A backend that gets no traffic needs no port. */
function leafOf(graph: Graph, split: Resource, backend: Json, index: number): readonly Leaf[] {
  const name = textAt(backend, ['service']);
  if (name === undefined || valueAt(backend, ['weight']) === 0) return [];
  const offer = offerOf(graph, split, name);
  return offer === undefined ? [] : [{ index, name, ...offer }];
}

/** OSM intercepts TCP ports only. Undefined where the ports cannot be told. */
function offerOf(graph: Graph, split: Resource, name: string): Offer | undefined {
  const services = graph.find({ kind: 'Service', namespace: split.id.namespace, name });
  const [service] = services;
  if (service === undefined || services.length > 1) return undefined;
  const ports = itemsAt(service.value, ['spec', 'ports'])
    .filter(isObject)
    .filter(({ protocol }) => protocol === undefined || protocol === 'TCP');
  const areNumbers = ports.length > 0 && ports.every(({ port }) => Number.isInteger(port));
  return areNumbers ? { service, ports } : undefined;
}

interface LeafOfSplit {
  readonly root: string;
  readonly called: readonly number[];
  readonly leaf: Leaf;
  readonly leaves: readonly Leaf[];
}

function leafFact(graph: Graph, split: Resource, { root, called, leaf, leaves }: LeafOfSplit): Resource {
  const path = ['spec', 'backends', leaf.index, 'service'];
  const numbers = leaf.ports.map(({ port }) => Number(port));
  return fact('SplitLeaf', { resource: split, path }, `${split.id.name}/${leaf.name}`, {
    split: copied(split, ['metadata', 'name']),
    service: copied(split, path),
    root: concluded(root, split, ['spec', 'service']),
    rootPorts: called,
    ports: numbers,
    sharedPorts: numbers.filter((number) => called.includes(number)),
    unnamedPort: leaf.ports.some((port) => textAt(port, ['name']) === undefined),
    ...firstTarget(graph, split, { called, leaf, leaves }),
  });
}

/** The target port behind the first shared port, beside that of the first leaf which shares it too. */
function firstTarget(
  graph: Graph,
  split: Resource,
  { called, leaf, leaves }: Omit<LeafOfSplit, 'root'>,
): FactMapping {
  const shared = called.find((number) => leaf.ports.some(({ port }) => port === number));
  const first = leaves.find(({ ports }) => ports.some(({ port }) => port === shared));
  if (shared === undefined || first === undefined) return {};
  const own = targetPort(graph, leaf, shared);
  const others = targetPort(graph, first, shared);
  return {
    targetPort: own,
    firstLeaf: {
      service: copied(split, ['spec', 'backends', first.index, 'service']),
      targetPort: others,
      agrees: first.name === leaf.name ? true : agrees(own, others),
    },
  };
}

function agrees(own: Json, others: Json): Json {
  const open = [own, others].find((port) => typeof port !== 'number');
  return open ?? own === others;
}

/** A target port with a name may be another number in each pod. */
function targetPort(graph: Graph, { service, ports }: Leaf, number: number): Json {
  const port = ports.find((each) => each.port === number) ?? {};
  const [found, other] = targetPortsOf(graph, service, port);
  const { namespace } = service.id;
  return found === undefined || other !== undefined ? unknown('Endpoints', namespace) : found;
}
