import path from 'node:path';
import { parseConfiguration } from './configuration.js';
import { isArray, isObject, type Json } from './json.js';
import type { Source } from './source.js';

/**
 * The names of the sources that a kustomization applies as patches. A patch looks like an object and is a part of one:
 * what it lacks is no mistake, and what it names may not exist.
 */
export function patchNames(sources: readonly Source[]): ReadonlySet<string> {
  return new Set(sources.filter(isKustomization).flatMap(patchesOf));
}

function isKustomization({ name }: Source): boolean {
  return /(^|\/)kustomization\.ya?ml$/.test(name);
}

function patchesOf(source: Source): readonly string[] {
  const folder = path.posix.dirname(source.name);
  return parseConfiguration(source)
    .documents.flatMap(({ value }) => patchFiles(value))
    .map((file) => path.posix.join(folder, file));
}

/** Patches are files, or objects and texts that stand in the kustomization itself. */
function patchFiles(kustomization: Json): readonly string[] {
  if (!isObject(kustomization)) return [];
  const { patches, patchesStrategicMerge, patchesJson6902 } = kustomization;
  return [patches, patchesStrategicMerge, patchesJson6902]
    .flatMap((list) => (isArray(list) ? list : []))
    .map((patch) => (isObject(patch) ? patch.path : patch))
    .filter((file) => typeof file === 'string' && !file.includes('\n'))
    .map(String);
}
