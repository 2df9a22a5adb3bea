import { type KindName, kindNameOf } from '../kinds.js';

const [LF, BLANK, DASH] = [10, 32, 45];

/**
 * The kind that an item of a YAML list says it is of, found without reading it, as kubectl writes it: where it looks
 * otherwise, undefined. Whether it is right shows as soon as the item is read.
 */
export function kindOfItem(bytes: Buffer): KindName | undefined {
  const indent = indentOf(bytes);
  if (indent === undefined) return undefined;
  const apiVersion = textOf(bytes, 'apiVersion', indent);
  const kind = textOf(bytes, 'kind', indent);
  return apiVersion === undefined || kind === undefined ? undefined : kindNameOf({ apiVersion, kind });
}

/** The column of the keys behind the dash of the item. */
function indentOf(bytes: Buffer): number | undefined {
  let at = 0;
  while (bytes[at] === BLANK) at += 1;
  return bytes[at] === DASH && bytes[at + 1] === BLANK ? at + 2 : undefined;
}

function textOf(bytes: Buffer, key: string, indent: number): string | undefined {
  const first = `${' '.repeat(indent - 2)}- ${key}: `;
  const other = `\n${' '.repeat(indent)}${key}: `;
  const isFirst = bytes.toString('latin1', 0, first.length) === first;
  const found = isFirst ? 0 : bytes.indexOf(other);
  if (found < 0) return undefined;
  const start = found + (isFirst ? first : other).length;
  const end = bytes.indexOf(LF, start);
  const text = bytes.toString('latin1', start, end < 0 ? bytes.length : end);
  return /^[\w./-]+$/.test(text) ? text : undefined;
}
