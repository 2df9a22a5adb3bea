import type { Folder } from '../files/folder.js';
import type { Layout, Role } from './layout.js';

/** Folders that the collector names after the distribution that it met; `k8s` in older releases. */
const DISTRIBUTIONS = ['rke2', 'k3s', 'rke', 'kubeadm', 'k8s', 'pod'];

/** A dump in the form of a stream, and the nodes as a List. All else of the cluster are tables. */
const OBJECTS = /^[^/]+\/kubectl\/(?:cluster-info_dump|nodes\.json)$/;

/** `cattle-system-rancher-0` does not tell where the namespace ends. */
const LOG = /^[^/]+\/podlogs\/[^/]+$/;

/** As the node itself keeps them: `NAMESPACE_POD_UID/CONTAINER/0.log`. */
const LOG_OF_NODE =
  /^[^/]+\/podlogs\/(?<namespace>[^/_]+)_(?<pod>[^/_]+)_[^/]+\/(?<container>[^/]+)\/[^/]+\.log$/;

/** What the scripts of Rancher's support write. Errors of kubectl stand among its output, so that nothing claims to be complete. */
export const rancherLogs: Layout = { name: 'Rancher log collection', evidence, roleOf };

function evidence(folder: Folder): string | undefined {
  if (!folder.hasFolder('systeminfo')) return undefined;
  const distribution = DISTRIBUTIONS.find((name) => folder.hasFolder(`${name}/kubectl`));
  return distribution && `'systeminfo/' stands beside '${distribution}/kubectl/'`;
}

function roleOf(path: string): Role | undefined {
  if (!DISTRIBUTIONS.includes(path.slice(0, path.indexOf('/')))) return undefined;
  if (OBJECTS.test(path)) return { type: 'objects' };
  const log = LOG_OF_NODE.exec(path);
  return log !== null || LOG.test(path) ? { type: 'text', of: 'log', ...log?.groups } : undefined;
}
