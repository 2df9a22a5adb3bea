import type { Claim } from '../claim.js';
import type { Folder } from '../files/folder.js';
import { KNOWN_KINDS, type KnownKind, kindName, kindOfPlural } from '../kinds.js';
import { builtInKind, isBuiltIn, isSecret } from './built-in.js';
import { definedIn } from './definitions.js';
import type { Layout, ReadBundle, Role } from './layout.js';

const METADATA = 'metadata.yaml';
const CLUSTER = 'yamls/cluster';
const NAMESPACED = 'yamls/namespaced';
const ERRORS = 'bundleGenerationError.log';
const DEFINITIONS = `${CLUSTER}/apiextensions.k8s.io/v1/customresourcedefinitions.yaml`;

/** Each namespace has a ServiceAccount. In one without this file only chosen kinds were captured. */
const IN_EACH_NAMESPACE = 'v1/serviceaccounts.yaml';

/** `apps/v1/deployments.yaml`, `v1/pods.yaml`; in early releases of Harvester `kubernetes/pods.yaml`. */
const FILE =
  /yamls\/(?:cluster|namespaced\/(?<namespace>[^/]+))\/(?<folder>[^/]+(?:\/[^/]+)?)\/(?<plural>[^/]+)\.yaml$/;

/** The folder that early releases had for kinds of Kubernetes itself, of whatever group. */
const EARLY = 'kubernetes';

const LOG = /^logs\/(?<namespace>[^/]+)\/(?<pod>[^/]+)\/(?<container>[^/]+)\.log$/;

const LOG_OF_NODE = /^nodes\/[^/]+\.zip!\/.+\.log$/;

/** The writer puts this text in the place of each null and each empty text. */
const MASKS = ['null'];

/** What Harvester and Rancher write with their support-bundle-kit. */
export const rancherKit: Layout = {
  name: 'Rancher or Harvester support bundle',
  evidence,
  roleOf,
  claims,
};

function evidence(folder: Folder): string | undefined {
  const yamls = [NAMESPACED, CLUSTER].find((path) => folder.hasFolder(path));
  return yamls && folder.hasFile(METADATA) ? `'${METADATA}' stands beside '${yamls}/'` : undefined;
}

function roleOf(path: string): Role | undefined {
  if (path === ERRORS) return { type: 'evidence' };
  const log = LOG.exec(path);
  if (log !== null || LOG_OF_NODE.test(path)) return { type: 'text', of: 'log', ...log?.groups };
  const file = path.startsWith('yamls/') ? FILE.exec(path)?.groups : undefined;
  return file && objectsOf(kindOfFile(file), file.namespace);
}

type Groups = Readonly<Record<string, string | undefined>>;

function kindOfFile({ folder = '', plural = '' }: Groups): KnownKind | undefined {
  if (folder === EARLY) return builtInKind(plural);
  const [version = '', group = ''] = folder.split('/').toReversed();
  const kind = kindOfPlural(plural, group);
  return kind && { ...kind, version };
}

function objectsOf(kind: KnownKind | undefined, namespace: string | undefined): Role | undefined {
  if (kind !== undefined && isSecret(kind)) return undefined;
  return { type: 'objects', kind, namespace, complete: 'full', masks: MASKS };
}

function claims(bundle: ReadBundle): readonly Claim[] {
  const log = bundle.text(ERRORS);
  if (log === undefined) return [];
  const lines = log.split(/\r?\n/);
  const isCut = lines.some((line) => line.startsWith('Unable to fetch'));
  return [...lines.flatMap(failedIn), ...(isCut ? [] : probableIn(bundle))];
}

/** A path of the API: `/apis/apps/v1/namespaces/shop/deployments`, `/api/v1/nodes`. */
const REFUSED =
  /Failed to get \/apis?\/(?:(?<group>[^/]+)\/)?(?<version>v\d[^/]*)(?:\/namespaces\/(?<namespace>[^/:]+))?\/(?<plural>[^/:]+):/;

const UNWRITTEN = /failed to generate (?<path>[^:]*yamls\/[^:]+\.yaml):/;

/** Early releases did not say of which namespace. */
const REFUSED_EARLY = /failed to get (?<plural>[a-z]+):/;

function failedIn(line: string): readonly Claim[] {
  const { group = '', namespace, plural = '' } = REFUSED.exec(line)?.groups ?? {};
  if (plural !== '') return failed(kindOfPlural(plural, group), namespace);
  const file = FILE.exec(UNWRITTEN.exec(line)?.groups?.path ?? '')?.groups;
  if (file !== undefined) return failed(kindOfFile(file), file.namespace);
  return failed(builtInKind(REFUSED_EARLY.exec(line)?.groups?.plural ?? ''), undefined);
}

function failed(kind: KnownKind | undefined, namespace: string | undefined): readonly Claim[] {
  if (kind === undefined) return [];
  const namespaces = namespace === undefined ? undefined : new Set([namespace]);
  return [{ kind: kindName(kind), namespaces, completeness: 'failed', evidence: ERRORS }];
}

/**
 * A kind of which a namespace has nothing left no file, and neither did one that the user chose to leave out. Secrets are
 * always left out.
 */
function probableIn({ root, values }: ReadBundle): readonly Claim[] {
  const captured = [...(root.at(NAMESPACED)?.folders ?? [])].filter(([, inner]) =>
    inner.hasFile(IN_EACH_NAMESPACE),
  );
  const installed = new Set(definedIn(values(DEFINITIONS)).map(kindName));
  return KNOWN_KINDS.filter((kind) => kind.namespaced && !isSecret(kind))
    .filter((kind) => isBuiltIn(kind) || installed.has(kindName(kind)))
    .flatMap((kind): readonly Claim[] => {
      const without = captured.flatMap(([name, folder]) => (hasFileOf(folder, kind) ? [] : [name]));
      if (without.length === 0) return [];
      return [
        { kind: kindName(kind), namespaces: new Set(without), completeness: 'probable', evidence: ERRORS },
      ];
    });
}

/** In any version. */
function hasFileOf(namespace: Folder, { group, plural }: KnownKind): boolean {
  const file = `${plural}.yaml`;
  if (group === '') return namespace.hasFile(`v1/${file}`);
  return [...(namespace.folders.get(group)?.folders.values() ?? [])].some(({ files }) => files.has(file));
}
