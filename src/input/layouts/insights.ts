import type { Folder } from '../files/folder.js';
import { kindOfPlural } from '../kinds.js';
import { kindsByName } from './kinds-by-name.js';
import type { Layout, Role } from './layout.js';

/**
 * What the Insights Operator of OpenShift sends home. All of it is a sample (pods that failed, a few custom resources), so
 * nothing in it claims to be complete. Many objects lack their kind: the folder names it.
 */
export const insights: Layout = { name: 'OpenShift Insights archive', evidence, roleOf };

const GATHERS = 'insights-operator/gathers.json';

function evidence(folder: Folder): string | undefined {
  if (folder.hasFile(GATHERS)) return `'${GATHERS}' tells what was gathered`;
  const version = ['config/version.json', 'config/version'].find((file) => folder.hasFile(file));
  if (version === undefined || !folder.hasFolder('config/clusteroperator')) return undefined;
  return `'${version}' stands beside 'config/clusteroperator/'`;
}

/** By their folder in `config/`. Objects of OpenShift's own kinds say nothing of a mesh. */
const KINDS = kindsByName({
  '': { node: 'nodes', persistentvolumes: 'persistentvolumes', pod: 'pods' },
  'admissionregistration.k8s.io': {
    mutatingwebhookconfigurations: 'mutatingwebhookconfigurations',
    validatingwebhookconfigurations: 'validatingwebhookconfigurations',
  },
  'apiextensions.k8s.io': { crd: 'customresourcedefinitions' },
  policy: { pdbs: 'poddisruptionbudgets' },
  'storage.k8s.io': { 'storage/storageclasses': 'storageclasses' },
});

const IN_CONFIG = /^config\/(?<folder>storage\/storageclasses|[^/]+)\/(?:(?<namespace>[^/]+)\/)?[^/]+\.json$/;
const POD = /^(?:conditional\/)?namespaces\/(?<namespace>[^/]+)\/pods\/[^/]+\/[^/]+\.json$/;
const OF_A_KIND = [
  /^cluster-scoped-resources\/(?<group>[^/]+)\/(?<plural>[^/]+)\/[^/]+\.json$/,
  /^namespaces\/(?<namespace>[^/]+)\/(?<group>[^/]+\.[^/]+)\/(?<plural>[^/]+)\/[^/]+\.json$/,
  /^customresources\/(?<group>[^/]+)\/(?<plural>[^/]+)\/(?:(?<namespace>[^/]+)\/)?[^/]+\.json$/,
];
const LOGS = [
  /^config\/pod\/(?<namespace>[^/]+)\/logs\/(?<pod>[^/]+)\/(?:(?<container>[^/]+)_(?:current|previous)|[^/]+)\.log$/,
  /^(?:conditional\/)?namespaces\/(?<namespace>[^/]+)\/pods\/(?<pod>[^/]+)\/containers\/(?<container>[^/]+)\/logs(?:-previous)?\/[^/]+\.log$/,
];
/** Time, reason and message of each event and nothing else: no name, so no object. */
const EVENTS = /^events\/(?<namespace>[^/]+?)(?:\/events)?\.json$/;

function roleOf(path: string): Role | undefined {
  return roleInConfig(path) ?? roleOfPod(path) ?? roleOfKind(path) ?? roleOfText(path);
}

function roleInConfig(path: string): Role | undefined {
  const { folder = '', namespace } = IN_CONFIG.exec(path)?.groups ?? {};
  const kind = KINDS.get(folder);
  if (kind === undefined || (namespace !== undefined && !kind.namespaced)) return undefined;
  return { type: 'objects', kind, namespace };
}

function roleOfPod(path: string): Role | undefined {
  const namespace = POD.exec(path)?.groups?.namespace;
  return namespace === undefined ? undefined : { type: 'objects', kind: KINDS.get('pod'), namespace };
}

function roleOfKind(path: string): Role | undefined {
  const { namespace, group = '', plural = '' } = firstMatch(OF_A_KIND, path) ?? {};
  const kind = kindOfPlural(plural, group === 'core' ? '' : group);
  return kind === undefined ? undefined : { type: 'objects', kind, namespace };
}

function roleOfText(path: string): Role | undefined {
  const events = EVENTS.exec(path)?.groups;
  if (events !== undefined) return { type: 'text', of: 'events', namespace: events.namespace };
  const log = firstMatch(LOGS, path);
  if (log === undefined) return undefined;
  return { type: 'text', of: 'log', namespace: log.namespace, pod: log.pod, container: log.container };
}

function firstMatch(patterns: readonly RegExp[], path: string) {
  return patterns.map((pattern) => pattern.exec(path)?.groups).find((groups) => groups !== undefined);
}
