import { kindName, type ResourceId } from '../graph/resource.js';
import { Unknown } from '../graph/unknown.js';
import { isArray, type Json } from '../input/json.js';
import { INSIDE_YAML, type Path } from '../input/path.js';

const LONGEST_QUOTE = 80;

/** A value as a message shows it by itself: text bare, a list joined, the rest as JSON. Text longer than `longest` is cut. */
export function shown(value: Json, longest = LONGEST_QUOTE): string {
  if (value instanceof Unknown) return '(not known)';
  if (typeof value === 'string') return cut(value, longest);
  if (isArray(value))
    return joined(
      value.map((item) => shown(item, longest)),
      'and',
    );
  return cut(JSON.stringify(value), longest);
}

/** A value with its type, as a message contrasts it with what belongs there. */
export function described(value: Json): string {
  if (typeof value === 'string') return `the text '${cut(value)}'`;
  if (typeof value === 'number') return `the number ${value}`;
  if (value === null) return 'empty';
  if (typeof value === 'boolean') return String(value);
  return isArray(value) ? 'a list' : 'a mapping';
}

/** `a, b or c`. */
export function joined(words: readonly string[], conjunction: 'and' | 'or'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1)}`;
}

/** A clause with its period, which a question does not take. */
export function sentence(clause: string): string {
  return clause.endsWith('?') ? clause : `${clause}.`;
}

/** `spec.rules[0].name`; a key that holds a dot stands in brackets: `metadata.labels[istio.io/rev]`. */
export function fieldName(path: Path): string {
  return path
    .filter((segment) => segment !== INSIDE_YAML)
    .map((segment, index) =>
      /^[^.[\]/]+$/.test(String(segment)) && !/^\d+$/.test(String(segment))
        ? `${index === 0 ? '' : '.'}${segment}`
        : `[${segment}]`,
    )
    .join('');
}

/** The data of a Secret appears in no message, no fingerprint and no report. */
export function isSecret(id: ResourceId, value: Json | undefined): boolean {
  return kindName(id) === 'Secret' && value !== undefined;
}

function cut(text: string, longest = LONGEST_QUOTE): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length <= longest ? line : `${line.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
