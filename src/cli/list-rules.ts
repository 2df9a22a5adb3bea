import { loadRuleSet } from '../rule-set.js';
import { complain, mistakeLine, print } from './print.js';

/** Prints all rules, a line each: id, severity, what is wrong. */
export async function listRules(rulePaths: readonly string[]): Promise<number> {
  const { rules, mistakes } = await loadRuleSet(rulePaths, process.cwd());
  for (const mistake of mistakes) complain(mistakeLine(mistake));
  const rows = rules.map(({ rule }) => rule).sort((one, other) => (one.id < other.id ? -1 : 1));
  const width = Math.max(0, ...rows.map(({ id }) => id.length));
  for (const { id, severity, title, group } of rows) {
    const asked = group === undefined ? '' : ` (with --enable ${group})`;
    print(`${id.padEnd(width)}  ${severity.padEnd('warning'.length)}  ${title}${asked}\n`);
  }
  return mistakes.length > 0 ? 2 : 0;
}
