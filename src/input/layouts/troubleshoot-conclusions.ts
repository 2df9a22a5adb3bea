import type { Claim } from '../claim.js';
import type { Folder } from '../files/folder.js';
import { isArray, isObject, type Json } from '../json.js';
import { type KindName, kindName, kindOfPlural } from '../kinds.js';
import { type Defined, definedIn } from './definitions.js';
import type { ReadBundle } from './layout.js';
import {
  CUSTOM_RESOURCES,
  DEFINITIONS,
  isErrors,
  KINDS,
  kindOfErrors,
  NAMESPACES,
  nameOf,
  RESOURCES,
} from './troubleshoot-files.js';

/** What absence means in a troubleshoot bundle, and what its files of errors say. */
export function conclusionsFrom(bundle: ReadBundle): readonly Claim[] {
  return [...ofNamespaces(bundle), ...ofErrors(bundle), ...ofCustomResources(bundle)];
}

/** All namespaces make a list. A bare array, or a single one, are those that somebody asked for. */
function ofNamespaces({ values }: ReadBundle): readonly Claim[] {
  const [value] = values(NAMESPACES);
  return isObject(value) && 'items' in value ? [claim('full', 'Namespace', undefined, NAMESPACES)] : [];
}

function ofErrors(bundle: ReadBundle): readonly Claim[] {
  return [...(bundle.root.at(RESOURCES)?.files ?? [])].flatMap((file) => {
    const kind = kindOfErrors(file);
    if (kind === undefined) return [];
    const failures = failuresIn(bundle, RESOURCES + file);
    if (failures.length === 0) return [];
    const namespaces = kind.namespaced && !failures.includes(ANY) ? new Set(failures) : undefined;
    return [claim('failed', kindName(kind), namespaces, RESOURCES + file)];
  });
}

/** Stands for a failure that a file does not ascribe to a namespace or a definition. */
const ANY = '*';

/** The keys of a file of errors: namespaces, or names of definitions. It may be there and say that nothing failed. */
function failuresIn({ text, values }: ReadBundle, path: string): readonly string[] {
  if (/^\s*(null\s*)?$/.test(text(path) ?? ANY)) return [];
  const [value] = values(path);
  if (isObject(value)) return Object.keys(value);
  return isArray(value) && value.length === 0 ? [] : [ANY];
}

function ofCustomResources(bundle: ReadBundle): readonly Claim[] {
  const [value] = bundle.values(DEFINITIONS);
  if (value === undefined || !collectsCustomResources(value, bundle.root)) return [];
  const definitions = definitionsIn(value);
  const failures = customFailuresIn(bundle);
  const namespaces = namespacesIn(bundle.root);
  return definitions.flatMap((definition) => ofDefinition(bundle, definition, failures, namespaces));
}

/** Before release 0.28.1 the definitions are a bare array, and before 0.17.0 no custom resources were collected. */
function collectsCustomResources(definitions: Json, root: Folder): boolean {
  return !isArray(definitions) || CUSTOM_RESOURCES.some((folder) => root.hasFolder(folder));
}

function definitionsIn(value: Json): readonly Defined[] {
  const items = isObject(value) ? value.items : value;
  return isArray(items) ? definedIn(items) : [];
}

/** By definition, or by `DEFINITION/NAMESPACE`, the file that says so. */
type Failures = ReadonlyMap<string, string>;

function customFailuresIn(bundle: ReadBundle): Failures {
  const paths = CUSTOM_RESOURCES.flatMap((folder) =>
    [...(bundle.root.at(folder)?.files ?? [])].filter(isErrors).map((file) => folder + file),
  );
  return new Map(
    paths.flatMap((path) => failuresIn(bundle, path).map((key) => [isOfDefinition(key) ? key : ANY, path])),
  );
}

/** Other keys name what failed before any definition was asked for, such as `crdList`. */
function isOfDefinition(key: string): boolean {
  return /^[a-z0-9-]+(\.[a-z0-9-]+)+(\/[a-z0-9-]+)?$/.test(key);
}

/** The namespaces whose objects were asked for: all kinds are asked for in the same ones. */
function namespacesIn(root: Folder): readonly string[] {
  const folders = [...KINDS].flatMap(([name, { namespaced }]) =>
    namespaced ? (root.at(RESOURCES + name) ?? []) : [],
  );
  return [...new Set(folders.flatMap(({ files }) => [...files].map(nameOf)))];
}

/** No file is written where there is no instance. */
function ofDefinition(
  bundle: ReadBundle,
  definition: Defined,
  failures: Failures,
  namespaces: readonly string[],
): readonly Claim[] {
  const name = `${definition.plural}.${definition.group}`;
  const kind = kindName(definition);
  const failure = failures.get(ANY) ?? failures.get(name);
  if (failure !== undefined) return [claim('failed', kind, undefined, failure)];
  if (!definition.isNamespaced)
    return claimsOfFile(bundle, definition, name) ?? [claim('full', kind, undefined, DEFINITIONS)];
  const told = namespaces.map((namespace) => {
    const failed = failures.get(`${name}/${namespace}`);
    if (failed !== undefined) return [claim('failed', kind, new Set([namespace]), failed)];
    return claimsOfFile(bundle, definition, name, namespace);
  });
  const empty = namespaces.filter((_, at) => told[at] === undefined);
  const none = empty.length === 0 ? [] : [claim('full', kind, new Set(empty), DEFINITIONS)];
  return [...told.flatMap((each) => each ?? []), ...none];
}

/** What a file with instances proves; undefined where there is none. Of a kind that is known, its role says so. */
function claimsOfFile(
  { root, values }: ReadBundle,
  defined: Defined,
  name: string,
  namespace?: string,
): readonly Claim[] | undefined {
  const place = namespace === undefined ? name : `${name}/${namespace}`;
  const files = CUSTOM_RESOURCES.flatMap((folder) => EXTENSIONS.map((end) => folder + place + end));
  const path = files.find((each) => root.hasFile(each));
  if (path === undefined) return undefined;
  if (kindOfPlural(defined.plural, defined.group) !== undefined) return [];
  const namespaces = namespace === undefined ? undefined : new Set([namespace]);
  return [claim(values(path).length > 0 ? 'full' : 'failed', kindName(defined), namespaces, path)];
}

/** The first that is there is the one that is read. */
const EXTENSIONS = ['.json', '.yaml', ''];

function claim(
  completeness: Claim['completeness'],
  kind: KindName,
  namespaces: Claim['namespaces'],
  evidence: string,
): Claim {
  return { kind, namespaces, completeness, evidence };
}
