import type { Graph } from '../../graph/graph.js';
import { isPlaceholder } from '../../graph/placeholder.js';
import { pick, valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { concluded, copied, type FactMapping, type FactSource, fact, type Traced } from '../fact.js';
import { itemsAt, textAt } from '../metadata.js';
import { switchOf } from '../settings/osm-modes.js';
import { EGRESS, UPSTREAM_TRAFFIC_SETTING } from './policy-kinds.js';

const SERVICE_NAME =
  /^([a-z0-9](?:[-a-z0-9]*[a-z0-9])?)\.([a-z0-9](?:[-a-z0-9]*[a-z0-9])?)\.svc\.cluster\.local$/;

/** What each UpstreamTrafficSetting is for: a Service of its namespace, the hosts of an Egress, or nothing. */
export const osmUpstreamHosts: FactSource = {
  kind: 'UpstreamHost',
  reads: [UPSTREAM_TRAFFIC_SETTING, EGRESS],
  looksAt: ['meshlint/OsmSettings'],
  derive: (graph) => graph.ofKind(UPSTREAM_TRAFFIC_SETTING).flatMap((setting) => hostFact(graph, setting)),
};

function hostFact(graph: Graph, setting: Resource): readonly Resource[] {
  const path = ['spec', 'host'];
  const host = textAt(setting.value, path);
  if (host === undefined || isPlaceholder(host)) return [];
  return [
    fact('UpstreamHost', { resource: setting, path }, setting.id.name, {
      setting: copied(setting, ['metadata', 'name']),
      host: copied(setting, path),
      ...serviceOf(setting, host),
      egresses: egressesOf(graph, setting),
      routes: pick(setting.value, '/spec/httpRoutes/*/path').map((route) => copied(setting, route.path)),
      permissive: writtenMode(graph),
    }),
  ];
}

/** Whether the mesh is in permissive mode, where a MeshConfig of the input says so, and none says the contrary. */
function writtenMode(graph: Graph): boolean | undefined {
  const settings = graph.ofKind('meshlint/OsmSettings');
  const isWritten = settings.every(({ value }) => valueAt(value, ['permissive', 'configured']) === true);
  return isWritten ? switchOf(graph, 'permissive') : undefined;
}

/** OSM compares the host with the full names of Services, letter for letter. */
function serviceOf(setting: Resource, host: string): FactMapping {
  const [, service, namespace] = SERVICE_NAME.exec(host) ?? [];
  if (service === undefined || namespace === undefined) return {};
  const own = setting.id.namespace;
  const isOwnKnown = own !== undefined && !isPlaceholder(own);
  const at = ['spec', 'host'];
  return {
    service: concluded(service, setting, at),
    namespace: concluded(namespace, setting, at),
    inOwnNamespace: isOwnKnown ? concluded(own === namespace, setting, at) : undefined,
  };
}

function egressesOf(graph: Graph, { id }: Resource): readonly Traced[] {
  return graph
    .inNamespace(EGRESS, id.namespace)
    .filter((egress) =>
      itemsAt(egress.value, ['spec', 'matches']).some(
        (match) =>
          textAt(match, ['kind']) === 'UpstreamTrafficSetting' && textAt(match, ['name']) === id.name,
      ),
    )
    .map((egress) => concluded(egress.id.name, egress, ['metadata', 'name']));
}
