import { _, Name } from 'ajv';
import { Ajv2020, type CodeOptions } from 'ajv/dist/2020.js';
import type { JsonObject } from '../input/json.js';
import { FORMATS } from './formats.js';
import { KEYWORDS } from './keywords.js';
import type { Condition } from './rule.js';
import type { Validate } from './validate.js';

/** Compiles conditions into functions that tell every mistake. */
export class Validator {
  readonly #schemas: ReadonlyMap<string, JsonObject>;
  #ajv: Ajv2020 | undefined;

  /** `schemas` are those that conditions may `$ref`, by their path in schemas/kinds. */
  constructor(schemas: ReadonlyMap<string, JsonObject>) {
    this.#schemas = schemas;
  }

  /** Throws where the condition is no schema that the strict validator takes. */
  compile(condition: Condition): Validate {
    this.#ajv ??= ajvWith(this.#schemas);
    return this.#ajv.compile<unknown>(condition as object) as Validate;
  }
}

/** The validator with our formats and keywords. */
export function ajvWith(schemas: ReadonlyMap<string, JsonObject>, code: CodeOptions = {}): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    messages: false,
    passContext: true,
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
    validateSchema: false,
    formats: Object.fromEntries(Object.entries(FORMATS).map(([name, { matches }]) => [name, matches])),
    code,
  });
  for (const keyword of Object.keys(KEYWORDS)) addKeyword(ajv, keyword);
  for (const [name, schema] of schemas) ajv.addSchema(schema, name);
  return ajv;
}

/** The code of the validator has the judgement as `this`; code that is written to a file finds our keywords in `given`. */
function addKeyword(ajv: Ajv2020, keyword: string): void {
  ajv.addKeyword({
    keyword,
    error: { message: '' },
    code: (context) => {
      const { gen, data, schemaValue, it } = context;
      const place = _`${new Name('instancePath')} + ${it.errorPath}`;
      const judge = gen.scopeValue('keyword', {
        ref: KEYWORDS[keyword],
        code: _`given.keywords.${new Name(keyword)}`,
      });
      context.pass(_`${judge}(this, ${schemaValue}, ${data}, ${place})`);
    },
  });
}
