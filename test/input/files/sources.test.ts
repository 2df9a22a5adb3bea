import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readSources } from '../../../src/input/files/sources.js';
import { readInput } from '../../../src/input/read.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'meshlint-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(files: Readonly<Record<string, string | Uint8Array>>) {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), content);
  }
}

function link(name: string, target: string) {
  mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  symlinkSync(target, path.join(root, name));
}

/** Reads paths from the directory `cwd` of the test, and compares the names. */
async function check(paths: readonly string[], names: readonly string[], cwd = '.') {
  const read = await readSources(paths, { cwd: path.join(root, cwd) });
  expect(read.sources.map(({ name }) => name)).toEqual(names);
  return read;
}

describe('paths', () => {
  beforeEach(() =>
    write({
      'b.yaml': 'b',
      'a.yml': 'a',
      'a/z.json': 'z',
      'a/.hidden/h.yaml': 'h',
      'a/notes.txt': 'n',
      'a/[x].yaml': 'x',
      '.git/config.yaml': 'g',
      'a/node_modules/m/m.yaml': 'm',
      'a/UPPER.YAML': 'u',
    }),
  );

  test.each<[string, readonly string[], readonly string[]]>([
    [
      'a directory, whole and in order',
      ['.'],
      ['a.yml', 'a/.hidden/h.yaml', 'a/UPPER.YAML', 'a/[x].yaml', 'a/z.json', 'b.yaml'],
    ],
    ['a file, whatever its extension', ['a/notes.txt'], ['a/notes.txt']],
    ['a file named like a pattern', ['a/[x].yaml'], ['a/[x].yaml']],
    ['a pattern', ['a/*.{json,txt}'], ['a/notes.txt', 'a/z.json']],
    ['a pattern that matches hidden directories', ['**/h.yaml'], ['a/.hidden/h.yaml']],
    ['a pattern that matches a directory', ['a/.h*'], ['a/.hidden/h.yaml']],
    ['a pattern leaves other people’s files alone', ['**/{m,config}.yaml', 'b.yaml'], ['b.yaml']],
    ['a file named twice', ['b.yaml', './b.yaml', 'a/../b.yaml', '*.yaml'], ['b.yaml']],
    [
      'a file and its directory',
      ['a/z.json', 'a/.hidden', 'a/.hidden/h.yaml'],
      ['a/.hidden/h.yaml', 'a/z.json'],
    ],
    ['a directory of dependencies that is named', ['a/node_modules'], ['a/node_modules/m/m.yaml']],
  ])('%s', async (_, paths, names) => {
    const read = await check(paths, names);
    expect(read).toMatchObject({ problems: [], leftAlone: { files: 0, templates: 0, fixtures: 0 } });
  });

  test('what does not exist or match is missing', async () => {
    const read = await check(['nope.yaml', 'b.yaml', 'nope/*.yaml'], ['b.yaml']);
    expect(read.missing).toEqual(['nope.yaml', 'nope/*.yaml']);
  });

  test('standard input has a name of its own', async () => {
    const stdin = async () => Buffer.from('\ufeffkind: A\n');
    const { sources } = await readSources(['b.yaml', '-'], { cwd: root, stdin });
    expect(sources).toEqual([
      { name: '<stdin>', text: 'kind: A\n' },
      { name: 'b.yaml', text: 'b' },
    ]);
  });
});

describe('names', () => {
  beforeEach(() =>
    write({ 'work/a.yaml': 'a', 'repo/.git/HEAD': '', 'repo/apps/b/b.yaml': 'b', 'dump/pods/c.yaml': 'c' }),
  );

  test.each<[string, readonly string[], readonly string[]]>([
    ['inside the working directory', ['a.yaml'], ['a.yaml']],
    ['outside, from the repository on', ['../repo/apps'], ['apps/b/b.yaml']],
    ['outside, without a repository, from what was named', ['../dump'], ['pods/c.yaml']],
    ['of a file outside', ['../dump/pods/c.yaml'], ['c.yaml']],
  ])('%s', async (_, paths, names) => {
    await check(paths, names, 'work');
    await check(
      paths.map((name) => path.join(root, 'work', name)),
      names,
      'work',
    );
  });

  test('of namesakes outside are told apart by their folders', async () => {
    write({ 'one/dump/d.yaml': '1', 'two/dump/d.yaml': '2', 'two/dump/e.yaml': '3' });
    await check(['../one/dump', '../two/dump'], ['e.yaml', 'one/dump/d.yaml', 'two/dump/d.yaml'], 'work');
  });

  test('of a directory that only begins like the working directory', async () => {
    write({ '.git/HEAD': '', 'work-two/d.yaml': 'd', 'work/..e/e.yaml': 'e' });
    await check(['../work-two', '.'], ['..e/e.yaml', 'a.yaml', 'work-two/d.yaml'], 'work');
  });
});

