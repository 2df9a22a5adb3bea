import { pickFrom } from '../graph/query.js';
import type { Resource } from '../graph/resource.js';
import type { Json } from '../input/json.js';
import { type Path, pointerOf } from '../input/path.js';
import { isPath } from './operand.js';
import { isSecret, joined, shown } from './words.js';

/** Facts speak in phrases of their own, in which names of the input stand: they are cut later than foreign text. */
const LONGEST_PHRASE = 400;

const PLACEHOLDER = /\{([^{}]+)\}(\.?)/g;

/** A placeholder that nothing fills: a mistake of the rule, never text for a user. */
class UnfilledPlaceholder extends Error {}

/** The placeholders of a message, without their braces and fallbacks. */
export function placeholdersOf(template: string): readonly string[] {
  return Array.from(template.matchAll(PLACEHOLDER), ([, inner = '']) => inner.split('|')[0] ?? '');
}

/**
 * A message with its placeholders filled: `{path}` by the values there, seen from `here`; `{path|text}` by the text
 * where there are none; `{word}` by one of `words`. A question takes no period.
 */
export function fillMessage(
  template: string,
  resource: Resource,
  here: Path,
  words: Readonly<Record<string, string>>,
): string {
  return template.replaceAll(PLACEHOLDER, (_, inner: string, period: string) => {
    const [name = '', fallback] = inner.split('|');
    const text = isPath(name) ? textAt(name, resource, here) : words[name];
    const filled = text ?? fallback;
    if (filled === undefined) {
      throw new UnfilledPlaceholder(`nothing fills {${name}} at ${pointerOf(here) || 'the root'}`);
    }
    return filled.endsWith('?') ? filled : filled + period;
  });
}

function textAt(path: string, resource: Resource, here: Path): string | undefined {
  const picked = pickFrom(resource.value, here, path);
  if (picked.length === 0) return undefined;
  const longest = resource.id.group === 'meshlint' ? LONGEST_PHRASE : undefined;
  return joined(
    picked.map(({ value, path: at }) => (isHidden(resource, at, value) ? '(hidden)' : shown(value, longest))),
    'and',
  );
}

/** What names a Secret may be shown. Its annotations may hold a copy of all of it, as `kubectl apply` writes one. */
function isHidden(resource: Resource, [top, part]: Path, value: Json): boolean {
  const isName = top === 'metadata' && part !== undefined && part !== 'annotations';
  return !isName && isSecret(resource.id, value);
}
