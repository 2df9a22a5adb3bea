import type { Graph } from '../../graph/graph.js';
import { pick } from '../../graph/query.js';
import type { KindName, Resource } from '../../graph/resource.js';
import type { Json } from '../../input/json.js';
import { MONITORED_BY } from '../control-planes/osm-control-planes.js';
import { osmPlanes } from '../control-planes/osm-planes.js';
import { type FactSource, fact } from '../fact.js';
import { labelsOf, textAt } from '../metadata.js';
import { isLineAtLeast } from '../release.js';
import {
  EGRESS,
  INGRESS_BACKEND,
  RETRY,
  ROUTE_GROUP,
  TCP_ROUTE,
  TRAFFIC_SPLIT,
  TRAFFIC_TARGET,
  UPSTREAM_TRAFFIC_SETTING,
} from './policy-kinds.js';

/** The kinds that OSM reads in namespaces of the mesh only, and the setting without which it reads them nowhere. */
const POLICIES: ReadonlyMap<KindName, Needed | undefined> = new Map([
  [TRAFFIC_TARGET, { setting: 'permissive', as: false, otherwise: 'permissive mode is on' }],
  [ROUTE_GROUP, { setting: 'permissive', as: false, otherwise: 'permissive mode is on' }],
  [TCP_ROUTE, { setting: 'permissive', as: false, otherwise: 'permissive mode is on' }],
  [TRAFFIC_SPLIT, undefined],
  [EGRESS, { setting: 'egressPolicy', as: true, otherwise: 'enableEgressPolicy is off' }],
  [
    INGRESS_BACKEND,
    {
      setting: 'ingressBackendPolicy',
      as: true,
      otherwise: 'enableIngressBackendPolicy is off',
      until: '1.0',
    },
  ],
  [RETRY, { setting: 'retryPolicy', as: true, otherwise: 'enableRetryPolicy is off' }],
  [UPSTREAM_TRAFFIC_SETTING, undefined],
]);

/** A setting that an object depends on, the value that it needs, and what is the case otherwise. */
interface Needed {
  readonly setting: string;
  readonly as: boolean;
  readonly otherwise: string;
  /** The first line in which nothing depends on it any more. */
  readonly until?: string;
}

/** The policies that have no effect, whatever they say, with the reason. What is not known to be so is not among them. */
export const dormant: FactSource = {
  kind: 'Dormant',
  reads: [...POLICIES.keys()],
  looksAt: ['Namespace', 'apps/Deployment', 'meshlint/ControlPlane', 'meshlint/OsmSettings'],
  derive: (graph) =>
    [...POLICIES].flatMap(([kind, needed]) =>
      graph.ofKind(kind).flatMap((policy) => dormantFact(policy, reasonFor(graph, kind, policy, needed))),
    ),
};

function dormantFact(policy: Resource, because: string | undefined): readonly Resource[] {
  if (because === undefined) return [];
  const { kind, name } = policy.id;
  return [
    fact('Dormant', { resource: policy, path: ['metadata', 'name'] }, `${kind}/${name}`, {
      object: { kind, name },
      because,
    }),
  ];
}

function reasonFor(
  graph: Graph,
  kind: KindName,
  policy: Resource,
  needed: Needed | undefined,
): string | undefined {
  return (
    (needed && !isUsedByEgress(graph, kind, policy) ? bySetting(graph, needed) : undefined) ??
    byNamespace(graph, kind, policy)
  );
}

/** The routes of an Egress are enforced in permissive mode, too. */
function isUsedByEgress(graph: Graph, kind: KindName, { id }: Resource): boolean {
  if (kind !== ROUTE_GROUP) return false;
  return graph
    .inNamespace(EGRESS, id.namespace)
    .some(({ value }) => pick(value, '/spec/matches/*/name').some((name) => name.value === id.name));
}

/** Only where all meshes of the input agree. */
function bySetting(graph: Graph, { setting, as, otherwise, until }: Needed): string | undefined {
  if (until !== undefined && !linesAre(graph, (line) => !isLineAtLeast(line, until))) return undefined;
  const settings = graph.ofKind('meshlint/OsmSettings').map(({ value }) => value[setting]);
  const isOtherwise = settings.every((each) => switchOf(each) === !as);
  if (settings.length === 0 || !isOtherwise) return undefined;
  return `${otherwise}, because ${textAt(settings[0] ?? null, ['because'])}`;
}

function switchOf(setting: Json | undefined): Json | undefined {
  return pick(setting ?? null, '/value')[0]?.value;
}

/** A manifest without the label proves nothing: `osm namespace add` sets it in the cluster. */
function byNamespace(graph: Graph, kind: KindName, { id }: Resource): string | undefined {
  if (id.namespace === undefined || (kind === RETRY && !linesAre(graph, (line) => line === '1.1')))
    return undefined;
  const [namespace] = graph.find({ kind: 'Namespace', name: id.namespace });
  if (namespace?.captured !== true || textAt(labelsOf(namespace), [MONITORED_BY]) !== undefined)
    return undefined;
  return `namespace '${id.namespace}' is not monitored by a mesh`;
}

/** Whether the line of every OSM in the input is known, and such a one. */
function linesAre(graph: Graph, isSuch: (line: string) => boolean): boolean {
  const planes = osmPlanes(graph);
  const lines = planes.map(({ value }) => value.line);
  return lines.length > 0 && lines.every((line) => typeof line === 'string' && isSuch(line));
}
