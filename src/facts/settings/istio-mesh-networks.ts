import type { Graph } from '../../graph/graph.js';
import { isPlaceholder } from '../../graph/placeholder.js';
import { pick } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { unknown } from '../../graph/unknown.js';
import type { Json } from '../../input/json.js';
import { components, environment } from '../control-planes/components.js';
import { concluded, type FactSource, fact } from '../fact.js';
import { labelsOf, mappingAt } from '../metadata.js';
import { meshConfigMaps } from './istio-mesh-configs.js';

/** The registries that a mesh configuration takes the endpoints of a network from, and whether istiod knows them. */
export const istioNetworkRegistries: FactSource = {
  kind: 'IstioNetworkRegistry',
  reads: ['ConfigMap'],
  looksAt: ['Secret', 'Pod', 'apps/Deployment'],
  derive: (graph) => {
    const named = meshConfigMaps(graph).flatMap(registriesOf);
    if (named.length === 0) return [];
    const known = knownRegistries(graph);
    return named.map(({ configMap, registry, path }) => {
      const network = String(path.at(-4));
      return fact('IstioNetworkRegistry', { resource: configMap, path }, `${network}/${registry}`, {
        network,
        registry: concluded(registry, configMap, path),
        known: concluded(known(registry), configMap, path),
      });
    });
  },
};

interface Named {
  readonly configMap: Resource;
  readonly registry: string;
  readonly path: readonly (string | number)[];
}

function registriesOf(configMap: Resource): readonly Named[] {
  return pick(configMap.value, '/data/meshNetworks/<yaml>/networks/*/endpoints/*/fromRegistry').flatMap(
    ({ value, path }) =>
      typeof value === 'string' && !isPlaceholder(value) ? [{ configMap, registry: value, path }] : [],
  );
}

/** What every istiod knows: its own cluster, and what ServiceEntries tell. */
const BUILT_IN = ['Kubernetes', 'External', 'Mock'];

/** Clusters are known by the keys of the Secrets for them; the cluster of istiod itself by its variable CLUSTER_ID. */
function knownRegistries(graph: Graph): (registry: string) => Json {
  const ofSecrets = graph
    .ofKind('Secret')
    .filter((secret) => labelsOf(secret)['istio/multiCluster'] === 'true')
    .flatMap(({ value }) => [
      ...Object.keys(mappingAt(value, ['data'])),
      ...Object.keys(mappingAt(value, ['stringData'])),
    ]);
  const own = components(graph, 'istiod', 'discovery').map(
    (istiod) => environment(istiod, 'CLUSTER_ID')?.value,
  );
  const isOwnTold = own.length > 0 && own.every((id) => typeof id === 'string' && !isPlaceholder(id));
  const all = new Set<Json | undefined>([...BUILT_IN, ...ofSecrets, ...own]);
  return (registry) => {
    if (all.has(registry)) return true;
    if (!isOwnTold) return unknown('apps/Deployment');
    return graph.knowledge('Secret', undefined).completeness === 'full' ? false : unknown('Secret');
  };
}
