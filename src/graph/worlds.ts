import type { KubernetesDocument } from '../input/document.js';
import { groupBy } from '../input/group-by.js';
import type { Input } from '../input/read.js';
import type { Bundle } from '../input/source.js';
import { graphOf, type ReadDocument, readDocuments, type WorldPart } from './build.js';
import { type Capture, capturesIn, type ReadPiece } from './captures.js';
import type { Graph } from './graph.js';
import type { KindName } from './resource.js';
import { type Scope, scopesOf } from './scopes/scope.js';

/**
 * The objects of one cluster at about one time, and what is known of its kinds: a capture, or what a repository puts
 * into one cluster.
 */
export interface World {
  /** The bundle, folder or scope; undefined where there is but one world. */
  readonly name: string | undefined;
  readonly graph: Graph;
}

/** What the user says of the worlds in an input. */
export interface WorldOptions {
  /** Kinds of which every world holds every object of its cluster; `*` means all kinds. */
  readonly complete: readonly KindName[];
  /** The files that each cluster is made of; none: the input has to tell. */
  readonly scopes: readonly Scope[];
}

/** The worlds of an input: two clusters, or two overlays of a repository, know nothing of each other. */
export function worldsOf(input: Input, options: WorldOptions): readonly World[] {
  const read = readDocuments(input);
  const parts = partsOf(input, read, options.scopes);
  return parts.map((part) => ({
    name: parts.length === 1 ? undefined : part.name,
    graph: graphOf(input, read, part, options.complete),
  }));
}

/** Captures that contradict each other are worlds; the rest, or all if none do, is told apart by its scopes. */
function partsOf(
  input: Input,
  read: readonly ReadDocument[],
  configured: readonly Scope[],
): readonly WorldPart[] {
  const captures = capturesIn(piecesOf(input, read));
  const separate = captures.length > 1 ? captures : [];
  const ownerOf = ownersOf(separate);
  const rest = read
    .map(({ document }) => document)
    .filter(({ source }) => ownerOf(source.name) === undefined);
  const bundles = new Set(separate.length > 0 ? [] : captures.flatMap((capture) => [...capture.bundles]));
  const trees = rest.length === 0 && separate.length > 0 ? [] : scopesIn(rest, configured, input);
  return [
    ...separate.map(({ name, bundles: own }, index) => ({
      name,
      bundles: own,
      has: (source: string) => (ownerOf(source) ?? (trees.length === 0 ? 0 : undefined)) === index,
    })),
    ...trees.map(({ name, has }) => ({
      name,
      bundles,
      has: (source: string) => ownerOf(source) === undefined && has(source),
    })),
  ];
}

function scopesIn(
  documents: readonly KubernetesDocument[],
  configured: readonly Scope[],
  { kustomizations, broken, duplicates }: Input,
): readonly Scope[] {
  // A bundle may well hold folders called clusters, and is one cluster.
  const manifests = documents.filter(({ source }) => source.place === undefined);
  const names = new Set([
    ...[...manifests, ...broken, ...duplicates].map(({ source }) => source.name),
    ...kustomizations.map(({ source }) => source),
  ]);
  const scopes = configured.length > 0 ? configured : scopesOf([...names], manifests, kustomizations);
  return scopes.length > 0 ? scopes : [{ name: 'manifests', has: () => true }];
}

function piecesOf({ bundles }: Input, read: readonly ReadDocument[]): readonly ReadPiece[] {
  const inBundle = groupBy(read, ({ document }) => document.source.place?.bundle);
  const files = groupBy(inBundle.get(undefined) ?? [], ({ document }) => document.source.name);
  return [
    ...bundles.map(({ bundle }) => pieceOf(bundle.name, bundle, inBundle.get(bundle) ?? [])),
    ...[...files].map(([name, documents]) => pieceOf(name, undefined, documents)),
  ];
}

function pieceOf(name: string, bundle: Bundle | undefined, read: readonly ReadDocument[]): ReadPiece {
  return {
    name,
    bundle,
    sources: new Set(read.map(({ document }) => document.source.name)),
    resources: read.flatMap(({ resources }) => resources),
  };
}

/**
 * The index of the capture that a source belongs to: one that it is of, or in whose folder it lies. A folder with files of
 * several captures tells nothing.
 */
function ownersOf(captures: readonly Capture[]): (source: string) => number | undefined {
  const own = new Map(
    captures.flatMap(({ sources }, index) => [...sources].map((source) => [source, index] as const)),
  );
  const folders = captures.map(({ sources }) => new Set([...sources].map(folderOf)));
  const around = (source: string) => {
    const names = captures.map(({ name }) => name).filter((name) => source.startsWith(`${name}/`));
    const deepest = names.reduce((one, other) => (other.length > one.length ? other : one), '');
    const index = captures.findIndex(({ name }) => name === deepest);
    const isShared = folders.some((each, other) => other !== index && each.has(deepest));
    return index < 0 || isShared ? undefined : index;
  };
  const known = new Map<string, number | undefined>(own);
  return (source) => {
    if (!known.has(source)) known.set(source, around(source));
    return known.get(source);
  };
}

function folderOf(source: string): string {
  return source.slice(0, Math.max(source.lastIndexOf('/'), 0));
}
