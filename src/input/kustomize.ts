import path from 'node:path';
import { parseConfiguration } from './configuration.js';
import { isArray, isObject, type Json, type JsonObject } from './json.js';
import type { Source } from './source.js';

/** What a kustomization says of the files around it. All paths are written as names of sources are. */
export interface Kustomization {
  /** Name of its file. */
  readonly source: string;
  /** The folder that stands for it where others name it; empty at the top. */
  readonly folder: string;
  readonly isComponent: boolean;
  /** Files and folders that `resources` and `bases` name. Remote ones are left out. */
  readonly resources: readonly string[];
  readonly components: readonly string[];
  /** Files that it uses and that are no whole objects: patches, replacements, data of generators and the like. */
  readonly patches: readonly string[];
  readonly namespace: string | undefined;
  readonly namePrefix: string;
  readonly nameSuffix: string;
  /** False where it makes objects that are not in the tree: of remote bases, of charts, of generators. */
  readonly isWhole: boolean;
}

/**
 * Whether a source is an entry file of Kustomize, which never is an object of a cluster. Flux has a kind of the same
 * name, and some keep its objects in files of this name.
 */
export function isKustomization({ name, text }: Source): boolean {
  return /(^|\/)(kustomization\.ya?ml|Kustomization)$/.test(name) && !OF_FLUX.test(text);
}

