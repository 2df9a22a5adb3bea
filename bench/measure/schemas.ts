import { isArray, isObject, type Json, type JsonObject } from '../../src/input/json.js';
import { foundation, objectsOf, observed } from '../generate/cluster/cluster.js';
import { appOf } from '../generate/cluster/plan.js';

/** Schemas for the naive tool, as one would infer them from a cluster that has no faults: one for each of the commonest kinds. */
export function inferredSchemas(seed: number): JsonObject {
  const apps = Array.from({ length: 40 }, (_, number) => appOf(seed, number));
  const objects = [...foundation(seed), ...apps.flatMap((app) => observed(objectsOf(app), app))];
  return Object.fromEntries(
    KINDS.map((kind) => [kind, schemaOf(objects.filter((each) => each.kind === kind))]),
  );
}

const KINDS = [
  ...['Pod', 'Deployment', 'ReplicaSet', 'StatefulSet', 'Service', 'Endpoints', 'EndpointSlice', 'ConfigMap'],
  ...[
    'Secret',
    'ServiceAccount',
    'Namespace',
    'Role',
    'RoleBinding',
    'NetworkPolicy',
    'HorizontalPodAutoscaler',
  ],
  ...[
    'TrafficTarget',
    'HTTPRouteGroup',
    'TrafficSplit',
    'Egress',
    'VirtualService',
    'DestinationRule',
    'Event',
  ],
];

/** The types of all values that stand at one place. */
function schemaOf(values: readonly Json[]): JsonObject {
  const objects = values.filter(isObject);
  const items = values.filter(isArray).flat();
  return {
    type: [...new Set(values.map(typeOf))],
    ...(objects.length > 0 && { properties: propertiesOf(objects) }),
    ...(items.length > 0 && { items: schemaOf(items) }),
  };
}

function propertiesOf(objects: readonly JsonObject[]): JsonObject {
  const keys = [...new Set(objects.flatMap((object) => Object.keys(object)))].filter(
    (key) => key !== 'annotations',
  );
  const valuesOf = (key: string) => objects.flatMap((object) => (key in object ? [object[key] as Json] : []));
  return Object.fromEntries(keys.map((key) => [key, schemaOf(valuesOf(key))]));
}

function typeOf(value: Json): string {
  if (value === null) return 'null';
  if (isArray(value)) return 'array';
  return typeof value;
}
