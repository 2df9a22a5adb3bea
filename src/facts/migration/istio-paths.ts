/** What has a meaning of its own in a regular expression. */
const SPECIAL = /[.*+?()[\]{}|^$\\]/;

/**
 * What an AuthorizationPolicy of Istio can say instead of a regular expression that must meet a whole text, as those of SMI
 * must: an exact text, `prefix*`, `*suffix`, or `*`. Undefined where nothing of these says the same.
 */
export function istioPath(regex: string): string | undefined {
  const body = regex.replace(/^\^/, '').replace(/(?<!\\)\$$/, '');
  if (body === '.*' || body === '(.*)') return '*';
  const prefix = /^(.*?)(?:\.\*|\(\.\*\))$/s.exec(body)?.[1];
  const suffix = /^(?:\.\*|\(\.\*\))(.*)$/s.exec(body)?.[1];
  if (prefix !== undefined) return withStar(literal(prefix), 'after');
  return suffix === undefined ? literal(body) : withStar(literal(suffix), 'before');
}

function withStar(text: string | undefined, where: 'before' | 'after'): string | undefined {
  if (text === undefined) return undefined;
  return where === 'after' ? `${text}*` : `*${text}`;
}

/**
 * The one text that an expression is meant for: a dot between letters, as in a host name, is seldom meant for anything but
 * itself. A star would be read as more than itself.
 */
function literal(regex: string): string | undefined {
  const text = regex.replace(/\\([^A-Za-z0-9])/g, (_, character: string) => character);
  const isPlain = !SPECIAL.test(regex.replace(/\\[^A-Za-z0-9]|(?<=\w)\.(?=\w)/g, ''));
  return isPlain && text !== '' && !text.includes('*') ? text : undefined;
}
