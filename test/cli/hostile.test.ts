import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { directory, meshlint } from './meshlint.js';

const NEIGHBOUR = `apiVersion: v1
kind: Namespace
metadata:
  name: shop
  annotations: { openservicemesh.io/sidecar-injection: enabeld }
`;
const FINDING = 'z.yaml:5:56: error[osm-namespace-injection-unknown-value]';
const OBJECT = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n';
const BOMB = Array.from({ length: 12 }, (_, n) =>
  n === 0
    ? 'a0: &a0 [x, x]'
    : `a${n}: &a${n} [${Array(9)
        .fill(`*a${n - 1}`)
        .join(', ')}]`,
).join('\n');

describe('beside a hostile file nothing is lost', () => {
  it.each([
    ['empty', '', '2 files (1 file holds no Kubernetes objects)'],
    [
      'binary',
      Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 0xff]),
      'a.yaml: This is not text, so it was left alone.',
    ],
    ['10,000 levels of flow', `${OBJECT}a: ${'['.repeat(10_000)}`, 'nested more than 500 levels deep'],
    [
      '10,000 levels of JSON',
      `{"apiVersion":"v1","kind":"X","a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`,
      'nested more than 500 levels deep',
    ],
    ['10,000 dashes', `${OBJECT}a:\n  ${'- '.repeat(10_000)}x\n`, 'nested more than 500 levels deep'],
    ['an anchor bomb', `${OBJECT}${BOMB}\n`, 'aliases blow this document up'],
    ['an anchor inside itself', `${OBJECT}a: &a\n  b: *a\n`, 'stands inside the value that it refers to'],
    [
      'a line of 50 MB that only the library reads',
      `${OBJECT}a: !x ${'x'.repeat(50_000_000)}\n`,
      'one value is longer than 20 MB',
    ],
    [
      'an object that is no mapping inside',
      `${OBJECT}data: 5\n---\napiVersion: v1\nkind: Pod\nmetadata: []\nspec: x\n`,
      '3 objects',
    ],
    ['escape sequences', `${OBJECT}"\u001b]0;title\u0007\u001b[2J": &x "\n`, 'error[broken-document]'],
  ])('%s', (_, content, told) => {
    const { code, out, err } = meshlint([], directory({ 'a.yaml': content, 'z.yaml': NEIGHBOUR }));
    expect([code, err]).toEqual([1, '']);
    expect(out).toContain(FINDING.slice('z.yaml:5:56: '.length));
    expect(out).toContain('--> z.yaml:5:56');
    expect(out).toContain(told);
    expect(out).not.toContain('\u001b');
    expect(out).not.toMatch(/\n\s+at .+:\d+:\d+\)/);
  });

  it('a cycle of links', () => {
    const cwd = directory({ 'z.yaml': NEIGHBOUR, 'sub/y.yaml': OBJECT });
    symlinkSync('..', join(cwd, 'sub/up'));
    symlinkSync('.', join(cwd, 'self'));
    const { code, out } = meshlint(['-q'], cwd);
    expect([code, out.includes(FINDING), out.includes('2 objects in 2 files')]).toEqual([1, true, true]);
  });

  it.skipIf(process.platform !== 'linux')('a file that cannot be read: the run failed, and says so', () => {
    const { code, out } = meshlint(['.', '/proc/self/mem'], directory({ 'z.yaml': NEIGHBOUR }));
    expect(code).toBe(2);
    expect(out).toContain('problem: mem: This cannot be read');
    expect(out).toContain('--> z.yaml:5:56');
  });
});

it('shows no data of a Secret', () => {
  const secret = `apiVersion: v1
kind: Secret
metadata: { name: a, namespace: shop }
data: { password: aHVudGVyMg== }
data: { password: aHVudGVyMg== }
`;
  const cwd = directory({ 'a.yaml': secret, 'b.yaml': secret.replace('}\n', '\n') });
  for (const format of ['text', 'sarif', 'json']) {
    const { code, out } = meshlint(['--format', format], cwd);
    expect(code).toBe(1);
    expect(out).not.toContain('aHVudGVyMg');
  }
});
