import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Script } from 'node:vm';

/** Loads the chunks that the build made of the sources. */
export interface ChunkLoader {
  /** What a chunk exports. Each runs once, when it is first asked for. */
  readonly load: (file: string) => unknown;
  /** Keeps what was compiled in this run for the next one. */
  readonly keepCompiled: () => void;
}

/** Where chunks are, and where their compiled code is kept. */
interface Folders {
  readonly chunks: string;
  readonly compiled: string;
}

/**
 * A loader that keeps compiled code in a folder, because to compile takes longer than anything else at start: what Node
 * offers from release 22 on. The folder stands for one release of meshlint and of Node; V8 refuses what it did not
 * compile itself with the same settings. Without the folder, and where it cannot be written, all works as well.
 */
export function chunkLoader(folders: Folders): ChunkLoader {
  const modules = new Map<string, { exports: object }>();
  const compiled = new Map<string, Script>();
  const load = (file: string): object => {
    const known = modules.get(file);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    modules.set(file, module);
    const kept = keptIn(placeOf(file, folders));
    const script = scriptOf(file, kept);
    if (kept === undefined || script.cachedDataRejected === true) compiled.set(file, script);
    const beside = path.dirname(file);
    const require = (name: string) =>
      name.startsWith('.') ? load(path.join(beside, name)) : process.getBuiltinModule(name);
    (script.runInThisContext() as Wrapped)(module.exports, require, module, file, beside);
    return module.exports;
  };
  return { load, keepCompiled: () => keep(compiled, folders) };
}

type Wrapped = (
  exports: object,
  require: (name: string) => unknown,
  module: object,
  file: string,
  folder: string,
) => void;

function scriptOf(file: string, cachedData: Buffer | undefined): Script {
  const wrapped = `(function (exports, require, module, __filename, __dirname) {${readFileSync(file, 'utf8')}\n})`;
  return new Script(wrapped, { filename: file, ...(cachedData && { cachedData }) });
}

/** V8 crashes on damaged code, so it is kept twice: a checksum would take the load of another module of Node. */
function keptIn(place: string): Buffer | undefined {
  try {
    const both = readFileSync(place);
    const [one, other] = [both.subarray(0, both.length / 2), both.subarray(both.length / 2)];
    return one.equals(other) ? one : undefined;
  } catch {
    return undefined;
  }
}

/** Each file appears whole or not at all, whatever else runs at the same time. */
function keep(compiled: ReadonlyMap<string, Script>, folders: Folders): void {
  if (compiled.size === 0 || !canBeMade(folders.compiled)) return;
  const draft = path.join(folders.compiled, `${process.pid}.draft`);
  try {
    for (const [file, script] of compiled) {
      const code = script.createCachedData();
      writeFileSync(draft, Buffer.concat([code, code]));
      renameSync(draft, placeOf(file, folders));
    }
  } catch {
    rmSync(draft, { force: true });
  }
}

function canBeMade(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    return true;
  } catch {
    return false;
  }
}

function placeOf(file: string, { chunks, compiled }: Folders): string {
  return path.join(compiled, `${path.relative(chunks, file).replaceAll(path.sep, '+')}.bin`);
}
