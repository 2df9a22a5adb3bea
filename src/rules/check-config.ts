import path from 'node:path';
import { parseConfiguration } from '../input/configuration.js';
import type { Document } from '../input/document.js';
import type { Config, ConfigFile, ScopePaths } from '../input/files/config-file.js';
import { isObject, type Json, type JsonObject } from '../input/json.js';
import { brokenMistake, type FileMistake, mistakeAt, schemaChecker } from './check-document.js';

/** The configuration that a file holds, or every mistake in it. `schema` is that of config.schema.json. */
export function configIn(
  file: ConfigFile,
  schema: JsonObject,
): { readonly config: Config | undefined; readonly mistakes: readonly FileMistake[] } {
  const { documents, broken } = parseConfiguration(file.source);
  const [document, ...others] = documents;
  const mistakes = [
    ...broken.map(brokenMistake),
    ...(document === undefined ? [] : checkDocument(document, file, schema)),
    ...others.map((other) => mistakeAt(other, [], 'A configuration file holds one document; join the two.')),
  ];
  if (mistakes.length > 0) return { config: undefined, mistakes };
  const { folder, root, source } = file;
  return { config: { folder, root, name: source.name, scopes: scopesIn(document?.value ?? {}) }, mistakes };
}

function checkDocument(document: Document, file: ConfigFile, schema: JsonObject): readonly FileMistake[] {
  if (!isObject(document.value)) return [mistakeAt(document, [], 'A configuration file holds one mapping.')];
  const mistakes = schemaChecker(new Map([['config.schema.json', schema]]), 'config.schema.json')(document);
  return mistakes.length > 0 ? mistakes : checkScopes(document, file);
}

/** The schema has passed it, so its shape is certain. */
function scopesIn(value: Json): readonly ScopePaths[] {
  return isObject(value) ? ((value.scopes ?? []) as unknown as readonly ScopePaths[]) : [];
}

/** What the schema cannot say. */
function checkScopes(document: Document, file: ConfigFile): readonly FileMistake[] {
  const scopes = scopesIn(document.value);
  const names = scopes.map(({ name }) => name);
  return scopes.flatMap(({ name, paths }, index) => [
    ...(names.indexOf(name) === index
      ? []
      : [mistakeAt(document, ['scopes', index, 'name'], sameName(name))]),
    ...paths.flatMap((each, at) => {
      const message = mistakeInPath(each, file);
      return message === undefined ? [] : [mistakeAt(document, ['scopes', index, 'paths', at], message)];
    }),
  ]);
}

function sameName(name: string): string {
  return `Another scope has the name '${name}'; give this one its own, or put their paths together.`;
}

function mistakeInPath(written: string, { folder, root }: ConfigFile): string | undefined {
  if (written.includes('\\'))
    return `Folders are separated by '/': write '${written.replaceAll(/\\+/g, '/')}'.`;
  if (/^(\/|~|[a-z]:)/i.test(written))
    return `'${written}' is not relative; name it from the folder of this file on.`;
  if (/[{}]|^!/.test(written))
    return `'${written}' is no pattern: there are *, ? and ** only; write a path for each alternative.`;
  const fromRoot = path.relative(root, path.join(folder, written));
  if (!/^\.\.(?:[\\/]|$)/.test(fromRoot)) return undefined;
  return `'${written}' leads out of the repository, and a scope holds files of the repository only.`;
}
