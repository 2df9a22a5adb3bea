// The tool that one would write in an afternoon: yaml with places, and ajv: node naive.mjs FILE|FOLDER SCHEMAS
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { LineCounter, parseAllDocuments } from 'yaml';
import { filesIn } from './files.mjs';

const [path, schemas] = process.argv.slice(2);
const ajv = new Ajv2020({ strict: false, allErrors: true });
const validators = Object.entries(JSON.parse(readFileSync(schemas, 'utf8'))).map(([kind, schema]) => [
  kind,
  ajv.compile(schema),
]);
const byKind = new Map(validators);
const results = [];

for (const file of filesIn(path)) {
  const lines = new LineCounter();
  for (const document of parseAllDocuments(readFileSync(file, 'utf8'), { lineCounter: lines }))
    for (const [object, at] of objectsIn(document.errors.length > 0 ? null : document.toJS()))
      judge(object, at, { file, document, lines });
}
console.log(JSON.stringify(results));

function objectsIn(value) {
  if (value?.kind === 'List') return value.items.map((item, index) => [item, ['items', index]]);
  return value === null ? [] : [[value, []]];
}

function judge(object, at, { file, document, lines }) {
  const validate = byKind.get(object.kind);
  if (validate === undefined || validate(object)) return;
  for (const { instancePath, message } of validate.errors) {
    const node = document.getIn([...at, ...instancePath.split('/').slice(1)], true);
    results.push({ file, message, ...lines.linePos(node?.range?.[0] ?? 0) });
  }
}
