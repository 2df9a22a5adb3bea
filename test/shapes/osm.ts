import type { JsonObject } from '../../src/input/json.js';
import { type KindName, type KnownKind, kindName } from '../../src/input/kinds.js';
import { asked, type Cluster, kindOf, labelsOf, nameOf, perNamespace, spaceOf } from './cluster.js';
import { DEFINITION, isAmong, isNamed, type Names, WEBHOOKS } from './names.js';
import { below, type Files, filesOf, json, listInJson, listOf, resourceName, yaml } from './plain.js';

const MESH_CONFIG: KindName = 'config.openservicemesh.io/MeshConfig';

export function heldByOsmBugReport(cluster: Cluster): Cluster {
  return asked(cluster, (kind) => kindName(kind) === MESH_CONFIG);
}

/** What `osm support bug-report` writes: of the mesh no more than its MeshConfig. */
export function osmBugReport({ objects }: Cluster): Files {
  const namespace = objects.map(spaceOf)[0] ?? 'osm-system';
  return below('osm_bug_report_42/namespaces', {
    'commands/osm_namespace_list': 'NAMESPACE   MESH   SIDECAR-INJECTION\n',
    [`${namespace}/commands/kubectl_get_svc_-n_${namespace}`]: 'NAME   TYPE\n',
    [`${namespace}/commands/kubectl_get_meshconfig_-n_${namespace}_-o_yaml`]: yaml(listOf(objects)),
  });
}

// AKS Periscope

/** Kinds of which Periscope writes a List for each namespace of the mesh. */
const LISTS: Names = {
  Service: 'services',
  Endpoints: 'endpoints',
  ConfigMap: 'configmaps',
  ServiceAccount: 'service_accounts',
  'networking.k8s.io/Ingress': 'ingresses',
};
const OTHERS: readonly KindName[] = [
  'Namespace',
  'Pod',
  'apps/Deployment',
  DEFINITION,
  MESH_CONFIG,
  ...Object.values(WEBHOOKS),
];

function isOfSmi({ group }: KnownKind): boolean {
  return group.endsWith('.smi-spec.io');
}

/** The kinds that a capture by Periscope holds completely. */
export function isProvenByPeriscope(kind: KnownKind): boolean {
  return isNamed(kind, LISTS) || isOfSmi(kind);
}

/** The namespaces of the mesh and of its control plane, what is labelled as part of it, and SMI. */
export function heldByPeriscope(cluster: Cluster): Cluster {
  const mesh = new Set(['kube-system', ...cluster.objects.filter(isMonitored).map(nameOf)]);
  const held = asked(
    cluster,
    (kind) => isProvenByPeriscope(kind) || isAmong(kind, OTHERS),
    (namespace) => mesh.has(namespace),
  );
  return { ...held, objects: held.objects.filter((object) => isHeld(object, mesh)) };
}

function isHeld(object: JsonObject, mesh: ReadonlySet<string>): boolean {
  const name = nameOf(object);
  if (object.kind === 'Namespace') return mesh.has(name);
  if (object.kind === 'CustomResourceDefinition') return name.endsWith('.smi-spec.io');
  return object.kind !== 'Deployment' || isOfMesh(object);
}

function isMonitored(object: JsonObject): boolean {
  return object.kind === 'Namespace' && 'openservicemesh.io/monitored-by' in labelsOf(object);
}

function isOfMesh(object: JsonObject): boolean {
  return labelsOf(object)['app.kubernetes.io/instance'] === 'osm';
}

export function periscope(cluster: Cluster): Files {
  return below('run/aks-node-1', {
    'iptables/iptables': '*nat\n',
    'kubeletcmd/kubeletcmd': '/usr/local/bin/kubelet\n',
    ...below('osm/osm', osmCollector(cluster)),
    ...below('smi/smi', smiCollector(cluster)),
  });
}

function osmCollector(cluster: Cluster): Files {
  const lists = perNamespace(asked(cluster, (kind) => isNamed(kind, LISTS)));
  return {
    ...filesOf(ofKind(cluster, 'Namespace'), (object) => `${nameOf(object)}_metadata`, json),
    ...filesOf(lists, ({ kind, namespace }) => `${namespace}_${LISTS[kindName(kind)]}`, listInJson),
    ...filesOf(ofKind(cluster, 'Pod'), (object) => `${nameOf(object)}_podConfig`, json),
    ...below('control_plane', {
      all_resources_configs: json(listOf(cluster.objects.filter(isOfMesh))),
      mutating_webhook_configurations: json(listOf(ofKind(cluster, WEBHOOKS.mutating))),
      validating_webhook_configurations: json(listOf(ofKind(cluster, WEBHOOKS.validating))),
      mesh_configs: json(listOf(ofKind(cluster, MESH_CONFIG))),
    }),
  };
}

/** What is written of a definition is what its kind is then listed by. */
function smiCollector(cluster: Cluster): Files {
  const kinds = cluster.kinds.map(resourceName);
  const definitions = ofKind(cluster, DEFINITION).filter((object) => kinds.includes(nameOf(object)));
  const custom = cluster.objects.filter((object) => isOfSmi(kindOf(object)));
  const place = (object: JsonObject) => `namespace_${spaceOf(object)}/${resourceName(kindOf(object))}`;
  return {
    ...filesOf(definitions, (object) => `crd_${nameOf(object).replace(/\.io$/, '')}`, yaml),
    ...filesOf(custom, (object) => `${place(object)}_${nameOf(object)}_custom_resource`, yaml),
  };
}

function ofKind({ objects }: Cluster, kind: KindName): readonly JsonObject[] {
  return objects.filter((object) => kindName(kindOf(object)) === kind);
}
