// Makes dist/ of src/: `npm run build`.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { copyDeclarations } from './declarations.mjs';
import { lazyRequires } from './lazy-requires.mjs';
import { noticesOf } from './notices.mjs';
import { onlyAscii } from './only-ascii.mjs';
import { ownRequire } from './own-require.mjs';

const ROOT = join(import.meta.dirname, '..');
const DIST = join(ROOT, 'dist');
const CACHE = join(ROOT, '.cache');
const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

// What was compiled of an earlier build is of no use for this one.
for (const each of [DIST, CACHE]) rmSync(each, { recursive: true, force: true });
const modules = [...(await bundleCommand()), ...(await bundleRest())];
writeFileSync(join(DIST, 'package.json'), '{ "type": "commonjs" }\n');
writeFileSync(join(DIST, 'THIRD-PARTY.txt'), noticesOf(modules));
await bundleRules();
declare();

/** The command in one file: to say its version, it loads nothing else. */
function bundleCommand() {
  return bundle({ 'cli/main': 'src/cli/main.ts' }, { format: 'cjs', codeSplitting: false });
}

function bundleRest() {
  const groups = [{ debugName: 'packages', name: chunkOf }];
  return bundle(
    { program: 'src/cli/program.ts', index: 'src/index.ts' },
    {
      format: 'cjs',
      chunkFileNames: '[name]-[hash].js',
      codeSplitting: { includeDependenciesRecursively: false, groups },
    },
  );
}

/** Each package is a chunk, with what it depends on: most runs need few of them. */
function chunkOf(id, graph) {
  const name = /\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id)?.[1];
  if (name === undefined) return null;
  if (name in devDependencies) return name.replaceAll(/\W/g, '-');
  return chunkOf(graph.getModuleInfo(id).importers[0], graph);
}

/** A step of the build that is written in TypeScript. It runs in dist/, where what it makes will be looked for. */
async function bundleRules() {
  const step = 'bundle-rules.mjs';
  const output = { format: 'es', entryFileNames: step, codeSplitting: false };
  await bundle({ step: 'src/cli/bundle-rules.ts' }, output);
  await import(pathToFileURL(join(DIST, step)).href);
  rmSync(join(DIST, step));
}

/** Writes the types of the library. */
function declare() {
  const all = join(CACHE, 'declarations');
  execFileSync('npx', ['tsc', '-p', 'tsconfig.build.json', '--outDir', all], { cwd: ROOT, stdio: 'inherit' });
  copyDeclarations('index.d.ts', all, DIST);
  rmSync(all, { recursive: true });
}

/** Bundles into dist/, and gives the ids of the modules that came into it. */
async function bundle(input, output) {
  const build = await rolldown({
    cwd: ROOT,
    input,
    platform: 'node',
    resolve: { mainFields: ['module', 'main'] },
    plugins: output.format === 'cjs' ? [ownRequire, lazyRequires, onlyAscii] : [],
    preserveEntrySignatures: 'allow-extension',
  });
  const { output: chunks } = await build.write({ dir: DIST, minify: true, comments: false, ...output });
  return chunks.flatMap(({ moduleIds = [] }) => moduleIds);
}
