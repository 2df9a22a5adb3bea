import type { Claim } from './claim.js';
import { kindOfList } from './claims.js';
import { parseConfiguration } from './configuration.js';
import type { KubernetesDocument } from './document.js';
import type { BundleFiles } from './files/roles.js';
import { isObject, type Json } from './json.js';
import { type KindName, kindName } from './kinds.js';
import { isLarge, type LargeFile } from './large/reading.js';
import type { ObjectsRole, ReadBundle, Role } from './layouts/layout.js';
import { isList } from './objects.js';
import { parseSource } from './parse.js';
import { merged, type ParsedSource } from './parse-text.js';
import type { Bundle, Problem, Source } from './source.js';

/** A recognised bundle, and what it proves. */
export interface BundleClaims {
  readonly bundle: Bundle;
  readonly claims: readonly Claim[];
}

/** What was read of one bundle. */
export interface ParsedBundle extends BundleClaims {
  readonly parsed: ParsedSource;
}

/** A file of objects, and what is wrong with it as a whole. */
interface ReadFile {
  readonly parsed: ParsedSource;
  /** Why the file proves nothing; undefined: it was read to its end. */
  readonly fault: string | undefined;
}

/**
 * Parses the files of a bundle. A file that is broken, empty or holds something else than its place says is a note, for
 * the person who lints a capture did not write it; and what it should have held is known to be unknown.
 */
export function parseBundle(
  { bundle, roles, isCut }: BundleFiles,
  files: readonly (Source | LargeFile)[],
): ParsedBundle {
  const byPath = new Map(files.flatMap((file) => (file.place ? [[file.place.path, file]] : [])));
  const read = new Map<string, ReadFile>();
  const endsLines = files.some((file) => isYaml(headOf(file)) && endsLine(file));
  for (const [path, file] of byPath)
    if (file.place?.role.type === 'objects') read.set(path, readFile(file, endsLines));
  const claims = [...roles].flatMap(([path, role]) => claimsOfRole(path, role, read.get(path)));
  const concluded = bundle.layout.claims?.(readBundle(bundle.root, byPath, read)) ?? [];
  // A file that is not there may have been behind the end of what is left of the archive.
  const proven = isCut ? concluded.filter(({ completeness }) => completeness === 'failed') : concluded;
  const held = isCut ? claims.filter(({ completeness }) => completeness !== 'probable') : claims;
  return {
    bundle,
    claims: distinct([...held, ...proven]).map((claim) => ({
      ...claim,
      evidence: bundle.nameOf(claim.evidence),
    })),
    parsed: withNotes(merged([...read.values()].map(({ parsed }) => parsed)), faultsOf(byPath, read)),
  };
}

/** Folders with a file for each object make the same claim a thousand times. */
function distinct(claims: readonly Claim[]): readonly Claim[] {
  const known = new Map<string, Claim>();
  for (const claim of claims) {
    const { kind, namespaces, completeness } = claim;
    const key = JSON.stringify([kind, completeness, namespaces && [...namespaces].sort()]);
    if (!known.has(key)) known.set(key, claim);
  }
  return [...known.values()];
}

function faultsOf(
  files: ReadonlyMap<string, Source | LargeFile>,
  read: ReadonlyMap<string, ReadFile>,
): readonly Problem[] {
  return [...read].flatMap(([path, { fault }]) =>
    fault === undefined ? [] : { level: 'note', subject: files.get(path)?.name ?? path, message: fault },
  );
}

/**
 * Half an object is well-formed YAML, and lacks what stands behind the cut. A writer that ends the last lines of its other
 * files has not ended this one.
 */
function readFile(file: Source | LargeFile, endsLines: boolean): ReadFile {
  const parsed = isLarge(file) ? file.parsed : parseSource(file);
  const isCut = endsLines && isYaml(headOf(file)) && !endsLine(file);
  if (parsed.documents.length > 0 && isCut) return { parsed: merged([]), fault: CUT };
  return { parsed, fault: faultIn(headOf(file), file.place, parsed) };
}

/** What a file begins with: enough to tell what it is. */
function headOf(file: Source | LargeFile): string {
  return isLarge(file) ? file.head : file.text;
}

function endsLine(file: Source | LargeFile): boolean {
  return isLarge(file) ? file.endsLine : file.text.endsWith('\n');
}

