import type { Graph } from '../../graph/graph.js';
import { isPlaceholder } from '../../graph/placeholder.js';
import { pick, valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { isArray, type Json } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { MONITORED_BY } from '../control-planes/osm-control-planes.js';
import { osmPlanes } from '../control-planes/osm-planes.js';
import { MESH_CONFIG } from '../control-planes/osm-traces.js';
import { concluded, copied, type FactMapping, type FactSource, fact, type Traced } from '../fact.js';
import { itemsAt, labelsOf, textAt } from '../metadata.js';
import { isLineAtLeast } from '../release.js';
import { annotatedPorts, annotatedRanges, meshConfigOf } from './osm-exclusions.js';
import { who } from './osm-pod-groups.js';

/** The captured sidecars of each mesh against its MeshConfig: how many connect, and which wait for a restart. */
export const osmDataPlanes: FactSource = {
  kind: 'OsmDataPlane',
  reads: [MESH_CONFIG, 'Pod'],
  looksAt: ['Namespace', 'apps/Deployment', 'meshlint/ControlPlane', 'meshlint/OsmPod'],
  derive: (graph) => {
    const planes = osmPlanes(graph).filter(({ value }) => value.installed === true);
    return planes.flatMap((plane) => {
      const meshConfig = meshConfigOf(graph, plane);
      if (meshConfig === undefined || !meshConfig.captured) return [];
      return [dataPlane({ graph, plane, meshConfig, sidecars: sidecarsOf(graph, plane, planes) })];
    });
  },
};

/** A mesh, and the facts about those of its pods that have a sidecar. */
interface DataPlane {
  readonly graph: Graph;
  readonly plane: Resource;
  readonly meshConfig: Resource;
  readonly sidecars: readonly Resource[];
}

function sidecarsOf(graph: Graph, plane: Resource, planes: readonly Resource[]): readonly Resource[] {
  const isOfPlane = ({ id }: Resource) =>
    graph
      .find({ kind: 'Namespace', name: id.namespace })
      .some((namespace) => labelsOf(namespace)[MONITORED_BY] === plane.value.name);
  return graph
    .ofKind('meshlint/OsmPod')
    .filter(({ value }) => value.hasSidecar === true && value.finished === false)
    .filter((pod) => planes.length === 1 || isOfPlane(pod));
}

function dataPlane(mesh: DataPlane): Resource {
  const { meshConfig, sidecars } = mesh;
  return fact('OsmDataPlane', { resource: meshConfig, path: ['metadata', 'name'] }, meshConfig.id.name, {
    sidecars: sidecars.length,
    ...connectionLimit(mesh),
    pending: [...scalarsPending(mesh), ...listsPending(mesh)],
  });
}

/** Each osm-controller counts the proxies that are connected to itself. */
function connectionLimit({ graph, plane, meshConfig, sidecars }: DataPlane): FactMapping {
  const limit = copied(meshConfig, ['spec', 'sidecar', 'maxDataPlaneConnections']);
  const namespace = textAt(plane.value, ['namespace']);
  const [controller] = graph.find({ kind: 'apps/Deployment', name: 'osm-controller', namespace });
  if (typeof limit?.value !== 'number' || limit.value <= 0 || controller === undefined) return {};
  const replicas = [
    ['spec', 'replicas'],
    ['status', 'replicas'],
  ].map((path) => valueAt(controller.value, path));
  const most = Math.max(1, ...replicas.map((count) => Number(count ?? 1)));
  return { controllers: most, connectionLimit: limit, exceeded: sidecars.length > limit.value * most };
}

/** A setting that a sidecar gets once, and the one value of it. */
interface Scalar {
  readonly field: Path;
  readonly given: string;
  /** The variable of osm-injector that holds the value where the MeshConfig names none. */
  readonly variable?: string;
}

const SCALARS: readonly Scalar[] = [
  { field: ['spec', 'sidecar', 'logLevel'], given: 'logLevel' },
  { field: ['spec', 'sidecar', 'envoyImage'], given: 'image', variable: 'OSM_DEFAULT_ENVOY_IMAGE' },
  {
    field: ['spec', 'sidecar', 'initContainerImage'],
    given: 'initImage',
    variable: 'OSM_DEFAULT_INIT_CONTAINER_IMAGE',
  },
];

function scalarsPending(mesh: DataPlane): readonly FactMapping[] {
  return SCALARS.flatMap((setting) => {
    const wanted = wantedScalar(mesh, setting);
    if (wanted === undefined) return [];
    const late = mesh.sidecars.filter((pod) => {
      const given = valueAt(pod.value, ['sidecar', setting.given]);
      return isOnLinux(pod) && given !== undefined && imageName(given) !== imageName(wanted.value);
    });
    return pending(setting.field, wanted, late, setting.given);
  });
}

/** Pods on Windows have no osm-init, and an image of their own. */
function isOnLinux(pod: Resource): boolean {
  return valueAt(pod.value, ['sidecar', 'initImage']) !== undefined;
}

/** Registries are mirrored, and their names are rewritten on the way to the cluster. */
function imageName(image: Json): string | undefined {
  return String(image).split('/').at(-1);
}

function wantedScalar(
  { graph, plane, meshConfig }: DataPlane,
  { field, variable }: Scalar,
): Traced | undefined {
  const written = copied(meshConfig, field);
  if (typeof written?.value === 'string' && written.value !== '' && !isPlaceholder(written.value))
    return written;
  if (variable === undefined) return undefined;
  const namespace = textAt(plane.value, ['namespace']);
  return graph
    .find({ kind: 'apps/Deployment', name: 'osm-injector', namespace })
    .map((injector) => environmentOf(injector, variable))
    .find((value) => value !== undefined);
}

function environmentOf(injector: Resource, variable: string): Traced | undefined {
  return pick(injector.value, '/spec/template/spec/containers/*/env/*')
    .filter(({ value }) => textAt(value, ['name']) === variable)
    .map(({ path }) => copied(injector, [...path, 'value']))
    .find((value) => typeof value?.value === 'string' && value.value !== '');
}

/** A list of the MeshConfig that ends in the iptables rules of a pod, with what the pod adds to it. */
interface List {
  readonly key: string;
  readonly given: string;
  readonly own: (pod: Resource, line: string | undefined) => readonly string[];
}

const LISTS: readonly List[] = [
  {
    key: 'outboundIPRangeExclusionList',
    given: 'outboundIPRanges',
    own: (pod, line) => (readsRanges(line) ? annotatedRanges(pod, 'exclusion') : []),
  },
  {
    key: 'outboundIPRangeInclusionList',
    given: 'includedIPRanges',
    own: (pod, line) => (readsRanges(line) ? annotatedRanges(pod, 'inclusion') : []),
  },
  {
    key: 'outboundPortExclusionList',
    given: 'outboundPorts',
    own: (pod) => annotatedPorts(pod, 'outbound'),
  },
  { key: 'inboundPortExclusionList', given: 'inboundPorts', own: (pod) => annotatedPorts(pod, 'inbound') },
];

function readsRanges(line: string | undefined): boolean {
  return line === undefined || isLineAtLeast(line, '1.1');
}

function listsPending(mesh: DataPlane): readonly FactMapping[] {
  const { meshConfig } = mesh;
  return LISTS.flatMap((list) => {
    const field: Path = ['spec', 'traffic', list.key];
    const written = valueAt(meshConfig.value, field) ?? [];
    if (!isArray(written)) return [];
    const wanted = copied(meshConfig, field) ?? concluded([], meshConfig, ['spec', 'traffic']);
    const late = mesh.sidecars.filter((pod) => isLate(mesh, list, written, pod));
    return pending(field, wanted, late, list.given);
  });
}

function isLate({ graph, plane }: DataPlane, list: List, written: readonly Json[], fact: Resource): boolean {
  const given = valueAt(fact.value, ['sidecar', list.given]);
  const [pod] = graph.find({ kind: 'Pod', name: fact.id.name, namespace: fact.id.namespace });
  if (given === undefined || pod === undefined) return false;
  const line = textAt(plane.value, ['line']);
  return !isSameSet(itemsAt(given, []), [...written, ...list.own(pod, line)]);
}

function isSameSet(one: readonly Json[], other: readonly Json[]): boolean {
  const [all, others] = [new Set(one.map(String)), new Set(other.map(String))];
  return all.size === others.size && [...all].every((item) => others.has(item));
}

/** The setting as it is now, and the pods that were created before it was. */
function pending(
  field: Path,
  wanted: Traced,
  pods: readonly Resource[],
  given: string,
): readonly FactMapping[] {
  if (pods.length === 0) return [];
  const places = pods.map((pod) => concluded(pod.id.name, pod, ['sidecar', given]));
  return [{ setting: field.join('.'), wanted, who: who(pods), pods: places }];
}
