import { isArray, isObject, type Json, type JsonObject } from '../../src/input/json.js';
import { kindName } from '../../src/input/kinds.js';
import { HIDDEN } from '../../src/input/masks.js';
import {
  altered,
  asked,
  type Captured,
  type Cluster,
  isNotEmpty,
  nameOf,
  perKind,
  perNamespace,
  spaceOf,
} from './cluster.js';
import { CLUSTER_RESOURCES, isCustom, isNamed, type Names } from './names.js';
import {
  below,
  type Files,
  filesOf,
  json,
  kindless,
  listInJson,
  listOf,
  resourceName,
  typedList,
  yaml,
} from './plain.js';

// kubectl cluster-info dump

const DUMPED: Names = {
  Node: 'nodes',
  ReplicationController: 'replication-controllers',
  Service: 'services',
  'apps/DaemonSet': 'daemonsets',
  'apps/Deployment': 'deployments',
  'apps/ReplicaSet': 'replicasets',
  Pod: 'pods',
};

export function heldByDump(cluster: Cluster): Cluster {
  return asked(cluster, (kind) => isNamed(kind, DUMPED));
}

export function dump(cluster: Cluster): Files {
  return below('dump', { ...dumpedLists(cluster), ...dumpedLogs(cluster) });
}

/** Without a directory all goes to standard output, lists and logs in turn. */
export function dumpStream(cluster: Cluster): Files {
  const parts = [dumpedLists(cluster), dumpedLogs(cluster)].flatMap((files) => Object.values(files));
  return { 'dump.json': parts.join('') };
}

function dumpedLists(cluster: Cluster): Files {
  const place = ({ kind, namespace }: Captured) =>
    `${namespace === undefined ? '' : `${namespace}/`}${DUMPED[kindName(kind)]}.json`;
  return filesOf(perNamespace(cluster), place, (captured) => json(typedList(kindless(captured))));
}

function dumpedLogs({ objects }: Cluster): Files {
  const pods = objects.filter(({ kind }) => kind === 'Pod');
  return filesOf(pods, (pod) => `${spaceOf(pod)}/${nameOf(pod)}/logs.txt`, logBlock);
}

/** A log may hold anything, and here it is an object. */
function logBlock(pod: JsonObject): string {
  const mark = `logs for container app of pod ${spaceOf(pod)}/${nameOf(pod)} ====`;
  const line = '{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"of-a-log"}}';
  return `==== START ${mark}\n${line}\n==== END ${mark}\n`;
}

// Palette: scripts that call kubectl get

export function heldByPalette(cluster: Cluster): Cluster {
  return asked(cluster, (kind) => isCustom(kind) || isNamed(kind, CLUSTER_RESOURCES));
}

export function palette(cluster: Cluster): Files {
  const place = ({ kind, namespace }: Captured) => {
    const folder = isCustom(kind) ? `custom-resources/${resourceName(kind)}` : kind.plural;
    return `${folder}${namespace === undefined ? '' : `/${namespace}`}.yaml`;
  };
  const lists = filesOf(perNamespace(cluster), place, ({ objects }) => yaml(listOf(objects)));
  return below('bundle/k8s', {
    'cluster-info/cluster-version.yaml': 'gitVersion: v1.27.3\n',
    ...below('cluster-resources', lists),
  });
}

// The capture of meshlint

const CONFIG_MAPS = /^(osm-config|preset-mesh-config|container-azm-ms-osmconfig|istio(-.*)?)$/;
const KEPT_VARIABLES = [
  'REVISION',
  'PILOT_CERT_PROVIDER',
  'PILOT_CA_CERT_CONFIGMAP',
  'ENABLE_CLUSTER_TRUST_BUNDLE_API',
  'OSM_DEFAULT_ENVOY_IMAGE',
  'OSM_DEFAULT_INIT_CONTAINER_IMAGE',
];

/** Only the ConfigMaps of meshes, and no values of variables. */
export function heldByCapture(cluster: Cluster): Cluster {
  const isHeld = (object: JsonObject) => object.kind !== 'ConfigMap' || CONFIG_MAPS.test(nameOf(object));
  return altered({ ...cluster, objects: cluster.objects.filter(isHeld) }, withoutVariables);
}

function withoutVariables(value: Json): Json {
  if (isArray(value)) return value.map(withoutVariables);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, child]) =>
    key === 'env' && isArray(child) ? [key, child.map(withoutValue)] : [key, withoutVariables(child)],
  );
  return Object.fromEntries(entries);
}

function withoutValue(variable: Json): Json {
  const isHidden =
    isObject(variable) && 'value' in variable && !KEPT_VARIABLES.includes(String(variable.name));
  return isHidden ? { ...variable, value: HIDDEN } : variable;
}

/** ConfigMaps are fetched one by one, for most of them are nobody's business. */
export function capture(cluster: Cluster): Files {
  const isConfigMap = ({ kind }: { readonly kind?: Json }) => kind === 'ConfigMap';
  const kinds = perKind(asked(cluster, (kind) => !isConfigMap(kind)));
  const errors = filesOf(
    cluster.refused,
    (kind) => `${resourceName(kind)}.error`,
    () => FORBIDDEN,
  );
  return below('meshlint-capture', {
    'meshlint-capture.txt': ledgerOf(kinds, cluster),
    'wasmplugins.extensions.istio.io.error': NOT_INSTALLED,
    ...errors,
    ...filesOf(kinds, ({ kind }) => `${resourceName(kind)}.json`, listInJson),
    ...filesOf(
      cluster.objects.filter(isConfigMap),
      (each) => `configmap.${spaceOf(each)}.${nameOf(each)}.json`,
      json,
    ),
  });
}

const FORBIDDEN = 'Error from server (Forbidden): is forbidden\n';
const NOT_INSTALLED = 'error: the server doesn\'t have a resource type "wasmplugins"\n';

function ledgerOf(kinds: readonly Captured[], { refused }: Cluster): string {
  const lines = [
    'meshlint capture 1',
    ...kinds.map(({ kind }) => `${resourceName(kind)} 0`),
    ...refused.map((kind) => `${resourceName(kind)} 1`),
    'wasmplugins.extensions.istio.io 1',
  ];
  return `${lines.join('\n')}\n`;
}

// crash-diagnostics

export function crashd(cluster: Cluster): Files {
  const place = ({ kind, namespace }: Captured) =>
    `${kind.group || 'core'}_${kind.version}/${namespace === undefined ? '' : `${namespace}/`}${kind.plural}-2023-05-04T10-20-30Z.1234.json`;
  const held = perNamespace(cluster).filter(isNotEmpty);
  return below(
    'crashd/kubecapture',
    filesOf(held, place, (captured) => json(typedList(captured))),
  );
}
