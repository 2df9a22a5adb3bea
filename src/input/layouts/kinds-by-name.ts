import { type KnownKind, kindOfPlural } from '../kinds.js';

/** By group, then by the name that the tool uses: the plural. */
export type NamesOfKinds = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The kinds by the names that a tool gives to their files and folders. */
export function kindsByName(names: NamesOfKinds): ReadonlyMap<string, KnownKind> {
  return new Map(
    Object.entries(names).flatMap(([group, plurals]) =>
      Object.entries(plurals).map(([name, plural]) => [name, known(plural, group)] as const),
    ),
  );
}

/** A row that names no kind is a mistake of the program. */
function known(plural: string, group: string): KnownKind {
  const kind = kindOfPlural(plural, group);
  if (kind === undefined)
    throw new Error(`no kind is known by the plural '${plural}' in the group '${group}'`);
  return kind;
}
