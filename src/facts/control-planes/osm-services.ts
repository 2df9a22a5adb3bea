import type { Graph } from '../../graph/graph.js';
import type { Resource } from '../../graph/resource.js';
import { concluded, copied, type FactSource, type FactValue, fact } from '../fact.js';
import { itemsAt, labelsOf, textAt } from '../metadata.js';
import { isLineAtLeast, type Releases, releaseIn } from '../release.js';
import { offeredPorts, portNumber } from '../webhooks/called-services.js';
import { endpointsOf } from '../webhooks/endpoints.js';
import { OSM_COMPONENTS } from './osm-components.js';
import { osmPlanes } from './osm-planes.js';

/** A port that a Service of OSM has, and who calls it there. */
interface ExpectedPort {
  readonly port: number;
  readonly use: 'sidecars' | 'debug' | 'health' | 'webhook' | 'conversion';
  readonly from?: string;
  /** The first line that does without it again. */
  readonly until?: string;
}

/** The Deployment whose pods answer behind each Service, and the ports by their numbers: names changed between releases. */
const SERVICES: Readonly<Record<string, { component: string; ports: readonly ExpectedPort[] }>> = {
  'osm-controller': {
    component: 'osm-controller',
    ports: [
      { port: 15128, use: 'sidecars' },
      { port: 9092, use: 'debug' },
      { port: 9091, use: 'health', from: '0.10' },
    ],
  },
  'osm-injector': { component: 'osm-injector', ports: [{ port: 9090, use: 'webhook' }] },
  'osm-validator': { component: 'osm-controller', ports: [{ port: 9093, use: 'webhook' }] },
  'osm-config-validator': { component: 'osm-controller', ports: [{ port: 9093, use: 'webhook' }] },
  'osm-bootstrap': {
    component: 'osm-bootstrap',
    ports: [
      { port: 9095, use: 'health', from: '0.10', until: '1.2' },
      { port: 9091, use: 'health', from: '1.2' },
      { port: 443, use: 'conversion', from: '0.10', until: '0.11' },
      { port: 9443, use: 'conversion', from: '0.11' },
    ],
  },
};

/** What stands behind each Service of OSM, and which of the ports of its release it lacks. */
export const osmServices: FactSource = {
  kind: 'OsmService',
  reads: ['Service', 'apps/Deployment'],
  looksAt: ['Endpoints', 'discovery.k8s.io/EndpointSlice', 'meshlint/ControlPlane'],
  derive: (graph, stated) =>
    Object.keys(SERVICES).flatMap((name) =>
      graph
        .find({ kind: 'Service', name })
        .filter((service) => isOfOsm(graph, service))
        .map((service) => osmService(graph, stated, service)),
    ),
};

function osmService(graph: Graph, stated: Releases, service: Resource): Resource {
  const { name } = service.id;
  const { component = '', ports = [] } = SERVICES[name] ?? {};
  const line = lineOf(graph, stated, service);
  const offered = itemsAt(service.value, ['spec', 'ports']).map((_, index) =>
    copied(service, ['spec', 'ports', index, 'port']),
  );
  return fact('OsmService', { resource: service, path: ['metadata', 'name'] }, name, {
    service: name,
    component,
    sharesPodsWith: name === component ? undefined : component,
    line,
    selector: copied(service, ['spec', 'selector']),
    offered: offered.filter((port) => port !== undefined),
    lacking: ports.filter((each) => isExpected(each, line)).flatMap((each) => lackingPort(service, each)),
    endpoints: service.captured ? endpointsOf(graph, service, 'any') : undefined,
  });
}

/** The Services of an application may bear such a name too. */
function isOfOsm(graph: Graph, service: Resource): boolean {
  return OSM_COMPONENTS.includes(String(labelsOf(service).app)) || planeOf(graph, service) !== undefined;
}

function planeOf(graph: Graph, { id }: Resource): Resource | undefined {
  return osmPlanes(graph).find(({ value }) => id.namespace === undefined || value.namespace === id.namespace);
}

function lineOf(graph: Graph, { osm }: Releases, service: Resource): string | undefined {
  const plane = planeOf(graph, service);
  return (plane && textAt(plane.value, ['line'])) ?? (osm === undefined ? undefined : releaseIn(osm)?.line);
}

/** Where the line is not known, only what every line has. */
function isExpected({ from, until }: ExpectedPort, line: string | undefined): boolean {
  if (line === undefined) return from === undefined;
  return (
    (from === undefined || isLineAtLeast(line, from)) && (until === undefined || !isLineAtLeast(line, until))
  );
}

/** A Service whose ports were cut off lacks none. */
function lackingPort(service: Resource, { port, use }: ExpectedPort): readonly FactValue[] {
  const ports = itemsAt(service.value, ['spec', 'ports']);
  const isOffered = ports.length === 0 || ports.some((each) => portNumber(each) === port);
  return isOffered ? [] : [concluded({ port, use }, service, offeredPorts(service))];
}
