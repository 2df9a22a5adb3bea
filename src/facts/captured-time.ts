import type { Graph } from '../graph/graph.js';
import { pick } from '../graph/query.js';

/** Where the cluster writes when something happened. A deletionTimestamp lies in the future. */
const TIMES = [
  '/metadata/creationTimestamp',
  '/lastTimestamp',
  '/spec/renewTime',
  '/status/startTime',
  '/status/conditions/*/lastTransitionTime',
  '/status/conditions/*/lastUpdateTime',
  '/status/conditions/*/lastHeartbeatTime',
];

/** The latest moment that captured resources tell of, in milliseconds: the capture is not older than that. */
export function latestTime(graph: Graph): number | undefined {
  let latest: number | undefined;
  for (const resource of graph.resources) {
    if (!resource.captured) continue;
    for (const { value } of TIMES.flatMap((time) => pick(resource.value, time))) {
      const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
      if (time > (latest ?? Number.NEGATIVE_INFINITY)) latest = time;
    }
  }
  return latest;
}
