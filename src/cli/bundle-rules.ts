import { writeFile } from 'node:fs/promises';
import { BUNDLE, readBuiltInRules } from '../rule-set.js';

// A step of the build: `npm run build` runs it behind the compiler.
await writeFile(BUNDLE, JSON.stringify(await readBuiltInRules()));
