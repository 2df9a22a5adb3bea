import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chunkLoader } from '../../src/cli/chunks.js';
import { directory } from './meshlint.js';

interface Main {
  readonly greet: (name: string) => string;
  readonly circle: unknown;
  readonly places: readonly string[];
}

/** A folder with two chunks that know each other. */
function chunks() {
  const root = directory({
    'main.js': `const { twice, place } = require("./parts/other.js");
exports.greet = (name) => twice(name) + require("node:path").extname(__filename);
exports.places = [__dirname, place];
exports.circle = require("./parts/other.js").main;`,
    'parts/other.js': `globalThis.timesRun = (globalThis.timesRun ?? 0) + 1;
module.exports = { main: require("../main.js"), place: __dirname, twice: (text) => text + text };`,
  });
  const cache = join(root, 'cache');
  const loader = () => chunkLoader({ chunks: root, compiled: cache });
  const main = (from = loader()) => from.load(join(root, 'main.js')) as Main;
  return { root, cache, loader, main };
}

/** Loads the chunks, and says what they say and which of them had to be compiled. */
function run({ cache, loader, main }: ReturnType<typeof chunks>) {
  const chunks = loader();
  const said = main(chunks).greet('ho');
  rmSync(cache, { recursive: true, force: true });
  chunks.keepCompiled();
  return { said, compiled: existsSync(cache) ? readdirSync(cache).sort() : [] };
}

const COMPILED = { said: 'hoho.js', compiled: ['main.js.bin', 'parts+other.js.bin'] };
const KEPT = { said: 'hoho.js', compiled: [] };

describe('a chunk', () => {
  it('is loaded as Node would load it', () => {
    const { root, main } = chunks();
    const loaded = main();
    expect(loaded.greet('a')).toBe('aa.js');
    expect(loaded.places).toEqual([root, join(root, 'parts')]);
    expect(loaded.circle).toBe(loaded);
  });

  it('runs once', () => {
    const { loader, main } = chunks();
    const before = Reflect.get(globalThis, 'timesRun') ?? 0;
    const one = loader();
    expect(main(one)).toBe(main(one));
    expect(Reflect.get(globalThis, 'timesRun')).toBe(before + 1);
  });
});

describe('compiled code', () => {
  it('is used by the next run', () => {
    const home = chunks();
    expect(run(home)).toEqual(COMPILED);
    expect(run(home)).toEqual(KEPT);
  });

  it.each<[string, (code: Buffer) => Buffer]>([
    ['cut', (code) => code.subarray(0, code.length - 100)],
    ['cut in the middle', (code) => code.subarray(0, code.length / 2)],
    ['of an odd length', (code) => code.subarray(1)],
    ['damaged at its start', (code) => flipped(code, 1)],
    ['damaged further on', (code) => flipped(code, 200)],
    ['damaged in its second half', (code) => flipped(code, code.length - 9)],
    ['text', () => Buffer.from('what is this?')],
  ])('that is %s is compiled again', (_, damaged) => {
    const home = chunks();
    run(home);
    const file = join(home.cache, 'main.js.bin');
    writeFileSync(file, damaged(readFileSync(file)));
    expect(run(home)).toEqual({ said: 'hoho.js', compiled: ['main.js.bin'] });
  });

  it('of an earlier text is compiled again', () => {
    const home = chunks();
    run(home);
    const file = join(home.root, 'parts/other.js');
    writeFileSync(file, readFileSync(file, 'utf8').replace('text + text', 'text + "!" + text'));
    expect(run(home)).toEqual({ said: 'ho!ho.js', compiled: ['parts+other.js.bin'] });
  });

  it('that cannot be kept is no failure, and leaves nothing behind', () => {
    const home = chunks();
    writeFileSync(join(home.root, 'file'), '');
    const loader = chunkLoader({ chunks: home.root, compiled: join(home.root, 'file/cache') });
    expect(home.main(loader).greet('a')).toBe('aa.js');
    loader.keepCompiled();
    expect(readdirSync(home.root).sort()).toEqual(['file', 'main.js', 'parts']);
  });
});

function flipped(code: Buffer, at: number): Buffer {
  const copy = Buffer.from(code);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}
