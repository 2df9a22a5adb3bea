import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FACTS } from '../src/facts/derive.js';
import { FORMATS } from '../src/rules/formats.js';

const ROOT = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

it('the map of the house names only files that are there', () => {
  const named = Array.from(
    read('docs/architecture.md').matchAll(/`((?:\w+\/)+[\w.-]+\.(?:ts|json|md))`/g),
    ([, file = '']) => file,
  );
  const missing = named.filter(
    (file) => !existsSync(join(ROOT, 'src', file)) && !existsSync(join(ROOT, file)),
  );
  expect(named.length).toBeGreaterThan(15);
  expect(missing).toEqual([]);
});

it('every kind of facts has a schema, and a line for authors of rules', () => {
  const schemas = readdirSync(join(ROOT, 'schemas/facts')).map((file) => file.replace('.schema.json', ''));
  const guide = read('docs/writing-rules.md');
  expect(schemas.sort()).toEqual(FACTS.map(({ kind }) => kind).sort());
  expect(FACTS.map(({ kind }) => kind).filter((kind) => !guide.includes(`\`meshlint/${kind}\``))).toEqual([]);
});

it('the schema of conditions knows the keywords and formats that the guide and the code know', () => {
  const schema = JSON.parse(read('schemas/condition.schema.json'));
  const own = ['exists', 'equals', 'unique', 'selects', 'mesh', 'onlyIn', 'goDurationAtLeast'];
  expect(own.filter((keyword) => !(keyword in schema.properties))).toEqual([]);
  expect(own.filter((keyword) => !read('docs/writing-rules.md').includes(`\`${keyword}: `))).toEqual([]);
  const internal = ['regex', 'release-range'];
  const known = Object.keys(FORMATS).filter((format) => !internal.includes(format));
  expect(schema.properties.format.enum.toSorted()).toEqual(known.toSorted());
});
