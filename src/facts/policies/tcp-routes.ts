import type { Graph } from '../../graph/graph.js';
import { pick, valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { isArray, isObject, type Json } from '../../input/json.js';
import { copied, type FactMapping, type FactSource, fact } from '../fact.js';
import { itemsAt, mappingAt, textAt } from '../metadata.js';
import { SERVING_KINDS, unknownPods } from '../pods/pod-templates.js';
import { ROUTE_GROUP, TCP_ROUTE, TRAFFIC_TARGET } from './policy-kinds.js';

/** How the ports of TCPRoutes meet those of the Services before the destinations of the TrafficTargets that name them. */
export const tcpRoutePorts: FactSource = {
  kind: 'TcpRoutePort',
  reads: [TCP_ROUTE, TRAFFIC_TARGET, 'Service', 'Pod'],
  looksAt: [...SERVING_KINDS, 'meshlint/OsmIdentity', 'meshlint/OsmServicePort'],
  derive: (graph) => graph.ofKind(TCP_ROUTE).flatMap((route) => portFacts(graph, route)),
};

/** What a TrafficTarget that names TCPRoutes alone makes of the ports of its destination. */
export const tcpTargets: FactSource = {
  kind: 'TcpTarget',
  reads: [TRAFFIC_TARGET, 'Service', 'Pod'],
  looksAt: [TCP_ROUTE, 'meshlint/OsmIdentity', 'meshlint/OsmServicePort'],
  derive: (graph) => {
    const targets = graph.ofKind(TRAFFIC_TARGET);
    const withRoutes = new Set(targets.filter(bringsRoutes).map(destinationOf));
    return targets
      .filter((target) => !withRoutes.has(destinationOf(target)))
      .flatMap((target) => tcpTarget(graph, target));
  },
};

function portFacts(graph: Graph, route: Resource): readonly Resource[] {
  const users = graph
    .inNamespace(TRAFFIC_TARGET, route.id.namespace)
    .filter((target) => tcpRouteNames(target).includes(route.id.name));
  const behind = users.flatMap((target) => portsBehind(graph, target));
  const areAllKnown = users.every((target) => areServicesKnown(graph, target)) && behind.every(isResolved);
  if (behind.length === 0) return [];
  return itemsAt(route.value, ['spec', 'matches', 'ports']).flatMap((port, index) =>
    typeof port === 'number' ? portFact(route, index, { port, behind, areAllKnown }) : [],
  );
}

interface ListedPort {
  readonly port: number;
  /** The ports of the Services before the pods that the TCPRoute is about; and whether there are no others. */
  readonly behind: readonly Resource[];
  readonly areAllKnown: boolean;
}

/** That a port of a Service is meant tells its number; else all Services have to be known. */
function portFact(route: Resource, index: number, { port, behind, areAllKnown }: ListedPort): Resource {
  const path = ['spec', 'matches', 'ports', index];
  const meant = behind.filter((each) => each.value.port === port && isResolved(each));
  const isTargetPort = targetNumbers(behind).includes(port);
  return fact('TcpRoutePort', { resource: route, path }, `${route.id.name}/${index}`, {
    route: copied(route, ['metadata', 'name']),
    port: copied(route, path),
    isTargetPort: isTargetPort || meant.length > 0 || areAllKnown ? isTargetPort : undefined,
    targetPorts: distinct(targetNumbers(meant.length > 0 ? meant : behind)),
  });
}

function areServicesKnown(graph: Graph, { value }: Resource): boolean {
  const namespace = textAt(value, ['spec', 'destination', 'namespace']);
  const isKnown = graph.knowledge('Service', namespace).completeness === 'full';
  return isKnown && unknownPods(graph, namespace, SERVING_KINDS) === undefined;
}

function isResolved({ value }: Resource): boolean {
  return isArray(value.targetPorts);
}

/** Nothing is told where a TCPRoute is missing, or no port is known. */
function tcpTarget(graph: Graph, target: Resource): readonly Resource[] {
  const routes = routesOf(graph, target);
  const admitted = portsBehind(graph, target).filter((port) => isAdmitted(routes, port));
  if (routes.length !== tcpRouteNames(target).length || admitted.length === 0) return [];
  const about = { resource: target, path: ['spec', 'rules'] };
  return [
    fact('TcpTarget', about, target.id.name, {
      target: copied(target, ['metadata', 'name']),
      destination: copied(target, ['spec', 'destination', 'name']),
      services: distinct(admitted.map(serviceName)),
      ports: distinct(admitted.map(({ value }) => value.port ?? null)),
      onlyHttp: onlyHttp(admitted),
    }),
  ];
}

/** By the readings of ports: whether OSM takes every admitted port for one of HTTP. */
function onlyHttp(admitted: readonly Resource[]): FactMapping {
  const readings = Object.keys(mappingAt(admitted[0]?.value ?? null, ['protocol']));
  const isHttp = (port: Resource, line: string) =>
    ['http', 'grpc'].includes(String(valueAt(port.value, ['protocol', line])));
  return Object.fromEntries(readings.map((line) => [line, admitted.every((port) => isHttp(port, line))]));
}

function tcpRouteNames({ value }: Resource): readonly string[] {
  return rulesOf(value, 'TCPRoute');
}

function bringsRoutes({ value }: Resource): boolean {
  return rulesOf(value, ROUTE_GROUP.split('/')[1] ?? '').length > 0;
}

function rulesOf(value: Json, kind: string): readonly string[] {
  return itemsAt(value, ['spec', 'rules']).flatMap((rule) =>
    textAt(rule, ['kind']) === kind ? (textAt(rule, ['name']) ?? []) : [],
  );
}

function routesOf(graph: Graph, target: Resource): readonly Resource[] {
  const { namespace } = target.id;
  return tcpRouteNames(target).flatMap((name) =>
    graph.find({ kind: TCP_ROUTE, namespace, name }).slice(0, 1),
  );
}

function destinationOf({ value }: Resource): string {
  const { name, namespace } = mappingAt(value, ['spec', 'destination']);
  return JSON.stringify([namespace, name]);
}

/** The intercepted ports of the Services before the pods of a destination. */
function portsBehind(graph: Graph, target: Resource): readonly Resource[] {
  const { name, namespace } = mappingAt(target.value, ['spec', 'destination']);
  if (typeof name !== 'string' || typeof namespace !== 'string') return [];
  const services = graph
    .find({ kind: 'meshlint/OsmIdentity', namespace, name })
    .flatMap(({ value }) => pick(value, '/services/*').map((service) => service.value));
  return graph
    .inNamespace('meshlint/OsmServicePort', namespace)
    .filter(({ value }) => services.includes(value.service ?? null) && isObject(value.protocol));
}

/** A TCPRoute without ports admits all of them. */
function isAdmitted(routes: readonly Resource[], port: Resource): boolean {
  const lists = routes.map(({ value }) => itemsAt(value, ['spec', 'matches', 'ports']));
  const numbers = targetNumbers([port]);
  return lists.some((list) => list.length === 0) || numbers.some((number) => lists.flat().includes(number));
}

function targetNumbers(ports: readonly Resource[]): readonly Json[] {
  return ports.flatMap(({ value }) => (isArray(value.targetPorts) ? value.targetPorts : []));
}

function serviceName({ value }: Resource): Json {
  return value.service ?? null;
}

function distinct(values: readonly Json[]): readonly Json[] {
  return [...new Set(values)];
}
