import { cpSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Copies a file of declarations from one folder to another, with all that it refers to. */
export function copyDeclarations(name, from, to, copied = new Set()) {
  if (copied.has(name)) return;
  copied.add(name);
  cpSync(join(from, name), join(to, name));
  const text = readFileSync(join(from, name), 'utf8');
  for (const [, other] of text.matchAll(/ from '(\..+?)\.js'/g))
    copyDeclarations(join(dirname(name), `${other}.d.ts`), from, to, copied);
}
