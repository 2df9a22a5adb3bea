import type { Graph } from '../../graph/graph.js';
import type { Resource } from '../../graph/resource.js';
import type { Json, JsonObject } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { clusterFact, concluded, type FactSource, type Traced } from '../fact.js';
import { mappingIn, textAt } from '../metadata.js';

interface Evidence {
  readonly mesh: string;
  readonly resource: Resource;
  readonly path: Path;
  readonly text: string;
}

/** The domains that a mesh uses in API groups and in the prefixes of labels and annotations. SMI groups are nobody's. */
const DOMAINS: readonly (readonly [domain: string, mesh: string])[] = [
  ['openservicemesh.io', 'osm'],
  ['istio.io', 'istio'],
  ['linkerd.io', 'linkerd'],
  ['mesh.traefik.io', 'traefik-mesh'],
  ['maesh.containo.us', 'traefik-mesh'],
  ['nsm.nginx.com', 'nginx-service-mesh'],
  ['smi.nginx.com', 'nginx-service-mesh'],
  ['consul.hashicorp.com', 'consul'],
  ['flomesh.io', 'osm-edge'],
];

const KEYS: ReadonlyMap<string, string> = new Map([
  ['istio-injection', 'istio'],
  ['osm-proxy-uuid', 'osm'],
]);

/** More places than these prove nothing more. */
const ENOUGH = 5;

/** Of which meshes the input shows traces. */
export const meshes: FactSource = {
  kind: 'Mesh',
  reads: ['*'],
  looksAt: [],
  derive: (graph) => {
    return [...evidence(graph)].flatMap(([mesh, found]) => meshFact(mesh, found) ?? []);
  },
};

function meshFact(mesh: string, found: readonly Evidence[]): Resource | undefined {
  const [about] = found;
  if (about === undefined) return undefined;
  return clusterFact('Mesh', about, mesh, { name: mesh, evidence: found.map(told) });
}

function told({ text, resource, path }: Evidence): Traced {
  return concluded(text, resource, path);
}

/** By mesh, in the order in which they were read. */
type Traces = Map<string, Evidence[]>;

function evidence(graph: Graph): Traces {
  const traces: Traces = new Map();
  for (const resource of graph.resources) {
    addGroup(traces, resource);
    for (const [place, metadata] of METADATA) {
      const holder = metadata(resource.value);
      if (holder === undefined) continue;
      addKeys(traces, resource, place, 'labels', holder);
      addKeys(traces, resource, place, 'annotations', holder);
    }
  }
  return traces;
}

function add(traces: Traces, mesh: string, evidenceOf: () => Omit<Evidence, 'mesh'>): void {
  const found = traces.get(mesh) ?? [];
  if (found.length < ENOUGH) traces.set(mesh, [...found, { mesh, ...evidenceOf() }]);
}

/** The group of the resource itself, or that of the custom resources which it defines. */
function addGroup(traces: Traces, resource: Resource): void {
  const { group, kind, name } = resource.id;
  const defined = kind === 'CustomResourceDefinition' ? textAt(resource.value, ['spec', 'group']) : undefined;
  const mesh = meshOf(defined ?? group);
  if (mesh === undefined) return;
  add(traces, mesh, () =>
    defined === undefined
      ? { resource, path: ['apiVersion'], text: `${kind} of ${group}` }
      : { resource, path: ['spec', 'group'], text: `CRD ${name}` },
  );
}

/** Where labels and annotations stand: of a resource itself, and of the pods that it makes. */
const METADATA: readonly (readonly [place: Path, metadata: (value: JsonObject) => Json | undefined])[] = [
  [['metadata'], ({ metadata }) => metadata],
  [['spec', 'template', 'metadata'], ({ spec }) => mappingIn(spec, 'template').metadata],
];

function addKeys(
  traces: Traces,
  resource: Resource,
  place: Path,
  part: 'labels' | 'annotations',
  metadata: Json,
): void {
  const mapping = mappingIn(metadata, part);
  for (const key of Object.keys(mapping)) {
    const mesh = meshOfKey(key);
    if (mesh === undefined || isOptOut(key, mapping[key])) continue;
    add(traces, mesh, () => ({ resource, path: [...place, part, key], text: `${WORDS[part]} ${key}` }));
  }
}

const WORDS = { labels: 'label', annotations: 'annotation' } as const;

/** A cluster has few keys, and each of them ten thousand times. Whoever makes up new ones does not fill the memory. */
const MOST_KEYS = 10_000;
const KNOWN_KEYS = new Map<string, string | undefined>();

function meshOfKey(key: string): string | undefined {
  if (KNOWN_KEYS.has(key)) return KNOWN_KEYS.get(key);
  if (KNOWN_KEYS.size >= MOST_KEYS) KNOWN_KEYS.clear();
  const mesh = KEYS.get(key) ?? meshOf(key.split('/', 1)[0] ?? '');
  KNOWN_KEYS.set(key, mesh);
  return mesh;
}

/** The mesh that a domain is of, or is below. */
function meshOf(domain: string): string | undefined {
  return DOMAINS.find(([own]) => domain.endsWith(own) && (domain === own || domain.endsWith(`.${own}`)))?.[1];
}

/** Charts that know no mesh keep every mesh out of their jobs. */
function isOptOut(key: string, value: unknown): boolean {
  return (
    (key === 'sidecar.istio.io/inject' && value === 'false') ||
    (key === 'linkerd.io/inject' && value === 'disabled')
  );
}