const OF_FLUX = /^apiVersion: *["']?kustomize\.toolkit\.fluxcd\.io\//m;

/** The kustomizations among sources. One that cannot be read names nothing, and is not whole. */
export function kustomizationsIn(sources: readonly Source[]): readonly Kustomization[] {
  return sources.filter(isKustomization).map(kustomizationOf);
}

function kustomizationOf(source: Source): Kustomization {
  const folder = path.posix.dirname(source.name);
  const written = parseConfiguration(source)
    .documents.map(({ value }) => value)
    .find(isObject);
  const named = (entries: readonly string[]) =>
    entries.filter(isLocal).map((entry) => pathFrom(folder, entry));
  const resources = textsOf(written?.resources, written?.bases);
  const components = textsOf(written?.components);
  return {
    source: source.name,
    folder: pathFrom(folder, '.'),
    isComponent: written?.kind === 'Component',
    resources: named(resources),
    components: named(components),
    patches: named(partsOf(written ?? {})),
    namespace: textsOf(written?.namespace)[0],
    namePrefix: textsOf(written?.namePrefix)[0] ?? '',
    nameSuffix: textsOf(written?.nameSuffix)[0] ?? '',
    isWhole:
      written !== undefined &&
      [...resources, ...components].every(isLocal) &&
      MAKERS.every((field) => itemsOf(written[field]).length === 0),
  };
}

/** Fields that make objects out of what is no object. */
const MAKERS = [
  'helmCharts',
  'helmChartInflationGenerator',
  'generators',
  'configMapGenerator',
  'secretGenerator',
];

function isLocal(entry: string): boolean {
  return !/^[\w+.-]+:|^[\w.-]+@|^(www\.)?(github\.com|gitlab\.com|bitbucket\.org)\/|\?(.*&)?ref=/i.test(
    entry,
  );
}

/** Of a path that leads back to the top, the empty name. */
function pathFrom(folder: string, entry: string): string {
  const joined = path.posix.join(folder, entry).replace(/\/$/, '');
  return joined === '.' ? '' : joined;
}

/** Many of these may also be texts or mappings that stand in the kustomization itself. */
function partsOf(written: JsonObject): readonly string[] {
  const lists = ['patches', 'patchesStrategicMerge', 'patchesJson6902', 'replacements', 'openapi'];
  const files = ['configurations', 'transformers', 'generators', 'validators'];
  const data = ['configMapGenerator', 'secretGenerator'].flatMap((field) =>
    fieldsOf(written[field], 'files'),
  );
  const values = ['valuesFile', 'additionalValuesFiles'];
  return [
    ...lists.flatMap((field) => [...textsOf(written[field]), ...fieldsOf(written[field], 'path')]),
    ...files.flatMap((field) => textsOf(written[field])),
    ...data.map((file) => file.slice(file.indexOf('=') + 1)),
    ...values.flatMap((field) => fieldsOf(written.helmCharts, field)),
  ].filter((entry) => !/^\s*[{[]|\n/.test(entry));
}

function fieldsOf(list: Json | undefined, field: string): readonly string[] {
  return itemsOf(list).flatMap((item) => (isObject(item) ? textsOf(item[field]) : []));
}

function textsOf(...values: readonly (Json | undefined)[]): readonly string[] {
  return values
    .flatMap(itemsOf)
    .filter((item) => typeof item === 'string' && item !== '') as readonly string[];
}

/** People write one entry where a list is meant. */
function itemsOf(value: Json | undefined): readonly Json[] {
  if (isArray(value)) return value;
  return value === undefined || value === null ? [] : [value];
}

/**
 * The names of sources that are no whole objects, because a kustomization uses them as patches and the like. A patch
 * looks like an object and is a part of one: what it lacks is no mistake, and what it names may not exist. Where a
 * folder is used so, everything that its kustomization names is.
 */
export function partialSources(kustomizations: readonly Kustomization[]): ReadonlySet<string> {
  const folders = byFolder(kustomizations);
  const used = new Set(kustomizations.flatMap(({ patches }) => patches));
  // A set that grows is walked to its end, and holds each path once: no circle can keep it going.
  for (const each of used) for (const resource of folders.get(each)?.resources ?? []) used.add(resource);
  for (const folder of folders.keys()) used.delete(folder);
  return used;
}

/** Kustomizations by the folder that stands for each. */
export function byFolder(kustomizations: readonly Kustomization[]): ReadonlyMap<string, Kustomization> {
  return new Map(kustomizations.map((kustomization) => [kustomization.folder, kustomization]));
}

/** The kustomizations that no other names: where people begin to build. A component is never one. */
export function rootsOf(kustomizations: readonly Kustomization[]): readonly Kustomization[] {
  const named = new Set(kustomizations.flatMap(namedFolders));
  return kustomizations.filter(({ folder, isComponent }) => !isComponent && !named.has(folder));
}

function namedFolders({ resources, components }: Kustomization): readonly string[] {
  return [...resources, ...components];
}

/** Different kustomizations give a file different namespaces, or one gives it none. */
export const SEVERAL: unique symbol = Symbol('several namespaces');

/**
 * By name of source: the namespace that the kustomizations which reach a file give to its objects. The outermost one
 * wins, as in Kustomize. A file that is not in the map keeps the namespaces that are written in it. Only
 * kustomizations for which `isHere` is true are asked: those of one cluster.
 */
export function namespacesGiven(
  kustomizations: readonly Kustomization[],
  isHere: (source: string) => boolean,
): ReadonlyMap<string, string | typeof SEVERAL> {
  const here = kustomizations.filter(({ source }) => isHere(source));
  const folders = byFolder(here);
  const given = new Map<string, Given>();
  const open = rootsOf(here).map(({ folder }): readonly [string, Given] => [folder, undefined]);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [at, outer] = next;
    const kustomization = folders.get(at);
    const name = kustomization?.source ?? at;
    const namespace = outer ?? kustomization?.namespace;
    const joined = given.has(name) && given.get(name) !== namespace ? SEVERAL : namespace;
    // Each file is given a namespace once, and several of them once more: no circle can keep it going.
    if (given.has(name) && given.get(name) === joined) continue;
    given.set(name, joined);
    for (const named of kustomization === undefined ? [] : namedFolders(kustomization))
      open.push([named, joined]);
  }
  return new Map(
    [...given].flatMap(([name, namespace]) => (namespace === undefined ? [] : [[name, namespace]])),
  );
}

type Given = string | typeof SEVERAL | undefined;
