import type { Folder } from '../files/folder.js';

export const RESOURCES = 'resources';

/** The record of all queries; 0.8 wrote one into each folder of resources. */
export const LEDGER = 'meta/query-time.json';
export const CONFIGURATIONS = ['meta/config.json', 'config.json'];

/** Written after all resources, and packed after them: what has none of these may have been cut. */
export const LAST_FILES = ['servergroups.json', 'serverversion.json', 'serverversion/serverversion.json'];

const LEDGER_OF_FOLDER = 'results';

/** `non-ns` up to 0.8. */
const FILE = /^resources\/(?:cluster|non-ns|ns\/(?<namespace>[^/]+))\/(?<name>[^/]+)\.json$/;

/** `access.smi-spec.io_v1alpha3_traffictargets`; up to 0.13 `TrafficTargets`, and before lower case. */
const NAME = /^(?<group>[^_]+)_(?<version>v[^_]+)_(?<plural>[^_]+)$/;

/** What the path of a file below `resources/` says. */
export interface ResourceFile {
  readonly path: string;
  /** Undefined: the kind is of the whole cluster. */
  readonly namespace: string | undefined;
  /** In lower case. */
  readonly plural: string;
  /** Undefined in older releases; empty: the core group. */
  readonly group: string | undefined;
  readonly version: string | undefined;
  readonly isLedger: boolean;
}

/** Undefined for all other files, and for the binary `._pods.json` that macOS packs beside `pods.json`. */
export function resourceFile(path: string): ResourceFile | undefined {
  const { name, namespace } = FILE.exec(path)?.groups ?? {};
  if (name === undefined || name.startsWith('._')) return undefined;
  const { group, version, plural = name.toLowerCase() } = NAME.exec(name)?.groups ?? {};
  const isLedger = name === LEDGER_OF_FOLDER;
  return { path, namespace, plural, group: group === 'core' ? '' : group, version, isLedger };
}

export function resourceFiles(root: Folder): readonly ResourceFile[] {
  const paths = [...(root.at(RESOURCES)?.paths(`${RESOURCES}/`) ?? [])];
  return paths.flatMap((path) => resourceFile(path) ?? []);
}
