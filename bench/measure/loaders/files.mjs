import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The file itself, or all YAML files below a folder. */
export function filesIn(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true })
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => join(path, name));
}
