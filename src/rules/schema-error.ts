/** A mistake as the schema validator tells it. Its texts never leave this room. */
export interface SchemaError {
  readonly keyword: string;
  /** JSON Pointers: to the value that fails, and to the keyword that it fails. */
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly propertyName?: string;
  /** The value of the keyword, the schema that it stands in, and the value that fails. */
  readonly schema?: unknown;
  readonly parentSchema?: Readonly<Record<string, unknown>>;
  readonly data?: unknown;
}

/** What failed inside an alternative or a chosen branch is told by the alternative, and by the branch itself. */
export function outermost(errors: readonly SchemaError[]): readonly SchemaError[] {
  const alternatives = new Set(
    errors
      .filter(({ keyword }) => ['anyOf', 'oneOf', 'not', 'contains'].includes(keyword))
      .map(({ schemaPath }) => schemaPath),
  );
  return errors.filter(
    ({ keyword, schemaPath }) =>
      keyword !== 'if' &&
      keyword !== 'propertyNames' &&
      !pathsAbove(schemaPath).some((path) => alternatives.has(path)),
  );
}

/** `#/anyOf/1/type` stands below `#/anyOf/1`, `#/anyOf` and `#`. */
function pathsAbove(schemaPath: string): readonly string[] {
  return Array.from(schemaPath.matchAll(/\//g), ({ index }) => schemaPath.slice(0, index));
}
