import type { Graph } from '../../graph/graph.js';
import { isPlaceholder } from '../../graph/placeholder.js';
import { valueAt } from '../../graph/query.js';
import type { KindName, Resource } from '../../graph/resource.js';
import { Unknown, unknown } from '../../graph/unknown.js';
import type { Json } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { concluded, copied, type FactMapping, type FactSource, fact } from '../fact.js';
import { itemsAt, labelsOf, mappingAt, textAt } from '../metadata.js';
import { perGraph } from '../per-graph.js';
import { rootNamespaces } from '../settings/istio-mesh-configs.js';

const AUTHORIZATION_POLICY: KindName = 'security.istio.io/AuthorizationPolicy';
const TELEMETRY: KindName = 'telemetry.istio.io/Telemetry';

/** What each type of provider is good for; of others nothing is said. */
const USES: Readonly<Record<string, readonly string[]>> = {
  envoyExtAuthzHttp: ['authorization'],
  envoyExtAuthzGrpc: ['authorization'],
  zipkin: ['tracing'],
  lightstep: ['tracing'],
  datadog: ['tracing'],
  skywalking: ['tracing'],
  opencensus: ['tracing'],
  opentelemetry: ['tracing'],
  prometheus: ['metrics'],
  stackdriver: ['tracing', 'metrics', 'accessLogging'],
  envoyFileAccessLog: ['accessLogging'],
  envoyHttpAls: ['accessLogging'],
  envoyTcpAls: ['accessLogging'],
  envoyOtelAls: ['accessLogging'],
};

/** Each provider that a policy names, or fails to name: whether the mesh configuration has it, and for this use. */
export const istioPolicyProviders: FactSource = {
  kind: 'IstioPolicyProvider',
  reads: [AUTHORIZATION_POLICY, TELEMETRY],
  looksAt: ['ConfigMap', 'meshlint/ControlPlane', 'meshlint/IstioMeshConfig'],
  derive: (graph) => {
    const telemetries = graph.ofKind(TELEMETRY);
    const named = [
      ...graph.ofKind(AUTHORIZATION_POLICY).filter(isCustom).map(authorizationUse),
      ...telemetries.flatMap(telemetryUses),
    ];
    const unnamed = telemetries.flatMap(unnamedLogs);
    const configs = named.length + unnamed.length === 0 ? [] : graph.ofKind('meshlint/IstioMeshConfig');
    return [
      ...named.flatMap((use) => providerFact(use, configsFor(use.policy, configs))),
      ...unnamed.map((use) => unnamedFact(use, defaultLogs(graph, use, configsFor(use.policy, configs)))),
    ];
  },
};

/** A place in a policy that names a provider, or an entry that names none. */
interface Use {
  readonly policy: Resource;
  readonly use: string;
  readonly path: Path;
}

function isCustom({ value }: Resource): boolean {
  return textAt(value, ['spec', 'action']) === 'CUSTOM';
}

function authorizationUse(policy: Resource): Use {
  return { policy, use: 'authorization', path: ['spec', 'provider', 'name'] };
}

function telemetryUses(policy: Resource): readonly Use[] {
  return ['tracing', 'metrics', 'accessLogging'].flatMap((use) =>
    itemsAt(policy.value, ['spec', use]).flatMap((entry, index) =>
      itemsAt(entry, ['providers']).map((_, at) => ({
        policy,
        use,
        path: ['spec', use, index, 'providers', at, 'name'],
      })),
    ),
  );
}

/** Entries that log, to nobody in particular. */
function unnamedLogs(policy: Resource): readonly Use[] {
  return itemsAt(policy.value, ['spec', 'accessLogging']).flatMap((entry, index) =>
    itemsAt(entry, ['providers']).length > 0 || mappingAt(entry, []).disabled === true
      ? []
      : [{ policy, use: 'accessLogging', path: ['spec', 'accessLogging', index] }],
  );
}

