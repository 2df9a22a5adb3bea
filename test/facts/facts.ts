import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { deriveFacts, FACTS } from '../../src/facts/derive.js';
import { buildGraph } from '../../src/graph/build.js';
import type { Resource } from '../../src/graph/resource.js';
import { Unknown } from '../../src/graph/unknown.js';
import { isArray, isObject, type Json, type JsonObject } from '../../src/input/json.js';
import { type Path, pointerOf, segmentsOf } from '../../src/input/path.js';
import { parseSources } from '../../src/input/read.js';

/**
 * The facts of a kind about YAML text, each of which keeps to its schema. `complete` names the kinds of which the text
 * holds every object; `earlier` is what other clusters hold.
 */
export function factsOf(
  kind: string,
  yaml: string,
  complete: readonly string[] = [],
  earlier: readonly string[] = [],
): readonly Resource[] {
  const graphOf = (name: string, text: string) => buildGraph(parseSources([{ name, text }]), complete);
  const others = earlier.map((text, index) => graphOf(`other-${index + 1}.yaml`, text));
  const graph = deriveFacts(graphOf('cluster.yaml', yaml), {}, others);
  for (const { kind: derived } of FACTS) graph.ofKind(`meshlint/${derived}`).forEach(expectValid);
  return graph.ofKind(`meshlint/${kind}`);
}

const ajv = new Ajv2020({ allowUnionTypes: true });
const validators = new Map<string, ValidateFunction>();

export function schemaOf(kind: string): JsonObject {
  return JSON.parse(
    readFileSync(new URL(`../../schemas/facts/${kind}.schema.json`, import.meta.url), 'utf8'),
  );
}

function expectValid({ id, value }: Resource): void {
  const validate = validators.get(id.kind) ?? ajv.compile(schemaOf(id.kind));
  validators.set(id.kind, validate);
  if (!validate(marked(value)))
    throw new Error(`${id.kind} ${id.name} breaks its schema: ${ajv.errorsText(validate.errors)}`);
}

/** An unknown, as the schemas describe it. */
function marked(value: Json): Json {
  if (value instanceof Unknown) return { unknown: JSON.parse(JSON.stringify(value.need)) };
  if (isArray(value)) return value.map(marked);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, marked(child)]));
}

/** The value of a fact without what every resource has; an unknown is the text `unknown <kind> <namespace>`. */
export function plain({ value }: Resource): JsonObject {
  const { apiVersion: _apiVersion, kind: _kind, metadata: _metadata, ...own } = value;
  return readable(own) as JsonObject;
}

function readable(value: Json | undefined): Json | undefined {
  if (value instanceof Unknown)
    return ['unknown', value.need.kind, value.need.namespace].filter(Boolean).join(' ');
  if (isArray(value)) return value.map((item) => readable(item) ?? null);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, readable(child) ?? null]));
}

/** Where a part of a fact comes from: `Deployment osm-controller /spec/...`, and the text that stands there. */
export function origin(fact: Resource, pointer: string): string {
  const path: Path = segmentsOf(pointer).map((segment) =>
    /^\d+$/.test(segment) ? Number(segment) : segment,
  );
  const place = fact.place(path);
  return `${place.resource.kind} ${place.resource.name} ${pointerOf(place.path)}`;
}

/** The text at the place of a part of a fact. */
export function textAtPlace(fact: Resource, pointer: string): string {
  const { location } = fact.place(segmentsOf(pointer));
  const line = location.source.text.split('\n')[location.range.start.line - 1] ?? '';
  return line.slice(location.range.start.column - 1, location.range.end.column - 1);
}
