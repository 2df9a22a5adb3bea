// Feeds mutated samples to what `npm run build` made, or texts to both readers of YAML: node test/fuzz/fuzz.mjs [count] [seed] [fuzz | readers]
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { runnerImport } from 'vite';

const ROOT = join(import.meta.dirname, '../..');
const [count = 20_000, seed = 1] = process.argv.slice(2, 4).map(Number);
const name = process.argv[4] ?? 'fuzz';

const LIBRARY = join(ROOT, 'dist/index.js');
/** The sources whose functions the library offers. */
const OFFERED = readFileSync(join(ROOT, 'src/index.ts'), 'utf8').match(/(?<=')\.[^']+/g);

/** The fuzzers are written in TypeScript, and name sources; what was built of these is run in their place. */
const built = {
  name: 'built',
  enforce: 'pre',
  resolveId(name, importer) {
    const source = importer ? `./${relative(join(ROOT, 'src'), resolve(dirname(importer), name))}` : '';
    return OFFERED.includes(source) ? LIBRARY : undefined;
  },
  load(id) {
    if (id !== LIBRARY) return undefined;
    const names = Object.keys(createRequire(import.meta.url)(LIBRARY));
    return `import { createRequire } from 'node:module';
export const { ${names} } = createRequire(import.meta.url)(${JSON.stringify(LIBRARY)});`;
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