/** Those of the revision that reads the policy, or all. */
function configsFor(policy: Resource, configs: readonly Resource[]): readonly Resource[] {
  const revision = valueAt(labelsOf(policy), ['istio.io/rev']);
  return revision === undefined ? configs : configs.filter(({ value }) => value.revision === revision);
}

function providerFact({ policy, use, path }: Use, configs: readonly Resource[]): readonly Resource[] {
  const name = valueAt(policy.value, path);
  if (typeof name !== 'string' || name === '' || isPlaceholder(name)) return [];
  const [found] = configs.flatMap(providersOf).filter((provider) => textAt(provider, ['name']) === name);
  const type = textAt(found ?? {}, ['type']);
  return [
    factOn(policy, path, {
      use,
      provider: copied(policy, path),
      known: concluded(found !== undefined || absence(configs), policy, path),
      type,
      fits: concluded(type === undefined || USES[type]?.includes(use) !== false, policy, path),
      others: others(configs, use),
    }),
  ];
}

function factOn(policy: Resource, path: Path, value: FactMapping): Resource {
  return fact(
    'IstioPolicyProvider',
    { resource: policy, path },
    [policy.id.name, ...path.slice(1)].join('/'),
    {
      policyKind: policy.id.kind,
      policy: policy.id.name,
      ...value,
    },
  );
}

function providersOf({ value }: Resource): readonly Json[] {
  return itemsAt(value, ['extensionProviders']);
}

/** False where every mesh configuration is there as a whole; else what is to be captured. */
function absence(configs: readonly Resource[]): Json {
  if (configs.length === 0) return unknown('ConfigMap');
  const open = configs.flatMap(({ value }) => [value.readable, value.moreProviders]);
  return open.find((each) => each instanceof Unknown) ?? configs.some(({ value }) => value.readable !== true);
}

function others(configs: readonly Resource[], use: string): string | undefined {
  const names = configs.flatMap(providersOf).flatMap((provider) => {
    const type = textAt(provider, ['type']);
    return type !== undefined && USES[type]?.includes(use) ? [`'${textAt(provider, ['name'])}'`] : [];
  });
  return names.length === 0 ? undefined : [...new Set(names)].join(', ');
}

function unnamedFact({ policy, use, path }: Use, hasDefault: Json): Resource {
  return factOn(policy, path, { use, hasDefault: concluded(hasDefault, policy, path) });
}

/** An entry without provider goes to those that a wider Telemetry names, or an entry before it, or the mesh configuration. */
function defaultLogs(graph: Graph, { policy }: Use, configs: readonly Resource[]): Json {
  const logged = namespacesWithLogs(graph);
  const places = [policy.id.namespace, ...rootNamespaces(graph)];
  if (namesLogs(policy) || places.some((place) => logged.has(place))) return true;
  if (configs.length === 0) return unknown('ConfigMap');
  const defaults = configs.map(({ value }) => value.defaultProviders);
  const open = [...defaults, ...configs.map(({ value }) => value.readable)];
  const unsure = open.find((each) => each instanceof Unknown);
  const isSet = defaults.some((each) => itemsAt(each ?? null, ['accessLogging']).length > 0);
  return isSet || (unsure ?? configs.some(({ value }) => value.readable !== true));
}

/** Those in which a Telemetry for all workloads names who gets the logs. */
const namespacesWithLogs = perGraph(
  (graph) =>
    new Set(
      graph
        .ofKind(TELEMETRY)
        .filter((each) => isForAll(each) && namesLogs(each))
        .map(({ id }) => id.namespace),
    ),
);

function namesLogs(telemetry: Resource): boolean {
  return telemetryUses(telemetry).some(({ use }) => use === 'accessLogging');
}

function isForAll({ value }: Resource): boolean {
  return Object.keys(mappingAt(value, ['spec', 'selector', 'matchLabels'])).length === 0;
}
