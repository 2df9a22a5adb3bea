import type { Resource } from '../graph/resource.js';
import type { Equivalent } from './equivalents.js';
import { copied, type FactMapping, type FactSource, fact } from './fact.js';
import { istioPath } from './istio-paths.js';
import { itemsAt, mappingAt, textAt } from './metadata.js';
import {
  ofEgress,
  ofIngressBackend,
  ofMeshConfig,
  ofNamespace,
  ofRetry,
  ofRootCertificate,
  ofUpstreamTrafficSetting,
} from './osm-equivalents.js';
import { MESH_CONFIG } from './osm-traces.js';
import { ofRouteGroup, ofTcpRoute, ofTrafficSplit, ofTrafficTarget } from './smi-equivalents.js';

type Translation = (resource: Resource) => Equivalent | undefined;

/** In the order of the reference pages; what has no equivalent at all is another matter. */
const TRANSLATIONS: Readonly<Record<string, Translation>> = {
  Namespace: ofNamespace,
  'access.smi-spec.io/TrafficTarget': ofTrafficTarget,
  'specs.smi-spec.io/HTTPRouteGroup': ofRouteGroup,
  'specs.smi-spec.io/TCPRoute': ofTcpRoute,
  'split.smi-spec.io/TrafficSplit': ofTrafficSplit,
  'policy.openservicemesh.io/IngressBackend': ofIngressBackend,
  'policy.openservicemesh.io/Egress': ofEgress,
  'policy.openservicemesh.io/Retry': ofRetry,
  'policy.openservicemesh.io/UpstreamTrafficSetting': ofUpstreamTrafficSetting,
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
