import { Ajv2020 } from 'ajv/dist/2020.js';
import type { BrokenDocument, Document, Part } from '../input/document.js';
import type { JsonObject } from '../input/json.js';
import type { Path } from '../input/path.js';
import type { Location } from '../input/source.js';
import { FORMATS } from './formats.js';
import { mistakeOf } from './mistakes.js';
import { outermost } from './schema-error.js';
import { sentence } from './words.js';

/** A mistake in a file that is meant for meshlint: a place, and a sentence that says how to mend it. */
export interface FileMistake {
  readonly location: Location;
  readonly message: string;
}

/** Says how a document differs from the schema called `name`; the schemas may refer to each other by their names. */
export function schemaChecker(
  schemas: ReadonlyMap<string, JsonObject>,
  name: string,
): (document: Document) => readonly FileMistake[] {
  const ajv = new Ajv2020({ allErrors: true, verbose: true, messages: false, strict: false });
  for (const [format, { matches }] of Object.entries(FORMATS)) ajv.addFormat(format, matches);
  for (const [each, schema] of schemas) ajv.addSchema(schema, each);
  const validate = ajv.getSchema(name);
  const schema = schemas.get(name) ?? {};
  return (document) => {
    if (validate === undefined || validate(document.value)) return [];
    return outermost(validate.errors ?? []).map((error) => {
      const mistake = mistakeOf(error, { path: [], realPath: (same) => same, schema, isSecret: false });
      return mistakeAt(document, mistake.path, sentence(mistake.sentence), mistake.part);
    });
  };
}

export function mistakeAt(
  document: Document,
  path: Path,
  message: string,
  part: Part = 'value',
): FileMistake {
  return { location: { source: document.source, range: document.locate(path, part) }, message };
}

export function brokenMistake({ source, range, message }: BrokenDocument): FileMistake {
  return { location: { source, range }, message: sentence(message) };
}
