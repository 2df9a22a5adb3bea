import { scopesFrom } from './graph/scopes/configured-scopes.js';
import type { Scope } from './graph/scopes/scope.js';
import { type Config, readConfigFile, standsIn } from './input/files/config-file.js';
import { readSources } from './input/files/sources.js';
import type { JsonObject } from './input/json.js';
import type { ReadInput } from './input/read.js';
import type { Problem } from './input/source.js';
import { PACKAGE } from './rule-set.js';
import { configIn } from './rules/check-config.js';
import type { FileMistake } from './rules/check-document.js';

/** What `.meshlint.yaml` says, or what is wrong with it. */
export interface LoadedConfig {
  /** Undefined where there is no such file, or a faulty one. */
  readonly config: Config | undefined;
  readonly mistakes: readonly FileMistake[];
  readonly problems: readonly Problem[];
}

/** The configuration of the repository that the working directory lies in. */
export async function loadConfig(cwd: string): Promise<LoadedConfig> {
  const file = readConfigFile(cwd);
  if (file === undefined) return { config: undefined, mistakes: [], problems: [] };
  if ('message' in file) return { config: undefined, mistakes: [], problems: [file] };
  const { sources } = await readSources(['schemas/config.schema.json'], { cwd: PACKAGE });
  const schema = JSON.parse(sources[0]?.text ?? '') as JsonObject;
  return { ...configIn(file, schema), problems: [] };
}

/** The scopes that a configuration makes of an input, and notes on those of its paths that hold nothing. */
export function configuredScopes(
  config: Config | undefined,
  input: ReadInput,
  cwd: string,
): { readonly scopes: readonly Scope[]; readonly notes: readonly Problem[] } {
  if (config === undefined) return { scopes: [], notes: [] };
  const read = [...input.documents, ...input.broken, ...input.duplicates];
  const names = [...new Set(read.map(({ source }) => source.name))];
  return scopesFrom(config, names, { cwd, standsInCwd: standsIn(cwd) });
}
