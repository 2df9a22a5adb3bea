import type { Graph } from '../../graph/graph.js';
import type { Resource } from '../../graph/resource.js';
import type { Path } from '../../input/path.js';
import { concluded, type FactMapping, type Traced } from '../fact.js';
import type { Bundle } from './certificates.js';
import { bundleOf, keysOf, pathOf } from './secrets.js';

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
