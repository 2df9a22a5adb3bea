import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { walkArchive } from '../../../src/input/archives/archive.js';
import { DEFAULT_LIMITS } from '../../../src/input/archives/limits.js';
import { bytesOf, tarOf } from './archives.js';
import { zipOf } from './zip-writer.js';

/** Any name that a file can have, but those that are skipped or have a meaning of their own. */
const names = fc
  .oneof(
    fc.string({ minLength: 1 }),
    fc.string({ minLength: 1, unit: 'grapheme' }),
    fc.constantFrom('a', 'b.gz', 'c.tar'),
  )
  .map((name) => name.replaceAll(/[/\0]/g, '-'))
  .filter((name) => !/^(?:\.|\.\.|\._.*|[A-Za-z]:)$/s.test(name));

const trees = fc.dictionary(
  fc.array(names, { minLength: 1, maxLength: 8 }).map((parts) => parts.join('/')),
  fc.oneof(
    fc.uint8Array({ maxLength: 3000 }),
    fc.string().map((text) => Buffer.from(text.repeat(5000))),
  ),
  { minKeys: 1, maxKeys: 8, noNullPrototype: true },
);

type Tree = Readonly<Record<string, Uint8Array>>;

test.each<[string, (tree: Tree) => Promise<Uint8Array>]>([
  ['tar', (tree) => tarOf(Object.entries(tree))],
  ['tar.gz', async (tree) => gzipSync(await tarOf(Object.entries(tree)))],
  ['zip', async (tree) => zipOf(Object.entries(tree).map(([name, content]) => ({ name, content })))],
  [
    'zip, stored',
    async (tree) => zipOf(Object.entries(tree).map(([name, content]) => ({ name, content, method: 0 }))),
  ],
  [
    'zip in tar.gz',
    async (tree) => {
      const zip = zipOf(Object.entries(tree).map(([name, content]) => ({ name, content })));
      return gzipSync(await tarOf([['n.zip', zip]]));
    },
  ],
])('any tree comes back from a %s', async (form, write) => {
  const prefix = form === 'zip in tar.gz' ? 'n.zip!/' : '';
  await fc.assert(
    fc.asyncProperty(trees, async (tree) => {
      const found = new Map<string, string>();
      const bytes = await write(tree);
      const walk = await walkArchive({ name: 'a', bytes }, DEFAULT_LIMITS, (path) => async (content) => {
        found.set(path, (await bytesOf(content)).toString('latin1'));
      });
      const expected = Object.entries(tree).map(([path, content]) => [
        prefix + path,
        Buffer.from(content).toString('latin1'),
      ]);
      expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
      expect(walk).toEqual({ paths: [...found.keys()].sort(), problems: [] });
      expect(await walkArchive({ name: 'a', bytes }, DEFAULT_LIMITS)).toEqual(walk);
    }),
    { numRuns: 150 },
  );
});
