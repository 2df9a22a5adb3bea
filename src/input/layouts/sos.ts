import type { Folder } from '../files/folder.js';
import type { KnownKind } from '../kinds.js';
import { builtInKind, isSecret } from './built-in.js';
import type { Layout, Role } from './layout.js';

const COMMANDS = 'sos_commands';
const KUBERNETES = `${COMMANDS}/kubernetes`;
const VERSION = 'version.txt';

/** The file is named after the command, each run of other characters than those of words as one `_`. */
const JSON_OF_KIND =
  /^sos_commands\/kubernetes\/cluster-info\/(?:[^/]+\/)?[^/]*_get_-o_json_(?:--namespace[_=](?<namespace>[^/_]+)_)?(?<word>[a-z]+)$/;

const LOG =
  /^sos_commands\/kubernetes\/cluster-info\/(?<namespace>[^/]+)\/podlogs\/(?<pod>[^/]+)\/[^/]*_-c_(?<container>[^/_]+)$/;

/** Words that sos gives to `kubectl get` instead of a plural. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  pv: 'persistentvolumes',
  pvc: 'persistentvolumeclaims',
  rc: 'replicationcontrollers',
  sc: 'storageclasses',
  svc: 'services',
};

/** Of passwords, tokens and keys in `env`, and of certificates and keys in PEM. */
const MASKS = ['********', '***** SCRUBBED BASE64 PEM *****', '-----SCRUBBED'];

/** A report of a host by sos. Only with its option `all` it has objects of the cluster as JSON; else tables, which stay unread. */
export const sos: Layout = { name: 'sos report', evidence, roleOf };

function evidence(folder: Folder): string | undefined {
  if (folder.hasFolder(KUBERNETES)) return `'${KUBERNETES}/' is there`;
  return folder.hasFolder(COMMANDS) && folder.hasFile(VERSION)
    ? `'${COMMANDS}/' stands beside '${VERSION}'`
    : undefined;
}

function roleOf(path: string): Role | undefined {
  const log = LOG.exec(path)?.groups;
  if (log !== undefined) return { type: 'text', of: 'log', ...log };
  const { word, namespace } = JSON_OF_KIND.exec(path)?.groups ?? {};
  const kind = word === undefined ? undefined : builtInKind(SHORT_NAMES[word] ?? word);
  return kind === undefined || isSecret(kind) ? undefined : objectsOf(kind, namespace);
}

/**
 * A namespaced kind that was asked for without a namespace (Roles, RoleBindings) was taken from whichever one kubectl was
 * set to.
 */
function objectsOf(kind: KnownKind, namespace: string | undefined): Role {
  const role = { type: 'objects', kind, masks: MASKS } as const;
  if (!kind.namespaced) return { ...role, complete: 'full' };
  return namespace === undefined ? role : { ...role, namespace, complete: 'full' };
}
