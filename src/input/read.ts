import { type BundleClaims, parseBundle } from './bundles.js';
import type { BrokenDocument, KubernetesDocument } from './document.js';
import { type ObservedLine, observedInDump } from './files/observed.js';
import { byName, type LeftAlone, type ReadOptions, readSources } from './files/sources.js';
import { groupBy } from './group-by.js';
import { isKustomization, type Kustomization, kustomizationsIn, partialSources } from './kustomize.js';
import { isLarge, type LargeFile } from './large/reading.js';
import { clusterInfoDump } from './layouts/cluster-info-dump.js';
import { parseSource } from './parse.js';
import { merged, type ParsedSource } from './parse-text.js';
import type { Bundle, Problem, Source } from './source.js';
import { holdsLogs } from './text/log-blocks.js';

/** What a run read: documents in the order of their sources, and everything that is not a document. */
export interface Input {
  readonly documents: readonly KubernetesDocument[];
  /** Broken documents of files that look like Kubernetes. Those of other files are only counted. */
  readonly broken: readonly BrokenDocument[];
  /** Keys that stand twice in one mapping of a Kubernetes document; the last one wins. */
  readonly duplicates: readonly BrokenDocument[];
  /** Captures whose layout was recognised, and what each proves. */
  readonly bundles: readonly BundleClaims[];
  readonly kustomizations: readonly Kustomization[];
  /** Lines of logs and tables that rules asked for. */
  readonly observed: readonly ObservedLine[];
}

/** What a run parsed, with the counts that its summary tells. */
export interface ParsedInput extends Input {
  readonly counts: InputCounts;
}

export interface InputCounts {
  /** All files that were found, templates of charts and files that are not text among them. */
  readonly files: number;
  /** Those of them that hold nothing for Kubernetes. */
  readonly filesNotKubernetes: number;
  /** Files that a kustomization applies as patches: parts of objects, not judged as whole ones. */
  readonly patches: number;
  /** Go templates, be they files of a Helm chart or documents that only a template engine could read. */
  readonly templates: number;
  /** Files that say what a test expects, and not what is deployed. */
  readonly fixtures: number;
  /** Objects in large lists of which nobody reads more than what they are. */
  readonly unread: number;
}

/** A capture whose writer was recognised. */
export interface RecognisedCapture {
  /** Of its root: a directory, an archive, a folder in one, or a file. */
  readonly name: string;
  /** Who wrote it: `Replicated troubleshoot support bundle`. */
  readonly layout: string;
  /** A phrase that names what tells. */
  readonly because: string;
}

/** What a run read from disk and standard input. */
export interface ReadInput extends ParsedInput {
  readonly captures: readonly RecognisedCapture[];
  readonly problems: readonly Problem[];
  /** Paths that do not exist, and patterns that match nothing. */
  readonly missing: readonly string[];
}

/** Reads and parses everything that the paths name. */
export async function readInput(paths: readonly string[], options: ReadOptions): Promise<ReadInput> {
  const { sources, large, observed, bundles, problems, missing, leftAlone } = await readSources(
    paths,
    options,
  );
  const inBundles = groupBy([...sources, ...large].sort(byName), ({ place }) => place?.bundle);
  const parsed = bundles.map((files) => parseBundle(files, inBundles.get(files.bundle) ?? []));
  const files = inBundles.get(undefined) ?? [];
  const dumps = files.filter(isDump);
  const others = parseFiles(files);
  const all = merged([...parsed.map((bundle) => bundle.parsed), others.parsed]);
  return {
    ...documentsOf(all),
    bundles: parsed.map(({ bundle, claims }) => ({ bundle, claims })),
    kustomizations: others.kustomizations,
    observed: [...observed, ...dumps.flatMap((dump) => observedIn(dump, options.signatures ?? []))],
    captures: [...bundles.map(({ bundle }) => recognised(bundle)), ...dumps.map(recognisedDump)],
    problems: [...problems, ...all.problems],
    missing,
    counts: {
      ...withLeftAlone(others.counts, leftAlone, sources.length + large.length),
      unread: all.documents.reduce((sum, { unread }) => sum + (unread?.count ?? 0), 0),
    },
  };
}

function isDump(file: Source | LargeFile): boolean {
  return isLarge(file) ? file.isDump : holdsLogs(file.text);
}

function observedIn(file: Source | LargeFile, signatures: readonly RegExp[]): readonly ObservedLine[] {
  return isLarge(file) ? file.observed : observedInDump(file, signatures);
}

function recognised({ name, layout, because }: Bundle): RecognisedCapture {
  return { name, layout: layout.name, because };
}

function recognisedDump({ name }: Pick<Source, 'name'>): RecognisedCapture {
  return { name, layout: clusterInfoDump.name, because: 'logs of pods stand between its lists' };
}

/** Parses sources that are in memory already, and in no bundle: no disk, no waiting. */
export function parseSources(sources: readonly Source[]): ParsedInput {
  const { parsed, kustomizations, counts } = parseFiles(sources);
  return { ...documentsOf(parsed), bundles: [], kustomizations, observed: [], counts };
}

function documentsOf({ documents, broken, duplicates }: ParsedSource) {
  return { documents, broken, duplicates };
}

interface ParsedFiles {
  readonly parsed: ParsedSource;
  readonly kustomizations: readonly Kustomization[];
  readonly counts: InputCounts;
}

function parseFiles(files: readonly (Source | LargeFile)[]): ParsedFiles {
  const kustomizations = kustomizationsIn(files.filter((file): file is Source => !isLarge(file)));
  const partial = partialSources(kustomizations);
  const parts = files.filter(({ name }) => !partial.has(name)).map(parseFile);
  const parsed = merged(parts);
  const others = parts.filter((part) => part.documents.length + part.broken.length + part.templates === 0);
  return {
    parsed,
    kustomizations,
    counts: {
      files: files.length,
      filesNotKubernetes: others.length,
      patches: files.length - parts.length,
      templates: parsed.templates,
      fixtures: 0,
      unread: 0,
    },
  };
}

/** A kustomization is no object of a cluster; a mistake in its YAML is one nevertheless. */
function parseFile(file: Source | LargeFile): ParsedSource {
  if (isLarge(file)) return file.parsed;
  const parsed = parseSource(file);
  return isKustomization(file) ? { ...parsed, documents: [] } : parsed;
}

function withLeftAlone(counts: InputCounts, leftAlone: LeftAlone, read: number): InputCounts {
  return {
    files: read + leftAlone.files + leftAlone.templates + leftAlone.fixtures,
    filesNotKubernetes: counts.filesNotKubernetes + leftAlone.files,
    patches: counts.patches,
    templates: counts.templates + leftAlone.templates,
    fixtures: leftAlone.fixtures,
    unread: counts.unread,
  };
}
