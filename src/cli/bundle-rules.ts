import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BUNDLE, type Bundle, moduleFile, readBuiltIns } from '../rule-set.js';
import { moduleTexts } from '../rules/compile-ahead.js';
import { withoutExamples } from '../rules/load.js';
import { readRule } from '../rules/read-rule.js';

// A step of the build: `npm run build` runs it behind the compiler.
const { rules, kinds } = await readBuiltIns();
const bundle: Bundle = { rules: rules.map(withoutExamples), kinds: Object.fromEntries(kinds) };
await writeFile(BUNDLE, JSON.stringify(bundle));
const modules = moduleTexts(
  rules.map(({ value, folder }) => readRule(value, folder)),
  kinds,
);
for (const [kind, text] of modules) {
  const file = join(dirname(BUNDLE), moduleFile(kind));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
