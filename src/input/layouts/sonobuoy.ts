import type { Folder } from '../files/folder.js';
import { type KnownKind, kindOfPlural } from '../kinds.js';
import { builtInKind, isSecret } from './built-in.js';
import type { Layout, Role } from './layout.js';
import {
  CONFIGURATIONS,
  LAST_FILES,
  LEDGER,
  RESOURCES,
  type ResourceFile,
  resourceFile,
} from './sonobuoy-files.js';
import { claimsOfLedger } from './sonobuoy-ledger.js';

const LOG =
  /^(?:podlogs\/(?<now>[^/]+)|resources\/ns\/(?<then>[^/]+)\/pods)\/(?<pod>[^/]+)\/logs\/(?<container>[^/]+)\.txt$/;

/** Files that name no kinds are of 2017 and 2018; in these versions the client asked for objects. */
const VERSIONS_THEN: Readonly<Record<string, string>> = {
  certificatesigningrequests: 'v1beta1',
  cronjobs: 'v1beta1',
  customresourcedefinitions: 'v1beta1',
  horizontalpodautoscalers: 'v1',
  ingresses: 'v1beta1',
  poddisruptionbudgets: 'v1beta1',
};

/** The results of Sonobuoy. Each query of the cluster is recorded; a query that found nothing left no file. */
export const sonobuoy: Layout = { name: 'Sonobuoy results', evidence, roleOf, claims: claimsOfLedger };

function evidence(folder: Folder): string | undefined {
  const scope = ['ns', 'cluster', 'non-ns'].find((name) => folder.hasFolder(`${RESOURCES}/${name}`));
  const beside = [LEDGER, ...LAST_FILES].find((path) => folder.hasFile(path));
  return scope && beside && `'${RESOURCES}/${scope}/' stands beside '${beside}'`;
}

function roleOf(path: string): Role | undefined {
  const { now, then, pod, container } = LOG.exec(path)?.groups ?? {};
  if (pod !== undefined) return { type: 'text', of: 'log', namespace: now ?? then, pod, container };
  const file = resourceFile(path);
  const isEvidence = file?.isLedger || path === LEDGER || CONFIGURATIONS.includes(path);
  return isEvidence ? { type: 'evidence' } : file && objectsOf(file);
}

function objectsOf(file: ResourceFile): Role | undefined {
  const kind = kindOfFile(file);
  if (kind !== undefined && isSecret(kind)) return undefined;
  return { type: 'objects', kind, namespace: file.namespace, complete: 'probable' };
}

function kindOfFile({ plural, group, version }: ResourceFile): KnownKind | undefined {
  const kind = group === undefined ? builtInKind(plural) : kindOfPlural(plural, group);
  return kind && { ...kind, version: version ?? VERSIONS_THEN[plural] ?? kind.version };
}
