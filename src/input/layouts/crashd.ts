import type { Folder } from '../files/folder.js';
import { type KnownKind, kindOfPlural } from '../kinds.js';
import { isSecret } from './built-in.js';
import type { Layout, Role } from './layout.js';

const CAPTURE = 'kubecapture';

/** `apps_v1`, `core_v1`. */
const GROUP_VERSION = /^(?<group>[^/_]+)_v\d[^/_]*$/;

/** `pods-2023-05-04T10-20-30Z.1234.json`: a list; before there were folders for groups, `pods.json`. */
const LIST = /^(?<plural>[a-z0-9]+)(?:-\d[^/]*)?\.(?:json|yaml)$/;

const OBJECT = /\.(?:json|yaml)$/;

/** `POD/CONTAINER/CONTAINER.log`. */
const LOG = /(?:^|\/)([^/]+)\/([^/]+)\/\2\.log$/;

/**
 * What `kube_capture()` of crash-diagnostics writes. Its script may have asked for kinds, names, labels or namespaces, and
 * no file tells.
 */
export const crashd: Layout = { name: 'crash-diagnostics capture', evidence, roleOf };

function evidence(folder: Folder): string | undefined {
  const capture = folder.at(CAPTURE);
  const [first] = [...(capture?.folders.keys() ?? []), ...(capture?.files ?? [])].filter(isTelling);
  return first && `'${CAPTURE}/' holds '${first}'`;
}

function isTelling(name: string): boolean {
  return GROUP_VERSION.test(name) || name === 'pods.json' || name === 'nodes.json' || name === 'kube-system';
}

function roleOf(path: string): Role | undefined {
  const [capture, first = '', ...rest] = path.split('/');
  if (capture !== CAPTURE) return undefined;
  const group = GROUP_VERSION.exec(first)?.groups?.group;
  return group === undefined ? roleIn('core', [first, ...rest]) : roleIn(group, rest);
}

function roleIn(group: string, names: readonly string[]): Role | undefined {
  const log = LOG.exec(names.join('/'));
  if (log !== null) return { type: 'text', of: 'log', namespace: names[0], pod: log[1], container: log[2] };
  const [file = '', folder, namespace] = names.toReversed();
  if (names.length > 3 || !OBJECT.test(file)) return undefined;
  const single = folder === undefined ? undefined : kindNamed(folder, group);
  if (single !== undefined) return objects(single, namespace);
  return listRole(kindNamed(LIST.exec(file)?.groups?.plural ?? '', group), folder);
}

function kindNamed(plural: string, group: string): KnownKind | undefined {
  return kindOfPlural(plural, group === 'core' ? '' : group);
}

function listRole(kind: KnownKind | undefined, namespace: string | undefined): Role | undefined {
  const role = objects(kind, namespace);
  return role === undefined || kind === undefined ? role : { ...role, complete: 'probable' };
}

function objects(kind: KnownKind | undefined, namespace: string | undefined) {
  return kind !== undefined && isSecret(kind) ? undefined : ({ type: 'objects', kind, namespace } as const);
}
