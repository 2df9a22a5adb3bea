import { diffArrays } from 'diff';
import { loadUserRules } from '../rule-set.js';
import { type ExampleFault, tryExamples } from '../rules/examples.js';
import { complain, mistakeLine, print, problemLine } from './print.js';

/** Checks rule files and runs their examples: what meshlint's own tests do with its own rules. */
export async function testRules(paths: readonly string[]): Promise<number> {
  const { rules, mistakes, problems, missing } = await loadUserRules(paths, process.cwd());
  for (const path of missing) complain(`error: ${path}: there is no such file or directory.`);
  for (const problem of problems) complain(problemLine(problem));
  for (const mistake of mistakes) complain(mistakeLine(mistake));
  if (missing.length + problems.length + mistakes.length > 0) return 2;
  const faults = rules.map((compiled) => ({ id: compiled.rule.id, faults: tryExamples(compiled) }));
  for (const { id, faults: found } of faults) print(found.length === 0 ? `ok    ${id}\n` : failed(id, found));
  const failures = faults.filter(({ faults: found }) => found.length > 0).length;
  print(`${rules.length - failures} passed, ${failures} failed\n`);
  if (rules.length === 0) complain('error: No rules were found.');
  return rules.length === 0 ? 2 : failures > 0 ? 1 : 0;
}

function failed(id: string, faults: readonly ExampleFault[]): string {
  return [`FAIL  ${id}`, ...faults.flatMap(told), ''].join('\n');
}

function told({ example, message, expected, reported }: ExampleFault): readonly string[] {
  const lines = diffArrays([...expected], [...reported]).flatMap(({ value, added, removed }) =>
    value.map(
      (line) =>
        `        line ${line}: ${added ? 'reported, not marked' : removed ? 'marked, not reported' : 'as marked'}`,
    ),
  );
  return [`      ${example}: ${message}.`, ...lines];
}
