import type { Graph } from '../../graph/graph.js';
import { isPlaceholder } from '../../graph/placeholder.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { unknown } from '../../graph/unknown.js';
import { isObject, type Json, type JsonObject } from '../../input/json.js';
import { INSIDE_YAML, type Path } from '../../input/path.js';
import { components, environment } from '../control-planes/components.js';
import { istioPlanes } from '../control-planes/istio-planes.js';
import {
  concluded,
  type FactMapping,
  type FactSource,
  type FactValue,
  fact,
  type Traced,
  traced,
} from '../fact.js';
import { itemsAt, labelsOf, mappingAt, textAt } from '../metadata.js';

const TEXT: Path = ['data', 'mesh'];

/** Where the mesh configuration stands in its ConfigMap. */
export const MESH: Path = [...TEXT, INSIDE_YAML];

/** The first namespace that istiod takes for the root, and what most installations have. */
const ISTIO_SYSTEM = 'istio-system';

/** What istiod knows without being told. */
const BUILT_IN_PROVIDERS: readonly FactMapping[] = [
  { name: 'prometheus', type: 'prometheus' },
  { name: 'stackdriver', type: 'stackdriver' },
  { name: 'envoy', type: 'envoyFileAccessLog' },
];

/** A mesh configuration, read once. */
interface Layer {
  readonly configMap: Resource;
  readonly mesh: JsonObject;
}

/** How the mesh of each revision is set up: built-in values, what SHARED_MESH_CONFIG names, and its own ConfigMap on top. */
export const istioMeshConfigs: FactSource = {
  kind: 'IstioMeshConfig',
  reads: ['ConfigMap'],
  looksAt: ['Pod', 'apps/Deployment'],
  derive: (graph) => {
    const configMaps = meshConfigMaps(graph);
    if (configMaps.length === 0) return [];
    const shared = sharedConfigs(graph);
    const isShared = ({ id }: Resource) =>
      [...shared.values()].some(({ name, namespace }) => id.name === name && id.namespace === namespace);
    return configMaps
      .filter((configMap) => !isShared(configMap))
      .map((configMap) => meshConfig(configMap, sharedLayer(graph, shared, configMap)));
  },
};

/** The namespaces whose policies and settings hold in a whole mesh: one, unless several meshes share the cluster. */
export function rootNamespaces(graph: Graph): readonly string[] {
  const isText = (value: unknown) => typeof value === 'string';
  const configured = graph.ofKind('meshlint/IstioMeshConfig').map(({ value }) => value.rootNamespace);
  const ofPlanes = istioPlanes(graph).map(({ value }) => value.namespace);
  const [found = [ISTIO_SYSTEM]] = [configured, ofPlanes]
    .map((names) => [...new Set(names.filter(isText))] as string[])
    .filter((names) => names.length > 0);
  return found;
}

/** The revision that a ConfigMap `istio-REVISION` or `istio-sidecar-injector-REVISION` belongs to. */
export function revisionOfConfigMap({ id }: Resource, prefix: string): string {
  return id.name === prefix ? 'default' : id.name.slice(prefix.length + 1);
}

/** ConfigMap `istio` of the default revision, `istio-REVISION` of the others; so are many called that hold no mesh. */
export function meshConfigMaps(graph: Graph): readonly Resource[] {
  return graph
    .ofKind('ConfigMap')
    .filter(({ id, value }) => /^istio(-|$)/.test(id.name) && typeof valueAt(value, TEXT) === 'string');
}

interface Named {
  readonly name: string;
  readonly namespace: string | undefined;
}

/** By namespace and revision of the istiod that is told of it. */
function sharedConfigs(graph: Graph): ReadonlyMap<string, Named> {
  return new Map(
    components(graph, 'istiod', 'discovery').flatMap((istiod) => {
      const name = environment(istiod, 'SHARED_MESH_CONFIG')?.value;
      const { namespace } = istiod.resource.id;
      const revision = environment(istiod, 'REVISION')?.value ?? labelsOf(istiod.resource)['istio.io/rev'];
      if (typeof name !== 'string' || name === '') return [];
      return [[`${namespace}/${revision || 'default'}`, { name, namespace }] as const];
    }),
  );
}

/** `unknown`: there is one, and the input does not hold it. */
function sharedLayer(
  graph: Graph,
  shared: ReadonlyMap<string, Named>,
  own: Resource,
): Layer | 'unknown' | undefined {
  const named = shared.get(`${own.id.namespace}/${revisionOfConfigMap(own, 'istio')}`);
  if (named === undefined) return undefined;
  const [configMap] = graph.find({ kind: 'ConfigMap', ...named });
  return configMap === undefined ? 'unknown' : layer(configMap);
}

