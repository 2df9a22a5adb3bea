import type { Graph } from '../../graph/graph.js';
import { isPlaceholder } from '../../graph/placeholder.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { unknown } from '../../graph/unknown.js';
import type { Json } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { osmPlanes } from '../control-planes/osm-planes.js';
import { MESH_CONFIG } from '../control-planes/osm-traces.js';
import { concluded, copied, type FactSource, type FactValue, fact, named } from '../fact.js';
import { textAt } from '../metadata.js';
import { isLineAtLeast } from '../release.js';
import { callsOf } from './osm-mesh-config-calls.js';
import {
  type Installation,
  isReadable,
  isSameSetting,
  SETTINGS,
  type Setting,
} from './osm-mesh-config-defaults.js';
import { missingImages } from './osm-sidecar-images.js';

const DEFAULT_NAME = 'osm-mesh-config';

/** What each MeshConfig is to the mesh: whether a control plane reads it, and what was changed in it. */
export const osmMeshConfigs: FactSource = {
  kind: 'OsmMeshConfig',
  reads: [MESH_CONFIG, 'apps/Deployment'],
  looksAt: ['Pod', 'meshlint/ControlPlane'],
  derive: (graph) => {
    const planes = readers(graph);
    return graph.ofKind(MESH_CONFIG).map((meshConfig) => meshConfigFact(graph, planes, meshConfig));
  },
};

/** The installed control planes of OSM that read a MeshConfig: those of 0.8 read a ConfigMap. */
function readers(graph: Graph): readonly Resource[] {
  return osmPlanes(graph)
    .filter(({ value }) => value.installed === true)
    .filter(({ value }) => typeof value.line !== 'string' || isLineAtLeast(value.line, '0.9'));
}

function meshConfigFact(graph: Graph, planes: readonly Resource[], meshConfig: Resource): Resource {
  const { name, namespace } = meshConfig.id;
  const reader = planes.find(({ value }) => value.namespace === namespace);
  const inert = [inertName(graph, planes, meshConfig), inertNamespace(graph, planes, meshConfig)].filter(
    (reason) => reason !== undefined,
  );
  const installation =
    inert.length === 0 && meshConfig.captured && reader !== undefined ? installationOf(reader) : undefined;
  return fact('OsmMeshConfig', { resource: meshConfig, path: ['metadata', 'name'] }, name, {
    inert,
    ...(inert.length === 0 ? callsOf(meshConfig) : {}),
    ...(installation === undefined
      ? {}
      : {
          line: installation.line,
          flavor: FLAVORS[installation.flavor],
          changed: changedSettings(meshConfig, installation),
          missingImages: missingImages(graph, meshConfig, installation.line),
        }),
  });
}

const FLAVORS: Readonly<Record<string, string>> = { aks: ' on AKS', arc: ' on Azure Arc', upstream: '' };

/**
 * Only the preset of 0.9 may bear another name than the one that a control plane reads, which may have been told any: in
 * a capture, its Deployment says so.
 */
function inertName(graph: Graph, planes: readonly Resource[], meshConfig: Resource): FactValue {
  const { id } = meshConfig;
  const names = planes.map(({ value }) => value.osmConfigName).filter((name) => typeof name === 'string');
  const wanted = names.length === 0 ? [DEFAULT_NAME] : names;
  const isOf09 = planes.every(({ value }) => value.line === undefined || value.line === '0.9');
  const isPreset = id.name === 'preset-mesh-config' && isOf09;
  if (wanted.includes(id.name) || isPreset || isPlaceholder(id.name)) return undefined;
  const isKnown = planes.length > 0 || isKnownOf(graph, id.namespace);
  if (meshConfig.captured && !isKnown) return unknown('apps/Deployment', id.namespace);
  return reason(meshConfig, 'name', wanted[0] ?? DEFAULT_NAME);
}

/** A control plane reads its own namespace; whether another one stands in this namespace, Deployments tell. */
function inertNamespace(graph: Graph, planes: readonly Resource[], meshConfig: Resource): FactValue {
  const { namespace } = meshConfig.id;
  const wanted = planes
    .filter(({ captured }) => captured)
    .map(({ value }) => textAt(value, ['namespace']))
    .filter((one) => one !== undefined);
  if (namespace === undefined || isPlaceholder(namespace) || wanted[0] === undefined) return undefined;
  if (wanted.includes(namespace)) return undefined;
  if (meshConfig.captured && !isKnownOf(graph, namespace)) return unknown('apps/Deployment', namespace);
  return reason(meshConfig, 'namespace', wanted[0]);
}

/** Whether the Deployments of a namespace would be in the input. */
function isKnownOf(graph: Graph, namespace: string | undefined): boolean {
  return graph.knowledge('apps/Deployment', namespace).completeness !== 'none';
}

function reason(meshConfig: Resource, field: 'name' | 'namespace', read: string): FactValue {
  const path = ['metadata', field];
  return concluded({ field, actual: textAt(meshConfig.value, path) ?? '', read }, meshConfig, path);
}

function installationOf({ value }: Resource): Installation | undefined {
  const { line, flavor } = value;
  return typeof line === 'string' && typeof flavor === 'string' ? { line, flavor } : undefined;
}

function changedSettings(meshConfig: Resource, installation: Installation): readonly FactValue[] {
  return SETTINGS.flatMap((setting) => changedSetting(meshConfig, setting, installation) ?? []);
}

function changedSetting(
  meshConfig: Resource,
  { field, absent, installed }: Setting,
  installation: Installation,
): FactValue {
  const written = valueAt(meshConfig.value, field);
  const usual = installed(installation);
  if (usual === undefined || isSameSetting(written ?? absent, usual)) return undefined;
  if (written !== undefined && !isReadable(written, usual)) return undefined;
  return {
    summary: `${field.join('.')} is ${told(written, absent)} instead of ${usual}`,
    usual: String(usual),
    value: copied(meshConfig, field) ?? named(absent, meshConfig, parentOf(meshConfig, field)),
  };
}

function told(written: Json | undefined, absent: Json): string {
  return written === undefined ? `absent and so ${absent}` : String(written);
}

/** The nearest mapping around an absent field that is there. */
function parentOf({ value }: Resource, field: Path): Path {
  const lengths = field.map((_, index) => field.length - 1 - index);
  const length = lengths.find((each) => valueAt(value, field.slice(0, each)) !== undefined) ?? 0;
  return field.slice(0, length);
}
