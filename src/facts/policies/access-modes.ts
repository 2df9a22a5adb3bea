import type { Graph } from '../../graph/graph.js';
import type { Resource } from '../../graph/resource.js';
import { unknown } from '../../graph/unknown.js';
import type { Json } from '../../input/json.js';
import { copied, type FactSource, fact } from '../fact.js';
import { TRAFFIC_TARGET } from './policy-kinds.js';

/** Whether each mesh lets in everyone (permissive mode) or whom TrafficTargets name, and whom it has to do with. */
export const accessModes: FactSource = {
  kind: 'AccessMode',
  reads: [TRAFFIC_TARGET],
  looksAt: ['meshlint/OsmIdentity', 'meshlint/OsmSettings'],
  derive: (graph) => graph.ofKind('meshlint/OsmSettings').map((settings) => accessMode(graph, settings)),
};

function accessMode(graph: Graph, settings: Resource): Resource {
  const path = ['permissive', 'value'];
  const targets = graph.ofKind(TRAFFIC_TARGET);
  const meshed = graph.find({ kind: 'meshlint/OsmIdentity', where: new Map([['/meshed', [true]]]) });
  return fact('AccessMode', { resource: settings, path }, settings.id.name, {
    permissive: copied(settings, path),
    isWritten: copied(settings, ['permissive', 'configured']),
    trafficTargets: targets.map(({ id }) => id.name),
    hasTrafficTarget: targets.length > 0 ? true : absence(graph),
    identities: meshed.length,
  });
}

function absence(graph: Graph): Json {
  const isKnown = graph.exists({ kind: TRAFFIC_TARGET }).answer === 'no';
  return isKnown ? false : unknown(TRAFFIC_TARGET);
}
