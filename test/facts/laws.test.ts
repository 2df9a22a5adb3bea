import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FACTS } from '../../src/facts/derive.js';
import type { JsonObject } from '../../src/input/json.js';
import { schemaOf } from './facts.js';

test('each kind of fact has a schema, and each schema a kind', () => {
  const files = readdirSync(new URL('../../schemas/facts', import.meta.url));
  expect(files.sort()).toEqual(FACTS.map(({ kind }) => `${kind}.schema.json`).sort());
});

test.each(FACTS.map(({ kind }) => kind))(
  'the schema of %s speaks of its kind and tells what each value means',
  (kind) => {
    const schema = schemaOf(kind);
    const {
      apiVersion: _apiVersion,
      kind: own,
      metadata: _metadata,
      ...values
    } = schema.properties as JsonObject;
    expect(own).toEqual({ const: kind });
    expect(schema.description).toBeTypeOf('string');
    const silent = Object.entries(values).filter(
      ([, value]) => (value as JsonObject).description === undefined,
    );
    expect(silent.map(([key]) => key)).toEqual([]);
  },
);
