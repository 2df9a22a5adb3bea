import type { Graph } from '../../graph/graph.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { components } from '../control-planes/components.js';
import { concluded, type FactValue } from '../fact.js';
import { itemsAt, textAt } from '../metadata.js';
import { isLineAtLeast } from '../release.js';

/** The images of every injected pod, and the variable of osm-injector that stands in for each from 1.0 on. */
const IMAGES = [
  ['envoyImage', 'OSM_DEFAULT_ENVOY_IMAGE'],
  ['initContainerImage', 'OSM_DEFAULT_INIT_CONTAINER_IMAGE'],
] as const;

/** The images that neither the MeshConfig nor osm-injector names: without them osm-injector refuses every pod. */
export function missingImages(graph: Graph, meshConfig: Resource, line: string): readonly FactValue[] {
  if (!meshConfig.captured || !isLineAtLeast(line, '0.11')) return [];
  return IMAGES.filter(([field]) => textAt(meshConfig.value, ['spec', 'sidecar', field]) === undefined)
    .filter(([field, variable]) =>
      isLineAtLeast(line, '1.0') ? lacksDefault(graph, meshConfig, variable) : isEmptied(meshConfig, field),
    )
    .map(([field, variable]) =>
      concluded({ field: `spec.sidecar.${field}`, variable }, meshConfig, ['spec', 'sidecar', field]),
    );
}

/** The CRD of 0.11 fills in an image of Envoy that is left out, and none of osm-init. */
function isEmptied({ value }: Resource, field: string): boolean {
  return field === 'initContainerImage' || valueAt(value, ['spec', 'sidecar', field]) === '';
}

/**
 * A variable that is set from elsewhere may hold anything, and captures may leave variables out: that one is missing is
 * known only where another one of them is there.
 */
function lacksDefault(graph: Graph, { id }: Resource, variable: string): boolean {
  const injector = components(graph, 'osm-injector', 'osm-injector').find(
    ({ resource }) => resource.id.namespace === id.namespace,
  );
  if (injector === undefined) return false;
  const variables = itemsAt(injector.resource.value, [...injector.container, 'env']);
  const own = variables.find((each) => valueAt(each, ['name']) === variable);
  if (own !== undefined) return valueAt(own, ['value']) === '';
  return variables.some((each) => textAt(each, ['name'])?.startsWith('OSM_DEFAULT_'));
}