function faultIn(text: string, place: Source['place'], parsed: ParsedSource): string | undefined {
  const { broken, problems, documents, otherDocuments, templates } = parsed;
  const [first] = broken;
  if (problems[0] !== undefined) return problems[0].message;
  if (first !== undefined)
    return `Line ${first.range.start.line} cannot be read: ${first.message}. ${RECAPTURE}`;
  if (text.trim() === '') return `This is empty. ${RECAPTURE}`;
  if (otherDocuments + templates === 0 && documents.length > 0)
    return isOfManyKinds(place) && !documents.every(isListOf) ? NO_LIST : undefined;
  if (isLegacy(text)) return LEGACY;
  if (documents.length > 0) return `Something else than objects stands in it, too. ${RECAPTURE}`;
  return `This holds no objects but '${firstLineOf(text)}'. ${RECAPTURE}`;
}

function isYaml(text: string): boolean {
  return !/^\s*[{[]/.test(text);
}

const CUT =
  'This ends in the middle of a line, so the file is cut off, and nothing of it was read. Capture it again.';

const RECAPTURE =
  'So nothing is known of what it should hold; capture it again, or say with --complete what is complete.';

const LEGACY =
  'This was written by kubectl 1.10 or older, whose format names no kinds, so nothing of it was read; capture the cluster with a newer kubectl.';

/** What should be a List of many kinds proves nothing if it is a single object. */
function isOfManyKinds(place: Source['place']): boolean {
  return place?.role.type === 'objects' && place.role.alsoComplete !== undefined;
}

function isListOf({ value, isItem }: KubernetesDocument): boolean {
  return isItem === true || (isObject(value) && isList(value));
}

const NO_LIST = `This should be a List of all objects, and is not. ${RECAPTURE}`;

/** Old clients wrote the fields of their Go structures. */
function isLegacy(text: string): boolean {
  return /^\s*\{/.test(text) && /^[\s\S]{0,500}"(Items|ListMeta|ObjectMeta)"\s*:/.test(text);
}

function firstLineOf(text: string): string {
  const [line = ''] = text.trimStart().split(/[\r\n]/, 1);
  return line.length > 120 ? `${line.slice(0, 120)}...` : line;
}

/** What a file proves by its place: all of its kind, or that the capture of it went wrong. */
function claimsOfRole(path: string, role: Role, file: ReadFile | undefined): readonly Claim[] {
  if (role.type !== 'objects') return [];
  const isWhole = file !== undefined && file.fault === undefined;
  const kind = role.kind ? kindName(role.kind) : kindOfLists(file);
  const held = isWhole ? role.complete : 'failed';
  const own: readonly Claim[] =
    kind === undefined || held === undefined
      ? []
      : [{ kind, namespaces: namespacesOf(role), completeness: held, evidence: path }];
  const also = (role.alsoComplete ?? []).map(
    (each): Claim => ({
      kind: each,
      namespaces: undefined,
      completeness: isWhole ? 'full' : 'failed',
      evidence: path,
    }),
  );
  return [...own, ...also];
}

function namespacesOf({ kind, namespace }: ObjectsRole): ReadonlySet<string> | undefined {
  return namespace === undefined || kind?.namespaced === false ? undefined : new Set([namespace]);
}

/** The kind of the typed list in a file whose place does not tell it. */
function kindOfLists(file: ReadFile | undefined): KindName | undefined {
  const [document] = file?.parsed.documents ?? [];
  return document && kindOfList(document.value);
}

function readBundle(
  root: ReadBundle['root'],
  files: ReadonlyMap<string, Source | LargeFile>,
  read: ReadonlyMap<string, ReadFile>,
): ReadBundle {
  const held = (path: string) => {
    const file = files.get(path);
    return file === undefined || isLarge(file) ? undefined : file;
  };
  return {
    root,
    text: (path) => held(path)?.text,
    values: (path) => {
      const file = read.get(path);
      if (file !== undefined) return file.fault === undefined ? valuesOf(file.parsed.documents) : [];
      const source = held(path);
      return source === undefined ? [] : parseConfiguration(source).documents.map(({ value }) => value);
    },
  };
}

/** The values of documents; a list that was read item by item has its items again. */
function valuesOf(documents: readonly KubernetesDocument[]): readonly Json[] {
  const values: Json[] = [];
  let items: Json[] = [];
  for (const { value, objects, isItem, unread } of documents) {
    if (isItem === true) items.push(...objects.map((object) => object.value));
    else if (unread === undefined || !isObject(value)) values.push(value);
    else {
      items = [];
      values.push({ ...value, items });
    }
  }
  return values;
}

/** Keys that stand twice were made so by masking, and are nobody's mistake. Each sort of legacy file is told once. */
function withNotes(parsed: ParsedSource, faults: readonly Problem[]): ParsedSource {
  const isFirst = (problem: Problem, at: number) =>
    problem.message !== LEGACY || faults.findIndex(({ message }) => message === LEGACY) === at;
  return { ...parsed, broken: [], duplicates: [], problems: faults.filter(isFirst) };
}
