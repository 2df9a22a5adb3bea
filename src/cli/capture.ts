import { loadRuleSet } from '../rule-set.js';
import { knownKinds } from '../rules/known-kinds.js';
import { captureScript } from '../triage/capture-script.js';
import { complain, mistakeLine, print } from './print.js';
import { VERSION } from './version.js';

/** Prints the script that captures what the rules read, the user's own among them. */
export async function capture(rulePaths: readonly string[]): Promise<number> {
  const { rules, mistakes } = await loadRuleSet(rulePaths, process.cwd());
  for (const mistake of mistakes) complain(mistakeLine(mistake));
  if (mistakes.length > 0) return 2;
  print(captureScript(knownKinds(rules), VERSION));
  return 0;
}
