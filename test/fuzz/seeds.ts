import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { isArray, isObject, type Json, type JsonObject } from '../../src/input/json.js';
import { SHAPES, type Shape } from '../shapes/all.js';
import { asked, type Cluster, clusterOf, kindOf } from '../shapes/cluster.js';
import { type Files, json, yaml } from '../shapes/plain.js';
import type { Random } from './random.js';

const ROOT = process.cwd();
const STORIES = ['aks-0.8/broken', 'aks-0.11/broken', 'aks-1.2/broken', 'asm/broken'];
const CLUSTERS = STORIES.map(clusterOf);

/** Texts to mutate: manifests, captured objects in YAML and JSON, and what the rules were written for. */
export const TEXTS: readonly string[] = [
  ...filesBelow('samples/bookstore/broken', /\.ya?ml$/),
  ...CLUSTERS.flatMap(({ objects }) => objects.flatMap((object) => [yaml(object), json(object)])),
  ...filesBelow('rules', /\.yaml$/).flatMap(examplesOf),
];

function filesBelow(folder: string, pattern: RegExp): readonly string[] {
  const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => pattern.test(name))
    .map((name) => readFileSync(join(ROOT, folder, name), 'utf8'));
}

function examplesOf(rule: string): readonly string[] {
  const { fails = [], passes = [], undecided = [] } = parse(rule) as Readonly<Record<string, Json>>;
  return [fails, passes, undecided].flatMap((list) => (isArray(list) ? list : [])).flatMap(inputOf);
}

function inputOf(example: Json): readonly string[] {
  const text = isObject(example) ? example.input : example;
  return typeof text === 'string' ? [text] : [];
}

/** The name of everything that is not mutated, and whose findings have to stay. */
export const CANARY = 'canary';

const BIRD: JsonObject = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    annotations: { 'openservicemesh.io/sidecar-injection': 'enabeld' },
    name: CANARY,
    uid: 'a-canary',
  },
};

/** A small capture in any shape, with a namespace in it that nobody will touch. */
export function captureFrom(random: Random): { readonly shape: Shape; readonly files: Files } {
  const shape = random.oneOf(SHAPES);
  const cluster = withBird(random.oneOf(CLUSTERS));
  const held = shape.held?.(cluster) ?? cluster;
  const chosen = new Set(Array.from({ length: 6 }, () => random.below(held.objects.length)));
  const objects = held.objects.filter((object, at) => chosen.has(at) || isBird(object));
  const kinds = new Set(objects.map(kindOf));
  const small = asked({ ...held, objects }, (kind) => kinds.has(kind) || random.isOneIn(12));
  return { shape, files: shape.write(small) };
}

/** It is monitored like the others, so that every tool that looks at namespaces finds it. */
function withBird(cluster: Cluster): Cluster {
  const metadata = isObject(BIRD.metadata) ? BIRD.metadata : {};
  const bird = { ...BIRD, metadata: { ...metadata, labels: { 'openservicemesh.io/monitored-by': 'osm' } } };
  return { ...cluster, objects: [...cluster.objects, bird], namespaces: [...cluster.namespaces, CANARY] };
}

function isBird({ metadata }: JsonObject): boolean {
  return isObject(metadata) && metadata.name === CANARY;
}
