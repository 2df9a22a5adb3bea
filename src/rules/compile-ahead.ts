import { _ } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import type { KindName } from '../graph/resource.js';
import { groupBy } from '../input/group-by.js';
import { isArray, isObject, type JsonObject } from '../input/json.js';
import { conditionName } from './ahead.js';
import { isCaseOfOther } from './cases.js';
import type { Condition, Rule } from './rule.js';
import { ajvWith } from './validator.js';

/**
 * The text of a module for each kind that rules judge: what tells the mistakes of their conditions, in CommonJS. To compile
 * a condition takes the validator longer than to judge thousands of values by it.
 */
export function moduleTexts(
  rules: readonly Rule[],
  schemas: ReadonlyMap<string, JsonObject>,
): ReadonlyMap<KindName, string> {
  const kinds = new Set(rules.flatMap(({ subject }) => subject.kinds));
  return new Map([...kinds].map((kind) => [kind, moduleText(kind, rules, schemas)]));
}

function moduleText(
  kind: KindName,
  rules: readonly Rule[],
  schemas: ReadonlyMap<string, JsonObject>,
): string {
  const ajv = ajvWith(schemas, { source: true, formats: _`given.formats` });
  const judging = rules.filter(({ subject }) => subject.kinds.includes(kind));
  const conditions = judging.flatMap((rule) =>
    conditionsOf(rule).map(([name, condition]) => ({
      name,
      condition: isOnWhole(rule) ? onlyOfKind(condition, kind, schemas, ajv) : condition,
    })),
  );
  const equal = [...groupBy(conditions, ({ condition }) => JSON.stringify(condition)).values()];
  for (const [first] of equal) if (first !== undefined) ajv.addSchema(first.condition as object, first.name);
  const code = standalone.default(
    ajv,
    Object.fromEntries(equal.map(([first]) => [first?.name, first?.name])),
  );
  const others = equal.flatMap(([first, ...rest]) => rest.map(({ name }) => alias(name, first?.name)));
  const body = `${withoutRequires(code)} ${others.join(' ')}`;
  return `module.exports = (given) => { const exports = {}; ${body} return exports; };\n`;
}

/** What is equal is compiled once. */
function alias(name: string, of: string | undefined): string {
  return `exports[${JSON.stringify(name)}] = exports[${JSON.stringify(of)}];`;
}

function conditionsOf({ id, subject, when, expect }: Rule): readonly (readonly [string, Condition])[] {
  const where = subject.where;
  return [
    ...(where === undefined ? [] : [[conditionName(id, 'where'), where] as const]),
    ...(when === undefined ? [] : [[conditionName(id, 'when'), when] as const]),
    [conditionName(id, 'expect'), expect],
  ];
}

function isOnWhole({ subject }: Rule): boolean {
  return subject.at.every((query) => query === '');
}

/** A schema of several kinds is an `allOf` of cases, of which one kind needs but its own. */
function onlyOfKind(
  condition: Condition,
  kind: KindName,
  schemas: ReadonlyMap<string, JsonObject>,
  ajv: Ajv2020,
): Condition {
  const reference = isObject(condition) ? String(condition.$ref) : '';
  const schema = schemas.get(reference);
  if (schema === undefined || !isArray(schema.allOf)) return condition;
  const name = `${reference}?${kind.split('/').at(-1)}`;
  const allOf = schema.allOf.map((each) => (isCaseOfOther(kind, each) ? true : each));
  if (ajv.schemas[name] === undefined) ajv.addSchema({ ...schema, allOf }, name);
  return { ...(condition as JsonObject), $ref: name };
}

/** The validator's own functions, which its code would load from its package, are given to it as well. */
function withoutRequires(code: string): string {
  const text = code.replaceAll(/require\("ajv\/dist\/runtime\/(\w+)"\)\.default/g, 'given.runtime.$1');
  if (text.includes('require(')) throw new Error('What was compiled ahead asks for a package.');
  return text;
}
