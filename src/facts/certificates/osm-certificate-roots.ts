import type { Graph } from '../../graph/graph.js';
import { isPlaceholder } from '../../graph/placeholder.js';
import type { Resource } from '../../graph/resource.js';
import type { Path } from '../../input/path.js';
import { concluded, type FactMapping, type Traced } from '../fact.js';
import { mappingAt } from '../metadata.js';
import { type Bundle, decodeBundle, decodePem } from './certificates.js';

const DAY = 24 * 60 * 60 * 1000;

/**
 * What the Secret with the root certificate shows: which keys it has, and what the certificate says, which is public. Of a
 * Secret that was captured without its data nothing is said.
 */
export function rootSecret(
  graph: Graph,
  namespace: string | undefined,
  name: Traced,
  latestTime: number | undefined,
): FactMapping {
  const [secret] = graph.find({ kind: 'Secret', namespace, name: String(name.value) });
  const keys = secret === undefined ? [] : keysOf(secret);
  if (secret === undefined || keys.length === 0) return {};
  const path = pathOf(secret, 'ca.crt');
  const bundle = bundleOf(secret, path);
  return {
    state: concluded(bundle.state, secret, path),
    privateKey: concluded(keys.includes('private.key'), secret, pathOf(secret, 'private.key')),
    ...validity(bundle, latestTime, secret, path),
  };
}

function keysOf({ value }: Resource): readonly string[] {
  return ['data', 'stringData'].flatMap((part) => Object.keys(mappingAt(value, [part])));
}

/** Where a key stands; of one that is not there, the mapping that lacks it. */
function pathOf({ value }: Resource, key: string): Path {
  const part = ['data', 'stringData'].find((each) => Object.hasOwn(mappingAt(value, [each]), key));
  if (part !== undefined) return [part, key];
  return [Object.keys(mappingAt(value, ['data'])).length > 0 ? 'data' : 'stringData'];
}

/** Tools that hide Secrets may leave their values empty. */
function bundleOf({ value }: Resource, [part = '', key]: Path): Bundle {
  if (key === undefined) return { state: 'absent', certificates: [] };
  const text = mappingAt(value, [part])[key];
  if (text === '' || text === null || isPlaceholder(text)) return { state: 'masked', certificates: [] };
  return part === 'data' ? decodeBundle(text) : decodePem(String(text));
}

/**
 * The capture is not older than the latest time in it: more days than these are not left. That a certificate is not yet
 * valid cannot be told in this way.
 */
function validity(
  { certificates }: Bundle,
  latestTime: number | undefined,
  secret: Resource,
  path: Path,
): FactMapping {
  if (latestTime === undefined || certificates.length === 0) return {};
  const ends = Math.max(...certificates.map(({ notAfter }) => Date.parse(notAfter)));
  return {
    notAfter: concluded(new Date(ends).toISOString().slice(0, 10), secret, path),
    daysLeft: concluded(Math.floor((ends - latestTime) / DAY), secret, path),
  };
}
