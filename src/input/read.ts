import type { Input } from './document.js';
import { patchNames } from './kustomize.js';
import { merged, parseSource } from './parse.js';
import type { Problem, Source } from './source.js';
import { type LeftAlone, type ReadOptions, readSources } from './sources.js';

/** What a run parsed, with the counts that its summary tells. */
export interface ParsedInput extends Input {
  readonly counts: InputCounts;
}

interface InputCounts {
  /** All files that were found, templates of charts and files that are not text among them. */
  readonly files: number;
  /** Those of them that hold nothing for Kubernetes. */
  readonly filesNotKubernetes: number;
  /** Files that a kustomization applies as patches: parts of objects, not judged as whole ones. */
  readonly patches: number;
  /** Go templates, be they files of a Helm chart or documents that only a template engine could read. */
  readonly templates: number;
}

/** What a run read from disk and standard input. */
export interface ReadInput extends ParsedInput {
  readonly problems: readonly Problem[];
  /** Paths that do not exist, and patterns that match nothing. */
  readonly missing: readonly string[];
}

/** Reads and parses everything that the paths name. */
export async function readInput(paths: readonly string[], options: ReadOptions): Promise<ReadInput> {
  const { sources, problems, missing, leftAlone } = await readSources(paths, options);
  const input = parseSources(sources);
  return { ...input, problems, missing, counts: withLeftAlone(input.counts, leftAlone) };
}

/** Parses sources that are in memory already: no disk, no waiting. */
export function parseSources(sources: readonly Source[]): ParsedInput {
  const patches = patchNames(sources);
  const parts = sources.filter(({ name }) => !patches.has(name)).map(parseSource);
  const { documents, broken, duplicates, templates } = merged(parts);
  const others = parts.filter((part) => part.documents.length + part.broken.length + part.templates === 0);
  return {
    documents,
    broken,
    duplicates,
    counts: {
      files: sources.length,
      filesNotKubernetes: others.length,
      patches: sources.length - parts.length,
      templates,
    },
  };
}

function withLeftAlone(counts: InputCounts, leftAlone: LeftAlone): InputCounts {
  return {
    files: counts.files + leftAlone.files + leftAlone.templates,
    filesNotKubernetes: counts.filesNotKubernetes + leftAlone.files,
    patches: counts.patches,
    templates: counts.templates + leftAlone.templates,
  };
}
