import type { Folder } from '../files/folder.js';
import { kindsByName } from './kinds-by-name.js';
import type { Layout, Role } from './layout.js';

const NODES = 'nodes';
const CONTROLLERS = 'replication-controllers';

/** All that the command writes. It knows no custom resource, ServiceAccount or Namespace. */
const KINDS = kindsByName({
  '': {
    events: 'events',
    [NODES]: 'nodes',
    pods: 'pods',
    [CONTROLLERS]: 'replicationcontrollers',
    services: 'services',
  },
  apps: { daemonsets: 'daemonsets', deployments: 'deployments', replicasets: 'replicasets' },
});

/** `.txt` is what `-o` with any other format writes. */
const EXTENSIONS = ['.json', '.yaml', '.txt'];

const LOGS = 'logs.txt';

/**
 * What `kubectl cluster-info dump --output-directory` writes. The first answer of the server that is an error ends the
 * dump, and nothing in it names the namespaces that it was asked for: only files that are there claim anything.
 */
export const clusterInfoDump: Layout = { name: 'kubectl cluster-info dump', evidence, roleOf };

function evidence(folder: Folder): string | undefined {
  for (const extension of EXTENSIONS) {
    const file = CONTROLLERS + extension;
    const namespace = folder.files.has(NODES + extension) && folderWith(folder, file);
    if (namespace) return `'${NODES}${extension}' stands beside '${namespace}/${file}'`;
  }
  return undefined;
}

function folderWith(folder: Folder, file: string): string | undefined {
  return [...folder.folders].find(([, { files }]) => files.has(file))?.[0];
}

function roleOf(path: string): Role | undefined {
  const [first = '', second, third, ...deeper] = path.split('/');
  if (deeper.length > 0) return undefined;
  if (third !== undefined) return third === LOGS ? logOf(first, second) : undefined;
  return second === undefined ? objectsOf(first, undefined) : objectsOf(second, first);
}

/** One file holds the logs of all containers of a pod. */
function logOf(namespace: string, pod: string | undefined): Role {
  return { type: 'text', of: 'log', namespace, pod };
}

function objectsOf(file: string, namespace: string | undefined): Role | undefined {
  const extension = EXTENSIONS.find((each) => file.endsWith(each));
  const kind = extension && KINDS.get(file.slice(0, -extension.length));
  if (!kind || kind.namespaced !== (namespace !== undefined)) return undefined;
  return { type: 'objects', kind, namespace, complete: 'full' };
}