function layer(configMap: Resource): Layer {
  return { configMap, mesh: mappingAt(configMap.value, MESH) };
}

function meshConfig(configMap: Resource, shared: Layer | 'unknown' | undefined): Resource {
  const common = {
    revision: concluded(revisionOfConfigMap(configMap, 'istio'), configMap, ['metadata', 'name']),
    readable: readable(configMap),
  };
  return fact('IstioMeshConfig', { resource: configMap, path: TEXT }, configMap.id.name, {
    ...common,
    ...(common.readable.value === true ? settings(layer(configMap), shared) : {}),
  });
}

/** A text without content leaves all as it is; one that is filled in later, or was masked, may hold anything. */
function readable(configMap: Resource): Traced {
  const inside = valueAt(configMap.value, MESH);
  if (inside === null || isObject(inside)) return concluded(true, configMap, TEXT);
  const isOpen = isPlaceholder(valueAt(configMap.value, TEXT));
  return concluded(isOpen ? unknown('ConfigMap', configMap.id.namespace) : false, configMap, TEXT);
}

function settings(own: Layer, shared: Layer | 'unknown' | undefined): FactMapping {
  const set = (...path: readonly string[]) => setting(own, shared, path);
  return {
    rootNamespace: set('rootNamespace') ?? ISTIO_SYSTEM,
    trustDomain: set('trustDomain') ?? 'cluster.local',
    discoveryAddress: set('defaultConfig', 'discoveryAddress'),
    controlPlaneAuthPolicy: set('defaultConfig', 'controlPlaneAuthPolicy') ?? 'MUTUAL_TLS',
    discoverySelectors: set('discoverySelectors'),
    extensionProviders: providers(shared === undefined || shared === 'unknown' ? [own] : [own, shared]),
    moreProviders: shared === 'unknown' ? unknown('ConfigMap', own.configMap.id.namespace) : false,
    defaultProviders: set('defaultProviders'),
    accessLogFile: set('accessLogFile'),
    outboundTrafficPolicy: set('outboundTrafficPolicy', 'mode') ?? 'ALLOW_ANY',
    enableAutoMtls: set('enableAutoMtls') ?? true,
    ingressControllerMode: set('ingressControllerMode') ?? 'STRICT',
    exports: {
      services: set('defaultServiceExportTo') ?? ['*'],
      virtualServices: set('defaultVirtualServiceExportTo') ?? ['*'],
      destinationRules: set('defaultDestinationRuleExportTo') ?? ['*'],
    },
  };
}

/** Null counts as not set, as in every protobuf message. */
function setting(own: Layer, shared: Layer | 'unknown' | undefined, path: Path): Traced | undefined {
  const found = inLayer(own, path);
  if (found !== undefined || shared === undefined) return found;
  if (shared !== 'unknown') return inLayer(shared, path);
  return concluded(unknown('ConfigMap', own.configMap.id.namespace), own.configMap, TEXT);
}

function inLayer({ configMap, mesh }: Layer, path: Path): Traced | undefined {
  const value = valueAt(mesh, path);
  if (value === undefined || value === null) return undefined;
  return traced(value, configMap, [...MESH, ...path]);
}

/** Layers add providers; of one name the strongest counts. */
function providers(layers: readonly Layer[]): readonly FactValue[] {
  const named = new Map<string, FactValue>();
  for (const each of layers) {
    itemsAt(each.mesh, ['extensionProviders']).forEach((provider, index) => {
      const name = textAt(provider, ['name']);
      if (name !== undefined && !named.has(name)) named.set(name, provided(each, provider, index));
    });
  }
  const builtIn = BUILT_IN_PROVIDERS.filter(({ name }) => !named.has(String(name)));
  return [...named.values(), ...builtIn];
}

function provided(own: Layer, provider: Json, index: number): FactMapping {
  const path = ['extensionProviders', index];
  const type = Object.keys(mappingAt(provider, [])).find((key) => key !== 'name');
  return {
    name: inLayer(own, [...path, 'name']),
    type: type === undefined ? undefined : concluded(type, own.configMap, [...MESH, ...path, type]),
    service: type === undefined ? undefined : inLayer(own, [...path, type, 'service']),
    port: type === undefined ? undefined : inLayer(own, [...path, type, 'port']),
  };
}
