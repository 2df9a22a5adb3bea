/**
 * A path of keys and indexes from the root of a value. The segment `<yaml>` steps into a text that is itself YAML (the
 * mesh configuration inside a ConfigMap), so that a value and its place inside the text have a path like any other.
 */
export type Path = readonly (string | number)[];

export const INSIDE_YAML = '<yaml>';

/** The JSON Pointer of a path: `/metadata/labels/a~1b`. */
export function pointerOf(path: Path): string {
  return path.map((segment) => `/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The segments of a JSON Pointer, all as text: an index becomes a number only where it meets an array. */
export function segmentsOf(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}
