import type { Claim } from '../claim.js';
import type { Folder } from '../files/folder.js';
import { type KnownKind, kindName, kindOfPlural } from '../kinds.js';
import { builtInKind } from './built-in.js';
import { definedIn } from './definitions.js';
import type { Layout, ReadBundle, Role } from './layout.js';

/** Folders of collectors whose names nobody else uses side by side. */
const COLLECTORS = [
  'iptables',
  'kubeletcmd',
  'kubeobjects',
  'networkoutbound',
  'nodelogs',
  'systemlogs',
  'systemperf',
];

/** Releases of 2021 put a folder around those of the collectors. */
const AROUND_COLLECTORS = 'collector';

const DEFINITION_NAME = '(?<crd>[a-z]+\\.[a-z.]*smi-spec)';

/** Today `crd_traffictargets.access.smi-spec`, before flat, for a while in 2021 as a file of its own folder. */
const DEFINITION = new RegExp(
  `(?:^|/)(?:crd_${DEFINITION_NAME}|smi_crd_definition_[^/]+|smi_crd_definitions/[^/]+_definition\\.yaml)$`,
);

const CUSTOM_RESOURCE =
  /(?:^|\/)namespace_(?<namespace>[^/_]+)[/_](?<plural>[a-z]+)\.(?<group>[^/_]*smi-spec\.io)(?:_custom_resource_[^/]+|_[^/]+_custom_resource|_custom_resources\/[^/]+\.yaml)$/;

const LIST = '(?<list>services|endpoints|configmaps|ingresses|service_accounts)';

/** `NS_services`; in 2021 for a while `namespace_NS/services.json`. */
const LIST_OF_NAMESPACE = new RegExp(
  `(?:^|/)(?:(?<today>[^/_]+)_|(?:controller_)?namespace_(?<then>[^/_]+)/)${LIST}(?:\\.json)?$`,
);

/** The Namespace, a pod, or what is labelled as part of the mesh: with kinds and namespaces of their own. */
const OTHER_OBJECTS = [
  /(?:^|\/)(?:[^/_]+_metadata|namespace_[^/_]+\/metadata\.json)$/,
  /(?:^|\/)(?:[^/_]+_podConfig|pod_configs\/[^/]+\.json|osm\/[^/_]+)$/,
  /(?:^|[/_])(?:all_resources_configs|(?:mutating|validating)_webhook_configurations|mesh_configs)(?:\.json)?$/,
];

const LOG =
  /(?:^|\/)(?:(?<today>[^/_]+)_(?:podLogs|logs)|controller_namespace_(?<namespace>[^/_]+)\/pod_logs\/(?<then>[^/]+)\.log)$/;

/**
 * What AKS Periscope (`az aks kollect`) uploads: a folder or an archive for each node, in which each collector has a folder
 * of files without extensions. Only those of its OSM and SMI collectors hold objects.
 */
export const periscope: Layout = { name: 'AKS Periscope capture', evidence, roleOf, claims };

function evidence(folder: Folder): string | undefined {
  return evidenceOfNode(folder) ?? evidenceOfRun(folder);
}

/** A run holds nothing but nodes. Other things beside one would be left unread as parts of the capture. */
function evidenceOfRun({ files, folders }: Folder): string | undefined {
  if (files.size > 0) return undefined;
  const nodes = [...folders].map(([name, node]) => evidenceBelow(name, node));
  return nodes.includes(undefined) ? undefined : nodes[0];
}

/** A node has a folder, an archive, or an archive within its folder. */
function evidenceBelow(name: string, node: Folder): string | undefined {
  const own = evidenceOfNode(node);
  if (own !== undefined) return `in '${name}/', ${own}`;
  const archive = node.folders.get(`${name}.zip!`);
  const zipped = archive && evidenceOfNode(archive);
  return zipped && `in '${name}/${name}.zip!/', ${zipped}`;
}

function evidenceOfNode(node: Folder): string | undefined {
  const collectors = node.folders.get(AROUND_COLLECTORS) ?? node;
  const [first, second] = COLLECTORS.filter((name) => collectors.folders.has(name));
  if (first !== undefined && second !== undefined) return `'${first}/' stands beside '${second}/'`;
  return evidenceOfSmi(collectors) ?? evidenceOfOsm(collectors);
}

function evidenceOfSmi(collectors: Folder): string | undefined {
  for (const path of ['', 'smi', 'smi/smi', 'smi/smi_crd_definitions']) {
    const below = (file: string) => [...path.split('/'), file].filter((name) => name !== '').join('/');
    const file = [...(collectors.at(path)?.files ?? [])].find((name) => DEFINITION.test(below(name)));
    if (file !== undefined) return `'${below(file)}' is there`;
  }
  return undefined;
}

/** A mesh has a folder, below that of the collector in an archive and without it in a blob container. */
function evidenceOfOsm(collectors: Folder): string | undefined {
  for (const parent of [collectors, ...(collectors.at('osm') ? [collectors.at('osm')] : [])])
    for (const [mesh, folder] of parent?.folders ?? [])
      if (folder.hasFile('control_plane/all_resources_configs'))
        return `'${mesh}/control_plane/all_resources_configs' is there`;
  return undefined;
}

function roleOf(path: string): Role | undefined {
  const log = LOG.exec(path)?.groups;
  if (log !== undefined)
    return { type: 'text', of: 'log', namespace: log.namespace, pod: log.today ?? log.then };
  if (DEFINITION.test(path)) return { type: 'objects', kind: builtInKind('customresourcedefinitions') };
  const custom = CUSTOM_RESOURCE.exec(path)?.groups;
  if (custom !== undefined) return customResource(custom);
  const list = LIST_OF_NAMESPACE.exec(path)?.groups;
  if (list !== undefined) return listOf(kindOfList(list.list), list.today ?? list.then);
  return OTHER_OBJECTS.some((pattern) => pattern.test(path)) ? { type: 'objects' } : undefined;
}

type Groups = Readonly<Record<string, string | undefined>>;

function customResource({ plural = '', group = '', namespace }: Groups): Role {
  return { type: 'objects', kind: kindOfPlural(plural, group), namespace };
}

function kindOfList(list = ''): KnownKind | undefined {
  return builtInKind(list.replace('_', ''));
}

function listOf(kind: KnownKind | undefined, namespace: string | undefined): Role {
  return { type: 'objects', kind, namespace, complete: 'full' };
}

/**
 * A kind whose definition was written was then listed in each namespace. But if the listing of namespaces failed, no object
 * of any kind was written, and nothing tells that from a mesh without policies.
 */
function claims({ root, values }: ReadBundle): readonly Claim[] {
  const paths = [...root.paths()];
  const completeness = paths.some((path) => CUSTOM_RESOURCE.test(path)) ? 'full' : 'probable';
  return paths
    .filter((path) => DEFINITION.test(path))
    .flatMap((evidence) =>
      definedIn(values(evidence)).map(
        (defined): Claim => ({ kind: kindName(defined), namespaces: undefined, completeness, evidence }),
      ),
    );
}
