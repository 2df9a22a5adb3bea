// Feeds mutated samples to what `npm run build` made: node test/fuzz/fuzz.mjs [count] [seed] [fuzz | readers]
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runnerImport } from 'vite';

const ROOT = join(import.meta.dirname, '../..');
const [count = 20_000, seed = 1] = process.argv.slice(2, 4).map(Number);
const name = process.argv[4] ?? 'fuzz';

/** The fuzzer is written in TypeScript, and names sources; what it runs is what was built of them. */
const built = {
  name: 'built',
  enforce: 'pre',
  resolveId(name, importer) {
    const source = name.startsWith('.') && importer ? relative(ROOT, resolve(dirname(importer), name)) : '';
    if (!source.startsWith('src/')) return undefined;
    return { id: pathToFileURL(join(ROOT, source.replace('src/', 'dist/'))).href, external: true };
  },
};

process.chdir(ROOT);
const { module } = await runnerImport(join(import.meta.dirname, `${name}.ts`), {
  configFile: false,
  logLevel: 'error',
  plugins: [built],
});

/** Where somebody can look at the input. */
function saved({ seed, files }) {
  const folder = join(tmpdir(), 'meshlint-fuzz', String(seed));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

let failures = 0;
for (let at = 0; at < count; at += 1) {
  const failure = await module.failureOf(seed + at);
  if (failure === undefined) continue;
  failures += 1;
  console.error(`seed ${failure.seed}, input in ${saved(failure)}: ${failure.faults.join('; ')}`);
}
console.log(`${count} inputs, ${failures} failures`);
if (module.summary) console.log(module.summary(count));
process.exitCode = failures === 0 ? 0 : 1;
