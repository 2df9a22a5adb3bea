import { isArray, isObject, type Json } from '../json.js';

/** What a CustomResourceDefinition says of the kind that it defines. */
export interface Defined {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly isNamespaced: boolean;
}

/**
 * The kinds that the CustomResourceDefinitions in some values define: single definitions, arrays and lists of them.
 * Anything else in the values is passed over.
 */
export function definedIn(values: readonly Json[]): readonly Defined[] {
  return values.flatMap((value) => {
    if (isArray(value)) return definedIn(value);
    if (!isObject(value)) return [];
    if (isArray(value.items)) return definedIn(value.items);
    const defined = defines(value.spec);
    return defined === undefined ? [] : [defined];
  });
}

function defines(spec: Json | undefined): Defined | undefined {
  if (!isObject(spec) || !isObject(spec.names)) return undefined;
  const { group } = spec;
  const { kind, plural } = spec.names;
  if (typeof group !== 'string' || typeof kind !== 'string' || typeof plural !== 'string') return undefined;
  return { group, kind, plural, isNamespaced: spec.scope !== 'Cluster' };
}
