import type { Resource } from '../../graph/resource.js';
import { MESH_CONFIG } from '../control-planes/osm-traces.js';
import { copied, type FactMapping, type FactSource, fact } from '../fact.js';
import { itemsAt, mappingAt, textAt } from '../metadata.js';
import {
  EGRESS,
  INGRESS_BACKEND,
  RETRY,
  ROUTE_GROUP,
  TCP_ROUTE,
  TRAFFIC_SPLIT,
  TRAFFIC_TARGET,
  UPSTREAM_TRAFFIC_SETTING,
} from '../policies/policy-kinds.js';
import type { Equivalent } from './equivalents.js';
import { istioPath } from './istio-paths.js';
import {
  ofEgress,
  ofIngressBackend,
  ofMeshConfig,
  ofNamespace,
  ofRetry,
  ofRootCertificate,
  ofUpstreamTrafficSetting,
} from './osm-equivalents.js';
import { ofRouteGroup, ofTcpRoute, ofTrafficSplit, ofTrafficTarget } from './smi-equivalents.js';

type Translation = (resource: Resource) => Equivalent | undefined;

/** In the order of the reference pages; what has no equivalent at all is another matter. */
const TRANSLATIONS: Readonly<Record<string, Translation>> = {
  Namespace: ofNamespace,
  [TRAFFIC_TARGET]: ofTrafficTarget,
  [ROUTE_GROUP]: ofRouteGroup,
  [TCP_ROUTE]: ofTcpRoute,
  [TRAFFIC_SPLIT]: ofTrafficSplit,
  [INGRESS_BACKEND]: ofIngressBackend,
  [EGRESS]: ofEgress,
  [RETRY]: ofRetry,
  [UPSTREAM_TRAFFIC_SETTING]: ofUpstreamTrafficSetting,
  [MESH_CONFIG]: ofMeshConfig,
  'config.openservicemesh.io/MeshRootCertificate': ofRootCertificate,
};

/** What takes the place of each object of OSM and SMI in Istio. */
export const istioEquivalents: FactSource = {
  kind: 'IstioEquivalent',
  reads: Object.keys(TRANSLATIONS),
  looksAt: [],
  derive: (graph) =>
    Object.entries(TRANSLATIONS).flatMap(([kind, translate]) =>
      graph.ofKind(kind).flatMap((resource) => equivalentOf(resource, translate(resource)) ?? []),
    ),
};

function equivalentOf(resource: Resource, found: Equivalent | undefined): Resource | undefined {
  if (found === undefined) return undefined;
  const { kind, name } = resource.id;
  return fact('IstioEquivalent', { resource, path: ['metadata', 'name'] }, `${kind}/${name}`, {
    object: `${kind} '${name}'`,
    parts: found.parts,
    cautions: found.cautions,
    expressions: kind === 'HTTPRouteGroup' ? expressionsOf(resource) : [],
  });
}

/** The regular expressions of a route group, each of which a policy has to say in another way. */
function expressionsOf(group: Resource): readonly FactMapping[] {
  return itemsAt(group.value, ['spec', 'matches']).flatMap((match, index) => {
    const at = ['spec', 'matches', index];
    const headers = itemsAt(match, ['headers']).flatMap((header, item) =>
      Object.keys(mappingAt(header, [])).map((name) => ({
        of: `header '${name}'`,
        path: ['headers', item, name],
      })),
    );
    return [{ of: 'path', path: ['pathRegex'] }, ...headers].flatMap(({ of, path }) => {
      const regex = textAt(match, path);
      if (regex === undefined) return [];
      const name = textAt(match, ['name']) ?? '';
      return [{ match: name, of, regex: copied(group, [...at, ...path]), istio: istioPath(regex) }];
    });
  });
}
