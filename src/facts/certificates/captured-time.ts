import type { Graph } from '../../graph/graph.js';
import type { Json, JsonObject } from '../../input/json.js';
import { itemsIn, textIn } from '../metadata.js';
import { perGraph } from '../per-graph.js';

const TIMES_OF_CONDITIONS = ['lastTransitionTime', 'lastUpdateTime', 'lastHeartbeatTime'];
const UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** The latest moment that captured resources tell of, in milliseconds: the capture is not older than that. */
export function latestTime(graph: Graph): number | undefined {
  return latest(graph).time;
}

const latest = perGraph((graph) => {
  let text = '';
  const look = (holder: Json | undefined, key: string) => {
    const time = textIn(holder, key);
    if (time !== undefined && time > text && UTC.test(time)) text = time;
  };
  for (const { value, captured } of graph.resources) if (captured) lookAtTimes(value, look);
  return { time: text === '' ? undefined : Date.parse(text) };
});

/** Where the cluster writes when something happened. A deletionTimestamp lies in the future. */
function lookAtTimes(value: JsonObject, look: (holder: Json | undefined, key: string) => void): void {
  look(value.metadata, 'creationTimestamp');
  look(value, 'lastTimestamp');
  look(value.spec, 'renewTime');
  look(value.status, 'startTime');
  for (const condition of itemsIn(value.status, 'conditions'))
    for (const key of TIMES_OF_CONDITIONS) look(condition, key);
}