describe('links', () => {
  test('a cycle is walked once', async () => {
    write({ 'a/b/x.yaml': 'x' });
    link('a/b/up', '..');
    link('a/self', '.');
    const { problems } = await check(['.'], ['a/b/x.yaml']);
    expect(problems).toEqual([]);
  });
  test('a file has its own name, not that of a link', async () => {
    write({ 'z/real.yaml': 'x' });
    link('a.yaml', 'z/real.yaml');
    await check(['.'], ['z/real.yaml']);
  });
  test('what lies elsewhere in the repository is read once', async () => {
    write({ '.git/HEAD': '', 'work/x.yaml': 'x', 'other/y.yaml': 'y', 'other/deep/z.yaml': 'z' });
    link('work/one', '../other');
    link('work/two', '../other');
    link('work/y.yaml', '../other/y.yaml');
    link('other/back', '../work');
    const { problems } = await check(['.'], ['one/deep/z.yaml', 'one/y.yaml', 'x.yaml'], 'work');
    expect(problems).toEqual([]);
  });
  test('a link that leads out of what is analyzed is a note', async () => {
    write({ 'work/x.yaml': 'x', 'other/y.yaml': 'y' });
    link('work/one', '../other');
    link('work/y.yaml', '../other/y.yaml');
    const { problems } = await check(['.'], ['x.yaml'], 'work');
    const message =
      'This link leads out of what is analyzed, so it was not followed; name its target too to read it.';
    expect(problems).toEqual([
      { level: 'note', subject: 'one', message },
      { level: 'note', subject: 'y.yaml', message },
    ]);
  });
  test('a link that leads nowhere is a note', async () => {
    write({ 'x.yaml': 'x' });
    link('broken.yaml', 'nowhere');
    const { problems } = await check(['.'], ['x.yaml']);
    const message = 'This link leads nowhere, so nothing was read through it.';
    expect(problems).toEqual([{ level: 'note', subject: 'broken.yaml', message }]);
  });
});

describe('what is no manifest', () => {
  test('templates of charts are counted, and the rest of a chart is read', async () => {
    write({
      'chart/Chart.yaml': 'c',
      'chart/values.yaml': 'v',
      'chart/crds/crd.yaml': 'd',
      'chart/templates/t.yaml': '{{',
      'chart/templates/deep/t.yaml': '{{',
      'chart/charts/sub/Chart.yaml': 'c',
      'chart/charts/sub/templates/t.yaml': '{{',
      'plain/templates/p.yaml': 'p',
    });
    const rest = [
      'chart/Chart.yaml',
      'chart/charts/sub/Chart.yaml',
      'chart/crds/crd.yaml',
      'chart/values.yaml',
      'plain/templates/p.yaml',
    ];
    expect((await check(['.'], rest)).leftAlone).toEqual({ files: 0, templates: 3, fixtures: 0 });
    expect((await check(['chart/templates/t.yaml'], [])).leftAlone).toEqual({
      files: 0,
      templates: 1,
      fixtures: 0,
    });
  });

  test('binary files are a note, and counted', async () => {
    write({ '._a.yaml': new Uint8Array([0, 5, 22, 7, 0, 2]), 'b.yaml': 'b' });
    const read = await check(['.'], ['b.yaml']);
    const message = 'This is not text, so it was left alone.';
    expect(read.problems).toEqual([{ level: 'note', subject: '._a.yaml', message }]);
    expect(read.leftAlone).toEqual({ files: 1, templates: 0, fixtures: 0 });
  });

  test('a file that no string can hold is a problem', async () => {
    write({ 'big.yaml': '', 'b.yaml': 'b' });
    truncateSync(path.join(root, 'big.yaml'), 600 * 1024 * 1024);
    const { problems } = await check(['.'], ['b.yaml']);
    const message = 'A document in this is larger than 500 MB; split it into several.';
    expect(problems).toEqual([{ level: 'error', subject: 'big.yaml', message }]);
  });

  // Root may read every file, but nobody reads the memory of a process from its first byte on.
  test.skipIf(process.platform !== 'linux')('a file that cannot be read is a problem', async () => {
    write({ 'b.yaml': 'b' });
    const { problems } = await check(['b.yaml', '/proc/self/mem'], ['b.yaml']);
    const message = 'This cannot be read (EIO); mend it, or leave it out.';
    expect(problems).toEqual([{ level: 'error', subject: 'mem', message }]);
  });
});

describe('what the user may not read', () => {
  /** Root may read everything, so it puts its rights aside. */
  async function withoutRights(run: () => Promise<unknown>) {
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(65534);
    try {
      await run();
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  }

  test.skipIf(process.platform === 'win32')('is a problem, and the rest is read', async () => {
    write({ 'a/x.yaml': 'x', 'b.yaml': 'b', 'c.yaml': 'c' });
    chmodSync(root, 0o755);
    chmodSync(path.join(root, 'a'), 0);
    chmodSync(path.join(root, 'b.yaml'), 0);
    const message =
      'Permission to read this is missing; grant it to the user who runs meshlint, or leave it out.';
    await withoutRights(async () => {
      const { problems } = await check(['.'], ['c.yaml']);
      expect(problems).toEqual(['a', 'b.yaml'].map((subject) => ({ level: 'error', subject, message })));
    });
    chmodSync(path.join(root, 'a'), 0o755);
  });
});

test('all counts of a run come together', async () => {
  write({
    'a.yaml': 'apiVersion: v1\nkind: A\n',
    'b.yaml': 'x: 1\n',
    'c.yaml': 'apiVersion: v1\nkind: A\nx: {{ . }}\n',
    'd.yaml': new Uint8Array([1, 0, 0, 1]),
    'chart/Chart.yaml': 'name: c\n',
    'chart/templates/t.yaml': '',
  });
  const { documents, counts, missing } = await readInput(['.', 'nope'], { cwd: root });
  expect(documents.map(({ source }) => source.name)).toEqual(['a.yaml']);
  expect(counts).toEqual({
    files: 6,
    filesNotKubernetes: 3,
    patches: 0,
    templates: 2,
    fixtures: 0,
    unread: 0,
  });
  expect(missing).toEqual(['nope']);
});
