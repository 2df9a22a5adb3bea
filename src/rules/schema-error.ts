import type { ErrorObject } from 'ajv/dist/2020.js';

/** A mistake as the schema validator tells it. Its texts never leave this room. */
export type SchemaError = ErrorObject;

/** What failed inside an alternative or a chosen branch is told by the alternative, and by the branch itself. */
export function outermost(errors: readonly SchemaError[]): readonly SchemaError[] {
  const alternatives = errors.filter(({ keyword }) =>
    ['anyOf', 'oneOf', 'not', 'contains'].includes(keyword),
  );
  return errors.filter(
    (error) =>
      error.keyword !== 'if' &&
      error.keyword !== 'propertyNames' &&
      !alternatives.some((outer) => outer !== error && error.schemaPath.startsWith(`${outer.schemaPath}/`)),
  );
}
