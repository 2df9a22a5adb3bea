import { RE2JS } from 're2js';
import type { Graph } from '../../graph/graph.js';
import { isPlaceholder } from '../../graph/placeholder.js';
import { pick } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { isArray, isObject, type Json } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { copied, type FactMapping, type FactSource, fact, type Traced } from '../fact.js';
import { textAt } from '../metadata.js';
import { hasProxy, proxyImage } from '../pods/istio-sidecars.js';
import { isOver } from '../pods/pods.js';
import { imageTag, releaseIn } from '../release.js';
import { rootNamespaces } from '../settings/istio-mesh-configs.js';
import { ENVOY_FILTER, envoyFiltersInScope, scopeOf } from './envoy-filter-scope.js';

/** More releases than these help nobody. */
const ENOUGH = 5;

/** istiod does not read a longer expression. */
const LONGEST = 1024;

/** The EnvoyFilters that istioctl and the charts of Istio up to 1.17 install. */
const INSTALLED =
  /^(tcp-)?(metadata-exchange|stats-filter|stackdriver-filter|stackdriver-sampling-accesslog-filter)-1\./;

/** Packages of the v2 API; some types of others never got a successor, and Istio's own have v2 in their names. */
const GIVEN_UP =
  /(^|\/)envoy\.(api\.v2\.|config\.(filter|bootstrap|accesslog|listener|transport_socket|rbac|trace)\.([\w.]+\.)?v2(alpha\d*)?\.)/;

/** What each EnvoyFilter is for, and which of its types and releases nobody knows or runs any more. */
export const envoyFilters: FactSource = {
  kind: 'IstioEnvoyFilter',
  reads: [ENVOY_FILTER],
  looksAt: ['ConfigMap', 'Pod', 'meshlint/ControlPlane', 'meshlint/IstioMeshConfig'],
  derive: (graph) => {
    const filters = graph.ofKind(ENVOY_FILTER);
    if (filters.length === 0) return [];
    const roots = new Set(rootNamespaces(graph));
    const releases = releasesInScope(graph);
    return filters.map((filter) =>
      fact('IstioEnvoyFilter', { resource: filter, path: ['metadata', 'name'] }, filter.id.name, {
        scope: scopeOf(filter, roots),
        installed: INSTALLED.test(filter.id.name),
        typesGivenUp: typesGivenUp(filter),
        releasesMissed: releasesMissed(filter, releases.get(filter) ?? []),
      }),
    );
  },
};

/** The values of `@type` and, inside a TypedStruct, of `type_url`. */
function typesGivenUp(filter: Resource): readonly Traced[] {
  const values = pick(filter.value, '/spec/configPatches/*/patch/value');
  return values
    .flatMap(({ path, value }) => typesIn(value, path))
    .flatMap((path) => copied(filter, path) ?? [])
    .filter(({ value }) => typeof value === 'string' && GIVEN_UP.test(value));
}

function typesIn(value: Json, path: Path): readonly Path[] {
  if (isArray(value)) return value.flatMap((item, index) => typesIn(item, [...path, index]));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    ['@type', 'type_url', 'typeUrl'].includes(key) ? [[...path, key]] : typesIn(child, [...path, key]),
  );
}

/**
 * The releases of the running proxies that each filter is for; of a filter that is for one of an unknown release, none, nor
 * where the input holds pods by chance.
 */
function releasesInScope(graph: Graph): ReadonlyMap<Resource, readonly string[]> {
  if (graph.knowledge('Pod', undefined).completeness === 'none') return new Map();
  const inScope = envoyFiltersInScope(graph);
  const found = new Map<Resource, Set<string | undefined>>();
  for (const pod of graph.ofKind('Pod')) {
    if (!pod.captured || isOver(pod) || !hasProxy(pod)) continue;
    const release = releaseOf(pod);
    for (const filter of inScope(pod)) found.set(filter, (found.get(filter) ?? new Set()).add(release));
  }
  return new Map([...found].map(([filter, releases]) => [filter, known(releases)]));
}

function known(releases: ReadonlySet<string | undefined>): readonly string[] {
  const names = [...releases].filter((release) => release !== undefined);
  return names.length === releases.size ? names : [];
}

/** As the proxy tells it to istiod: the tag of its image without the variant. */
function releaseOf(pod: Resource): string | undefined {
  const tag = imageTag(String(proxyImage(pod)?.value ?? ''));
  if (tag === undefined || releaseIn(tag) === undefined) return undefined;
  return tag.replace(/-(distroless|debug|fips)$/, '');
}

function releasesMissed(filter: Resource, releases: readonly string[]): readonly FactMapping[] {
  if (releases.length === 0) return [];
  return pick(filter.value, '/spec/configPatches/*/match/proxy/proxyVersion').flatMap(({ path, value }) => {
    const isRead = typeof value === 'string' && value.length <= LONGEST && !isPlaceholder(value);
    if (!isRead || meetsAny(textAt(filter.value, path), releases)) return [];
    return [{ expression: copied(filter, path), running: releases.slice(0, ENOUGH).join(', ') }];
  });
}

/** An expression that cannot be read is another rule's matter. */
function meetsAny(expression: string | undefined, releases: readonly string[]): boolean {
  if (expression === undefined) return true;
  try {
    const compiled = RE2JS.compile(expression);
    return releases.some((release) => compiled.matcher(release).find());
  } catch {
    return true;
  }
}
