import type { Graph } from '../../graph/graph.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { unknown } from '../../graph/unknown.js';
import type { Json } from '../../input/json.js';
import { INSIDE_YAML, type Path } from '../../input/path.js';
import { osmPlanes } from '../control-planes/osm-planes.js';
import { MESH_CONFIG } from '../control-planes/osm-traces.js';
import {
  clusterFact,
  concluded,
  copied,
  type FactMapping,
  type FactSource,
  type FactValue,
} from '../fact.js';
import { textAt } from '../metadata.js';
import { POLICY_KINDS } from '../policies/policy-kinds.js';
import { isLineAtLeast, releaseIn } from '../release.js';
import { SETTINGS } from './osm-mesh-config-defaults.js';

/** A switch of the mesh by its name in facts: its field in a MeshConfig, and its key in the ConfigMap of 0.8. */
interface Switch {
  readonly field: Path;
  readonly key?: string;
}

const SWITCHES: Readonly<Record<string, Switch>> = {
  permissive: {
    field: ['spec', 'traffic', 'enablePermissiveTrafficPolicyMode'],
    key: 'permissive_traffic_policy_mode',
  },
  egress: { field: ['spec', 'traffic', 'enableEgress'], key: 'egress' },
  egressPolicy: { field: ['spec', 'featureFlags', 'enableEgressPolicy'] },
  ingressBackendPolicy: { field: ['spec', 'featureFlags', 'enableIngressBackendPolicy'] },
  retryPolicy: { field: ['spec', 'featureFlags', 'enableRetryPolicy'] },
  wasmStats: { field: ['spec', 'featureFlags', 'enableWASMStats'] },
};

/**
 * How each OSM mesh is switched: by its MeshConfig, by the absence of one, or by the default of its release. Where only the
 * release is stated, policies show that there is a mesh to be switched.
 */
export const osmSettings: FactSource = {
  kind: 'OsmSettings',
  reads: ['apps/Deployment'],
  looksAt: [MESH_CONFIG, 'ConfigMap', ...POLICY_KINDS, 'meshlint/ControlPlane'],
  derive: (graph, { osm }) => {
    const planes = osmPlanes(graph);
    if (planes.length > 0) return planes.map((plane) => ofControlPlane(graph, plane));
    const line = osm === undefined ? undefined : releaseIn(osm)?.line;
    const [policy] = POLICY_KINDS.flatMap((kind) => graph.ofKind(kind));
    if (line === undefined || policy === undefined) return [];
    return [settingsFact(policy, [], 'osm', (each) => byDefault(each, line, undefined))];
  },
};

function ofControlPlane(graph: Graph, plane: Resource): Resource {
  const { namespace, line, flavor } = plane.value;
  const is08 = typeof line === 'string' && !isLineAtLeast(line, '0.9');
  const kind = is08 ? 'ConfigMap' : MESH_CONFIG;
  const name = textAt(plane.value, ['osmConfigName']) ?? (is08 ? 'osm-config' : 'osm-mesh-config');
  const question = { kind, name, namespace: typeof namespace === 'string' ? namespace : undefined };
  const [configuration] = graph.find(question);
  const isMissing = configuration === undefined && graph.exists(question).answer === 'no';
  return settingsFact(plane, ['namespace'], plane.id.name, (each) => {
    if (configuration !== undefined)
      return is08 ? ofConfigMap(configuration, each) : ofMeshConfig(configuration, each);
    if (isMissing && plane.value.installed === true) {
      return {
        value: false,
        because: `${kind.split('/').at(-1)} '${name}' does not exist, so that everything is off`,
      };
    }
    return (
      ofPreset(graph, question.namespace, each) ??
      (typeof line === 'string' ? byDefault(each, line, flavor) : NOT_KNOWN)
    );
  });
}

/**
 * What a rendered chart tells: the installation makes the MeshConfig of its preset, where there is none yet. In a cluster that
 * was long ago, and the MeshConfig may have been changed since.
 */
function ofPreset(graph: Graph, namespace: string | undefined, { field }: Switch): FactMapping | undefined {
  const [preset] = graph.find({ kind: 'ConfigMap', name: 'preset-mesh-config', namespace });
  if (preset === undefined) return undefined;
  const written = copied(preset, ['data', 'preset-mesh-config.json', INSIDE_YAML, ...field.slice(1)]);
  if (typeof written?.value !== 'boolean') return undefined;
  const because = "ConfigMap 'preset-mesh-config' says so";
  return { value: written, because, configured: !preset.captured };
}

function settingsFact(
  about: Resource,
  path: Path,
  name: string,
  answer: (each: Switch) => FactMapping,
): Resource {
  const entries = Object.entries(SWITCHES).map(
    ([key, each]) => [key, { configured: false, ...answer(each) }] as const,
  );
  return clusterFact('OsmSettings', { resource: about, path }, name, {
    namespace: textAt(about.value, path) ?? undefined,
    ...Object.fromEntries(entries),
  });
}

const NOT_KNOWN: FactMapping = { value: unknown(MESH_CONFIG), because: 'it was not captured' };

/** A field that is not there, or holds anything but a boolean, is off. */
function ofMeshConfig(meshConfig: Resource, { field }: Switch): FactMapping {
  const because = `MeshConfig '${meshConfig.id.name}'`;
  const written = copied(meshConfig, field);
  if (typeof written?.value === 'boolean')
    return { value: written, because: `${because} says so`, configured: true };
  const wanted = field.slice(1).join('.');
  return {
    value:
      written === undefined ? concluded(false, meshConfig, ['spec']) : concluded(false, meshConfig, field),
    because: `${because} ${written === undefined ? `does not have ${wanted}` : `holds no true or false in ${wanted}`}`,
    configured: true,
  };
}

const TRUE: readonly Json[] = ['1', 't', 'T', 'TRUE', 'true', 'True'];

/** The ConfigMap of 0.8 knows two of the switches; what the others govern came later. */
function ofConfigMap(configMap: Resource, { key }: Switch): FactMapping {
  const because = `ConfigMap '${configMap.id.name}' says so`;
  const path = key === undefined ? ['data'] : ['data', key];
  const isOn = key !== undefined && TRUE.includes(valueAt(configMap.value, path) ?? '');
  return { value: concluded(isOn, configMap, path), because, configured: true };
}

/** The default is known of some flavors only: where the flavor is not known, only what it does not change. */
function byDefault({ field }: Switch, line: string, flavor: FactValue): FactMapping {
  const setting = SETTINGS.find((each) => each.field.join('.') === field.join('.'));
  const usual = setting?.installed({ line, flavor: typeof flavor === 'string' ? flavor : 'upstream' });
  if (typeof usual !== 'boolean') return NOT_KNOWN;
  return { value: usual, because: `it is the default of OSM ${line}` };
}
