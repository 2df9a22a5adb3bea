import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Script } from 'node:vm';

/** Loads the chunks that the build made of the sources. */
export interface ChunkLoader {
  /** What a chunk exports; each chunk runs once. */
  readonly load: (file: string) => unknown;
  /** Keeps what V8 has compiled so far, for the next run. */
  readonly keepCompiled: () => void;
}

type Wrapped = (
  exports: object,
  require: (name: string) => unknown,
  module: object,
  file: string,
  folder: string,
) => void;

const requireOfNode = createRequire(import.meta.url);

/**
 * A loader that keeps compiled code in a folder: to compile takes longer than anything else at start. Node does so itself
 * from release 22 on, for all modules of a program. `folder` stands for one release of meshlint and of Node, and what is
 * in it is used as far as V8 itself finds it fit. Without it, or where it cannot be written, all goes on as without.
 */
export function chunkLoader(folder: string): ChunkLoader {
  const modules = new Map<string, { exports: object }>();
  const compiledNow = new Map<string, Script>();
  const load = (file: string): object => {
    const known = modules.get(file);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    modules.set(file, module);
    const kept = keptIn(folder, file);
    const script = compile(file, kept);
    if (kept === undefined || script.cachedDataRejected === true) compiledNow.set(file, script);
    const beside = path.dirname(file);
    const require = (name: string) =>
      name.startsWith('.') ? load(path.join(beside, name)) : requireOfNode(name);
    (script.runInThisContext() as Wrapped)(module.exports, require, module, file, beside);
    return module.exports;
  };
  return { load, keepCompiled: () => keep(folder, compiledNow) };
}

function compile(file: string, cachedData: Buffer | undefined): Script {
  const wrapped = `(function (exports, require, module, __filename, __dirname) {${readFileSync(file, 'utf8')}\n})`;
  return new Script(wrapped, { filename: file, ...(cachedData && { cachedData }) });
}

function keptIn(folder: string, file: string): Buffer | undefined {
  try {
    return readFileSync(placeIn(folder, file));
  } catch {
    return undefined;
  }
}

function placeIn(folder: string, file: string): string {
  return path.join(folder, `${path.basename(file, '.js')}.bin`);
}

/** Files appear whole or not at all, whatever runs beside this. */
function keep(folder: string, scripts: ReadonlyMap<string, Script>): void {
  if (scripts.size === 0) return;
  const draft = path.join(folder, `${process.pid}.draft`);
  try {
    mkdirSync(folder, { recursive: true });
    for (const [file, script] of scripts) {
      writeFileSync(draft, script.createCachedData());
      renameSync(draft, placeIn(folder, file));
    }
  } catch {
    rmSync(draft, { force: true });
  }
}
