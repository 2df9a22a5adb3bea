import type { Folder } from '../files/folder.js';
import { kindOfPlural } from '../kinds.js';
import type { Layout, Role } from './layout.js';

/**
 * What `osm support bug-report` writes. Each file is called after the command that printed it, words joined by `_`, and it
 * exists even if the command failed. There are tables and texts, and of the mesh one MeshConfig: all else is unknown.
 */
export const osmBugReport: Layout = { name: 'osm support bug-report', evidence, roleOf };

const NAMESPACE_LIST = 'namespaces/commands/osm_namespace_list';

/** The list is missing where only a part of a report was passed on. */
function evidence(folder: Folder): string | undefined {
  if (folder.hasFile(NAMESPACE_LIST)) return `it holds '${NAMESPACE_LIST}'`;
  for (const [name, namespace] of folder.at('namespaces')?.folders ?? []) {
    const command = [...(namespace.at('commands')?.files ?? [])].find((file) =>
      file.startsWith('kubectl_get_'),
    );
    if (command !== undefined) return `it holds 'namespaces/${name}/commands/${command}'`;
  }
  return undefined;
}

const MESH_CONFIG =
  /^namespaces\/(?<namespace>[^/]+)\/commands\/kubectl_get_meshconfig_-n_\k<namespace>_-o_yaml$/;
const EVENTS = /^namespaces\/(?<namespace>[^/]+)\/commands\/kubectl_get_events_-n_\k<namespace>$/;
/** Of `--ingress`: one object for each file. */
const OBJECT =
  /^namespaces\/(?<namespace>[^/]+)\/(?<plural>ingresses|ingressbackends|pods)\/(?<name>[^/]+)\/commands\/kubectl_get_\k<plural>_-n_\k<namespace>_\k<name>_-o_yaml$/;
/** With the name of the pod before or behind the namespace; only that of Envoy names its container. */
const LOG =
  /^namespaces\/(?<namespace>[^/]+)\/pods\/(?<pod>[^/]+)\/commands\/kubectl_logs_.*?(?:_-c_(?<container>[^_]+))?(?:_--previous)?$/;

const GROUP_OF: ReadonlyMap<string, string> = new Map([
  ['ingresses', 'networking.k8s.io'],
  ['ingressbackends', 'policy.openservicemesh.io'],
  ['pods', ''],
]);

function roleOf(path: string): Role | undefined {
  const controlPlane = MESH_CONFIG.exec(path)?.groups?.namespace;
  if (controlPlane !== undefined) {
    const kind = kindOfPlural('meshconfigs', 'config.openservicemesh.io');
    return { type: 'objects', kind, namespace: controlPlane, complete: 'full' };
  }
  const { namespace, plural = '' } = OBJECT.exec(path)?.groups ?? {};
  const group = GROUP_OF.get(plural);
  if (group !== undefined) return { type: 'objects', kind: kindOfPlural(plural, group), namespace };
  return roleOfText(path);
}

function roleOfText(path: string): Role | undefined {
  const events = EVENTS.exec(path)?.groups;
  if (events !== undefined) return { type: 'text', of: 'events', namespace: events.namespace };
  const log = LOG.exec(path)?.groups;
  if (log === undefined) return undefined;
  return { type: 'text', of: 'log', namespace: log.namespace, pod: log.pod, container: log.container };
}
