import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { directory } from './cli/meshlint.js';

const ROOT = join(import.meta.dirname, '..');
const DIST = join(ROOT, 'dist');

const FAULTY = `apiVersion: policy.openservicemesh.io/v1alpha1
kind: Egress
metadata: {name: outside, namespace: shop}
spec: {sources: [], host: [example.com]}
`;

/** What a program of somebody else may look like. */
const PROGRAM = `import { analyze, loadRuleSet, parseSources, type Report, render } from 'meshlint';

const { rules } = await loadRuleSet([], '.');
const read = parseSources([{ name: 'egress.yaml', text: ${JSON.stringify(FAULTY)} }]);
const said = { releases: {}, scopes: [], complete: [], failOn: 'error', requireComplete: false } as const;
const report: Report = analyze({ ...read, problems: [], captures: [], missing: [] }, rules, said);
const look = { tool: { name: 'mine', version: '1' }, color: false, verbosity: 'quiet' } as const;
process.stdout.write(render('text', report, look));
`;

describe('the package, installed into an empty folder', () => {
  let home = '';
  const run = (command: string, ...args: readonly string[]) => {
    try {
      return execFileSync(command, args, { cwd: home, encoding: 'utf8' });
    } catch (error) {
      return String(error instanceof Error && 'stdout' in error ? error.stdout : error);
    }
  };

  beforeAll(() => {
    home = directory({
      'package.json': '{ "type": "module" }',
      'egress.yaml': FAULTY,
      'program.mts': PROGRAM,
    });
    const pack = ['pack', '--ignore-scripts', '--silent', '--pack-destination', home, ROOT];
    run('npm', 'install', '--offline', '--silent', `./${run('npm', ...pack).trim()}`);
  });

  it('brings no other package', () => {
    const installed = readdirSync(join(home, 'node_modules')).filter((name) => !name.startsWith('.'));
    expect(installed).toEqual(['meshlint']);
  });

  it('says as a command and as a library what is wrong', () => {
    const node = ['--types', 'node', '--typeRoots', join(ROOT, 'node_modules/@types')];
    const strictly = ['--strict', '--module', 'nodenext', '--target', 'es2023', ...node];
    expect(run(join(ROOT, 'node_modules/.bin/tsc'), ...strictly, 'program.mts')).toBe('');
    const said = run(process.execPath, 'program.mjs');
    expect(said).toContain('spec.host is not a known key');
    expect(run('node_modules/.bin/meshlint', '--quiet', 'egress.yaml')).toBe(said);
  });

  it.each<[string, (code: Buffer) => Buffer]>([
    ['nothing', () => Buffer.alloc(0)],
    ['zeros, as after a loss of power', ({ length }) => Buffer.alloc(length)],
    ['something else', ({ length }) => Buffer.alloc(length, 'no code ')],
  ])('works when the compiled code that it keeps turns into %s, and mends it', (_, damaged) => {
    const lint = () => run('node_modules/.bin/meshlint', '--quiet', 'egress.yaml');
    const said = lint();
    const [release = ''] = readdirSync(join(home, 'node_modules/meshlint/.cache'));
    const cache = join(home, 'node_modules/meshlint/.cache', release);
    const files = readdirSync(cache);
    for (const file of files) writeFileSync(join(cache, file), damaged(readFileSync(join(cache, file))));
    const isDamaged = (file: string) => {
      const code = readFileSync(join(cache, file));
      return code.equals(damaged(code));
    };
    expect(files.filter(isDamaged)).toEqual(files);
    expect(lint()).toBe(said);
    expect(readdirSync(cache).filter(isDamaged)).toEqual([]);
  });
});

describe('what is built', () => {
  it('holds no file that nobody names', () => {
    const entries = readdirSync(DIST, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((each) => each.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
    const texts = [join(ROOT, 'package.json'), ...files].map(
      (file) => [file, readFileSync(file, 'utf8')] as const,
    );
    const isNamed = (file: string) =>
      texts.some(([other, text]) => other !== file && namesOf(file).some((name) => text.includes(name)));
    const strangers = files.filter((file) => !isNamed(file)).map((file) => relative(DIST, file));
    // The one is for lawyers, the other for Node.
    expect(strangers.sort()).toEqual(['THIRD-PARTY.txt', 'package.json']);
  });
});

/** A declaration is named as what it declares, and what was compiled of conditions after the kind that they judge. */
function namesOf(file: string): readonly string[] {
  const kind = relative(join(DIST, 'conditions'), file).replace('.cjs', '');
  return [basename(file).replace('.d.ts', '.js'), `"${kind}"`];
}
