import type { Folder } from '../files/folder.js';
import { kindOfPlural } from '../kinds.js';
import type { Layout, Role } from './layout.js';

/**
 * What `oc adm must-gather` and `oc adm inspect` write. A run with several images has one root for each of them. The Istio
 * image may put what it adds into a folder `istio/`; its debug dumps are JSON and no objects of the cluster.
 */
export const mustGather: Layout = { name: 'OpenShift must-gather', evidence, roleOf };

/** Manifests that somebody applies; the folders of a repository may well have the same names. */
const MANIFESTS = ['kustomization.yaml', 'kustomization.yml', 'Chart.yaml'];
const CLUSTER = 'cluster-scoped-resources';

/** An insights archive has a folder of cluster scoped resources, too; its files are a sample and in JSON. */
function evidence(folder: Folder): string | undefined {
  const { files } = folder;
  if (MANIFESTS.some((file) => files.has(file)) || folder.hasFolder('insights-operator')) return undefined;
  return evidenceInNamespaces(folder) ?? evidenceInCluster(folder);
}

/** `namespaces/shop/shop.yaml` alone could be anybody's. */
function evidenceInNamespaces(folder: Folder): string | undefined {
  for (const [name, namespace] of folder.at('namespaces')?.folders ?? []) {
    const beside = namespace.files.has(`${name}.yaml`) && (listIn(namespace, 'core') ?? podIn(namespace));
    if (beside) return `'namespaces/${name}/${name}.yaml' stands beside 'namespaces/${name}/${beside}'`;
  }
  return undefined;
}

function podIn(namespace: Folder): string | undefined {
  const [name] =
    [...(namespace.at('pods')?.folders ?? [])].find(([pod, { files }]) => files.has(`${pod}.yaml`)) ?? [];
  return name && `pods/${name}/${name}.yaml`;
}

function evidenceInCluster(folder: Folder): string | undefined {
  const cluster = folder.at(CLUSTER);
  for (const [group, { folders }] of cluster?.folders ?? []) {
    const list = cluster && listIn(cluster, group);
    if (list !== undefined) return `'${CLUSTER}/${list}' is a list of a kind`;
    const plural = [...folders.keys()].find((name) => isOfGroup(name, group));
    if (plural !== undefined) return `'${CLUSTER}/${group}/${plural}/' is named after a kind`;
  }
  return undefined;
}

/** The path of a list of some kind in the folder of its group. */
function listIn(folder: Folder, group: string): string | undefined {
  const files = folder.at(group)?.files ?? [];
  const file = [...files].find(
    (name) => name.endsWith('.yaml') && isOfGroup(name.slice(0, -'.yaml'.length), group),
  );
  return file && `${group}/${file}`;
}

function isOfGroup(plural: string, group: string): boolean {
  return kindIn(group, plural) !== undefined || (group.endsWith('.openshift.io') && /^[a-z]+$/.test(plural));
}

function kindIn(group: string, plural: string) {
  return kindOfPlural(plural, group === 'core' ? '' : group);
}

const NAMESPACE = /^(?:istio\/)?namespaces\/([^/]+)\/\1\.yaml$/;
const POD = /^(?:istio\/)?namespaces\/(?<namespace>[^/]+)\/pods\/(?<pod>[^/]+)\/(?<rest>.+)$/;
const OF_A_KIND =
  /^(?:istio\/)?(?:cluster-scoped-resources|namespaces\/(?<namespace>[^/]+))\/(?<group>[^/]+)\/(?<plural>[^/]+?)(?<object>\/[^/]+)?\.yaml$/;

/** A folder of an API group: without a dot in its name there are only the oldest ones. */
const GROUP = /^(?:core|apps|autoscaling|batch|extensions|policy|[^.]+\..*[a-z]{2})$/;

function roleOf(path: string): Role | undefined {
  if (NAMESPACE.test(path)) return { type: 'objects', kind: kindIn('core', 'namespaces') };
  const pod = POD.exec(path)?.groups;
  if (pod !== undefined) return roleOfPod(pod.namespace, pod.pod, pod.rest);
  const { namespace, group = '', plural = '', object } = OF_A_KIND.exec(path)?.groups ?? {};
  if (!GROUP.test(group) || (group === 'core' && plural === 'secrets')) return undefined;
  // A list holds all that the server has; an object alone may have been asked for by its name.
  const complete = object === undefined ? 'full' : 'probable';
  return { type: 'objects', kind: kindIn(group, plural), namespace, complete };
}

/** A pod has a file of its own only while it runs: that claims nothing. `core/pods.yaml` holds all of them. */
function roleOfPod(namespace?: string, pod?: string, rest = ''): Role | undefined {
  if (rest === `${pod}.yaml`) return { type: 'objects', kind: kindIn('core', 'pods'), namespace };
  const container = LOG.exec(rest)?.groups?.container;
  return container === undefined ? undefined : { type: 'text', of: 'log', namespace, pod, container };
}

/** `current.log`, `previous.log`, and those that were rotated and compressed. */
const LOG = /^(?<container>[^/]+)\/\k<container>\/logs\/(?:.+\/)?[^/]+\.log(?:\.[^/]+)?$/;
