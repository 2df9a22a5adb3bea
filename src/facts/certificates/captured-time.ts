import type { Graph } from '../../graph/graph.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import type { Json } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { itemsAt } from '../metadata.js';

/** Where the cluster writes when something happened. A deletionTimestamp lies in the future. */
const TIMES: readonly Path[] = [
  ['metadata', 'creationTimestamp'],
  ['lastTimestamp'],
  ['spec', 'renewTime'],
  ['status', 'startTime'],
];
const TIMES_OF_CONDITIONS = ['lastTransitionTime', 'lastUpdateTime', 'lastHeartbeatTime'];
const UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** The latest moment that captured resources tell of, in milliseconds: the capture is not older than that. */
export function latestTime(graph: Graph): number | undefined {
  let latest = '';
  for (const resource of graph.resources) {
    if (!resource.captured) continue;
    for (const time of timesOf(resource)) {
      if (typeof time === 'string' && time > latest && UTC.test(time)) latest = time;
    }
  }
  return latest === '' ? undefined : Date.parse(latest);
}

function timesOf({ value }: Resource): readonly (Json | undefined)[] {
  const conditions = itemsAt(value, ['status', 'conditions']);
  return [
    ...TIMES.map((path) => valueAt(value, path)),
    ...conditions.flatMap((condition) => TIMES_OF_CONDITIONS.map((key) => valueAt(condition, [key]))),
  ];
}
