import { isPlaceholder } from '../../graph/placeholder.js';
import type { Resource } from '../../graph/resource.js';
import type { Path } from '../../input/path.js';
import { mappingAt } from '../metadata.js';
import { type Bundle, decodeBundle, decodePem } from './certificates.js';

/** The keys of a Secret. */
export function keysOf({ value }: Resource): readonly string[] {
  return ['data', 'stringData'].flatMap((part) => Object.keys(mappingAt(value, [part])));
}

/** Where a key stands; of one that is not there, the mapping that lacks it. */
export function pathOf({ value }: Resource, key: string): Path {
  const part = ['data', 'stringData'].find((each) => Object.hasOwn(mappingAt(value, [each]), key));
  if (part !== undefined) return [part, key];
  return [Object.keys(mappingAt(value, ['data'])).length > 0 ? 'data' : 'stringData'];
}

/** The certificates at a path of a Secret. Tools that hide Secrets may leave their values empty. */
export function bundleOf({ value }: Resource, [part = '', key]: Path): Bundle {
  if (key === undefined) return { state: 'absent', certificates: [] };
  const text = mappingAt(value, [part])[key];
  if (text === '' || text === null || isPlaceholder(text)) return { state: 'masked', certificates: [] };
  return part === 'data' ? decodeBundle(text) : decodePem(String(text));
}
