import type { Graph } from '../../graph/graph.js';
import type { Resource } from '../../graph/resource.js';
import { groupBy } from '../../input/group-by.js';
import type { Path } from '../../input/path.js';
import { clusterFact, concluded, type FactSource, type Traced } from '../fact.js';
import { mappingAt, textAt } from '../metadata.js';

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
    const traces = groupBy(evidence(graph), ({ mesh }) => mesh);
    return [...traces].flatMap(([mesh, found]) => meshFact(mesh, found) ?? []);
  },
};

function meshFact(mesh: string, found: readonly Evidence[]): Resource | undefined {
  const [about] = found;
  if (about === undefined) return undefined;
  return clusterFact('Mesh', about, mesh, { name: mesh, evidence: found.slice(0, ENOUGH).map(traced) });
}

function traced({ text, resource, path }: Evidence): Traced {
  return concluded(text, resource, path);
}

function evidence(graph: Graph): readonly Evidence[] {
  const meshOfDomain = new Map<string, string | undefined>();
  const meshOf = (domain: string) => {
    if (!meshOfDomain.has(domain)) meshOfDomain.set(domain, ownerOf(domain));
    return meshOfDomain.get(domain);
  };
  return graph.resources.flatMap((resource) => [
    ...groupEvidence(resource, meshOf),
    ...keyEvidence(resource, meshOf),
  ]);
}

function ownerOf(domain: string): string | undefined {
  return DOMAINS.find(([own]) => domain === own || domain.endsWith(`.${own}`))?.[1];
}

type MeshOf = (domain: string) => string | undefined;

/** The group of the resource itself, or that of the custom resources which it defines. */
function groupEvidence(resource: Resource, meshOf: MeshOf): readonly Evidence[] {
  const { group, kind, name } = resource.id;
  const defined = kind === 'CustomResourceDefinition' ? textAt(resource.value, ['spec', 'group']) : undefined;
  const mesh = meshOf(defined ?? group);
  if (mesh === undefined) return [];
  if (defined !== undefined) return [{ mesh, resource, path: ['spec', 'group'], text: `CRD ${name}` }];
  return [{ mesh, resource, path: ['apiVersion'], text: `${kind} of ${group}` }];
}

function keyEvidence(resource: Resource, meshOf: MeshOf): readonly Evidence[] {
  const found: Evidence[] = [];
  for (const metadata of [['metadata'], ['spec', 'template', 'metadata']]) {
    for (const [part, word] of [
      ['labels', 'label'],
      ['annotations', 'annotation'],
    ] as const) {
      for (const [key, value] of Object.entries(mappingAt(resource.value, [...metadata, part]))) {
        const mesh = KEYS.get(key) ?? meshOf(key.split('/', 1)[0] ?? '');
        if (mesh === undefined || isOptOut(key, value)) continue;
        found.push({ mesh, resource, path: [...metadata, part, key], text: `${word} ${key}` });
      }
    }
  }
  return found;
}

/** Charts that know no mesh keep every mesh out of their jobs. */
function isOptOut(key: string, value: unknown): boolean {
  return (
    (key === 'sidecar.istio.io/inject' && value === 'false') ||
    (key === 'linkerd.io/inject' && value === 'disabled')
  );
}
