import type { Folder } from '../files/folder.js';
import { type KnownKind, kindOfResource } from '../kinds.js';
import { builtInKind, isSecret } from './built-in.js';
import { clusterInfoDump } from './cluster-info-dump.js';
import type { Layout, Role } from './layout.js';

/** Holds all of the cluster. Some people hand on no more than what is in it. */
const CLUSTER = 'k8s/';
const RESOURCES = 'cluster-resources/';
const CUSTOM_RESOURCES = `${RESOURCES}custom-resources/`;
const DUMP = 'cluster-info/dump/';
const PREVIOUS_LOG = /^previous-pod-logs\/([^/]+)\/([^/]+)\/[^/]+\.log$/;

/** What nobody writes by hand: a file of one of these and one of the folders. troubleshoot writes JSON. */
const CAPTURED_KINDS = ['nodes', 'apiservices'];
const CAPTURED_FOLDERS = [`${RESOURCES}pods`, `${RESOURCES}events`, `${RESOURCES}endpoints`, 'cluster-info'];

/** Words that the writer gives to `kubectl get` instead of a plural. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  crds: 'customresourcedefinitions',
  csr: 'certificatesigningrequests',
  hpa: 'horizontalpodautoscalers',
  ingress: 'ingresses',
  pv: 'persistentvolumes',
  pvc: 'persistentvolumeclaims',
  secret: 'secrets',
};

/**
 * What the scripts of Spectro Cloud write. Its folders look like those of troubleshoot, but each file is what `kubectl
 * get -o yaml` printed, errors included. A List of kubectl does not say what it was asked for.
 */
export const palette: Layout = { name: 'Palette support bundle', evidence, roleOf };

function evidence(folder: Folder): string | undefined {
  const prefix = folder.hasFolder(CLUSTER) ? CLUSTER : '';
  const kind = CAPTURED_KINDS.find((name) => {
    const path = `${prefix}${RESOURCES}${name}`;
    return folder.hasFile(`${path}.yaml`) && !folder.hasFile(`${path}.json`);
  });
  const captured = CAPTURED_FOLDERS.find((path) => folder.hasFolder(prefix + path));
  if (kind === undefined || captured === undefined) return undefined;
  return `there are '${prefix}${RESOURCES}${kind}.yaml' and '${prefix}${captured}/'`;
}

function roleOf(path: string, root: Folder): Role | undefined {
  if (root.hasFolder(CLUSTER)) {
    return path.startsWith(CLUSTER) ? roleInCluster(path.slice(CLUSTER.length), root) : undefined;
  }
  return roleInCluster(path, root);
}

function roleInCluster(path: string, root: Folder): Role | undefined {
  if (path.startsWith(DUMP)) return clusterInfoDump.roleOf(path.slice(DUMP.length), root);
  if (path.startsWith(CUSTOM_RESOURCES)) return objectsOf(path.slice(CUSTOM_RESOURCES.length));
  if (path.startsWith(RESOURCES)) return objectsOf(path.slice(RESOURCES.length));
  const [, namespace, pod] = PREVIOUS_LOG.exec(path) ?? [];
  return pod === undefined ? undefined : { type: 'text', of: 'log', namespace, pod };
}

/** Of all namespaces, or a folder with a file for each namespace. kubectl writes into each item what it is. */
function objectsOf(path: string): Role | undefined {
  const [name = '', namespace, ...deeper] = path.replace(/\.ya?ml$/, '').split('/');
  const kind = kindOf(SHORT_NAMES[name] ?? name);
  if (deeper.length > 0 || (kind && isSecret(kind)) || !/\.ya?ml$/.test(path)) return undefined;
  return {
    type: 'objects',
    kind,
    namespace: kind?.namespaced === true ? namespace : undefined,
    complete: 'probable',
  };
}

/** Of a plural, or of `plural.group`. */
function kindOf(name: string): KnownKind | undefined {
  return name.includes('.') ? kindOfResource(name) : builtInKind(name);
}
