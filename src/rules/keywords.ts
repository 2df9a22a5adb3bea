import type { Json } from '../input/json.js';
import { unknownAnswer } from './absence.js';
import { exists } from './exists.js';
import { durationOf } from './go-duration.js';
import type { Judgement } from './judgement.js';
import { operandValues, unknownAmong } from './operand.js';
import { askedMeshes, type MeshRange } from './releases.js';
import { selects } from './selects.js';
import { unique } from './unique.js';

/** Judges a value by a keyword and its operand, and notes in the judgement what it finds on the way. */
export type Keyword = (judgement: Judgement, schema: Json, value: Json, instancePath: string) => boolean;

/** The keywords that rules have beside JSON Schema. Their meaning: schemas/condition.schema.json. */
export const KEYWORDS: Readonly<Record<string, Keyword>> = {
  exists,
  equals,
  unique,
  selects,
  mesh,
  onlyIn,
  goDurationAtLeast,
};

/** Without anything to compare with there is nothing to complain of. */
function equals(judgement: Judgement, schema: Json, value: Json, instancePath: string): boolean {
  const wanted = operandValues(schema, judgement.root, judgement.pathOf(instancePath));
  const unknown = unknownAmong(wanted);
  if (unknown !== undefined) return unknownAnswer(judgement, unknown);
  return wanted.length === 0 || wanted.includes(value);
}

function mesh(judgement: Judgement, schema: Json): boolean {
  const range = schema as MeshRange;
  for (const asked of askedMeshes(range)) judgement.asked.add(asked);
  return judgement.setting.releases.satisfy(range);
}

/** Nothing is asked of an assumed release: it is no reason to deny that a field exists. */
function onlyIn(judgement: Judgement, schema: Json): boolean {
  return judgement.setting.releases.mayBeIn(schema as MeshRange);
}

/** Text that is no duration is the matter of another keyword. */
function goDurationAtLeast(_judgement: Judgement, schema: Json, value: Json): boolean {
  const duration = durationOf(String(value));
  return duration === undefined || duration === 0 || duration >= (durationOf(String(schema)) ?? 0);
}
