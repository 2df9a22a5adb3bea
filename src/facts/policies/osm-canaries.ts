import type { Graph } from '../../graph/graph.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { unknown } from '../../graph/unknown.js';
import type { Json } from '../../input/json.js';
import { MESH_CONFIG } from '../control-planes/osm-traces.js';
import { concluded, copied, type FactSource, fact } from '../fact.js';
import { itemsAt, textAt } from '../metadata.js';

const METRICS = ['spec', 'analysis', 'metrics'];

/** What Flagger asks the metrics of the mesh for, unless a template says otherwise. */
const BUILT_IN = ['request-success-rate', 'request-duration'];

/** Each Canary of Flagger that judges by metrics of OSM, and whether sidecars write them. */
export const osmCanaries: FactSource = {
  kind: 'OsmCanary',
  reads: ['flagger.app/Canary'],
  looksAt: ['meshlint/OsmSettings'],
  derive: (graph) =>
    graph
      .ofKind('flagger.app/Canary')
      .filter(judgesByOsm)
      .map((canary) =>
        fact('OsmCanary', { resource: canary, path: METRICS }, canary.id.name, {
          measured: concluded(measured(graph), canary, METRICS),
          setting: setting(graph),
        }),
      ),
};

function judgesByOsm({ value }: Resource): boolean {
  const metrics = itemsAt(value, METRICS);
  return textAt(value, ['spec', 'provider']) === 'osm' && metrics.some(isBuiltIn);
}

function isBuiltIn(metric: Json): boolean {
  return BUILT_IN.includes(textAt(metric, ['name']) ?? '') && valueAt(metric, ['templateRef']) === undefined;
}

/** The same in every mesh, or not known: a Canary does not name the mesh. */
function measured(graph: Graph): Json {
  const values = graph
    .ofKind('meshlint/OsmSettings')
    .map(({ value }) => valueAt(value, ['wasmStats', 'value']) ?? null);
  const [first] = values;
  const isOne = typeof first === 'boolean' && values.every((value) => value === first);
  return isOne ? first : unknown(MESH_CONFIG);
}

function setting(graph: Graph) {
  const [settings] = graph.ofKind('meshlint/OsmSettings');
  return settings && copied(settings, ['wasmStats', 'because']);
}
