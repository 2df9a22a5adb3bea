import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The names, versions and licences of the packages that modules come from: they ask to be passed on with their code. */
export function noticesOf(modules) {
  const folders = new Set(
    modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(id) ?? []),
  );
  return `dist/ holds code of these packages.\n${[...folders].sort().map(noticeOf).join('')}`;
}

function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  if (file === undefined) throw new Error(`${folder} has no licence to pass on`);
  return `\n${'-'.repeat(80)}\n${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
}
