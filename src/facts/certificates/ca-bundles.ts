import type { Graph } from '../../graph/graph.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { unknown } from '../../graph/unknown.js';
import { type Component, environment } from '../control-planes/components.js';
import { concluded, type FactValue } from '../fact.js';
import { textAt } from '../metadata.js';
import type { Surroundings } from '../webhooks/surroundings.js';
import type { WebhookEntry } from '../webhooks/webhook-entries.js';
import { type Bundle, decodeBundle, decodePem } from './certificates.js';
import { hasForeignCertificate } from './istiod-certificates.js';

/** The caBundle of an entry. Expiry is told only where the input itself proves a time. */
export function caBundle({ latestTime }: Surroundings, entry: WebhookEntry): FactValue {
  const { configuration, path, value } = entry;
  const bundle = bundleOf(entry);
  const isThere = valueAt(value, ['clientConfig', 'caBundle']) !== undefined;
  const at = [...path, 'clientConfig', ...(isThere ? ['caBundle'] : [])];
  const certificates = bundle.certificates.map((certificate) => ({
    ...certificate,
    ...expiry(certificate.notAfter, latestTime),
  }));
  const isExpired = certificates.length > 0 && certificates.every(({ expired }) => expired === true);
  return concluded(
    {
      state: bundle.state,
      certificates,
      ...(latestTime === undefined || certificates.length === 0 ? {} : { expired: isExpired }),
    },
    configuration,
    at,
  );
}

function bundleOf({ value }: WebhookEntry): Bundle {
  return decodeBundle(valueAt(value, ['clientConfig', 'caBundle']));
}

function expiry(notAfter: string, time: number | undefined): { expired?: boolean } {
  return time === undefined ? {} : { expired: Date.parse(notAfter) < time };
}

/**
 * Whether the bundle of an Istio webhook holds a root that istiod hands out in `istio-ca-root-cert`. Undefined where
 * istiod was told to take its certificate, or that ConfigMap, from elsewhere.
 */
export function rootMatches(
  surroundings: Surroundings,
  namespace: string | undefined,
  entry: WebhookEntry,
): FactValue {
  const bundle = bundleOf(entry);
  if (bundle.state !== 'certificates') return undefined;
  const [root] = surroundings.graph.find({ kind: 'ConfigMap', namespace, name: 'istio-ca-root-cert' });
  const own = surroundings.istiods.filter(({ resource }) => resource.id.namespace === namespace);
  if (root === undefined) return own.some(handsOutElsewhere) ? undefined : unknown('ConfigMap', namespace);
  const expected = decodePem(textAt(root.value, ['data', 'root-cert.pem']) ?? '');
  if (expected.state !== 'certificates') return undefined;
  if (haveCommon(bundle, expected)) return concluded(true, root, ['data', 'root-cert.pem']);
  return own.length === 0 ? unknown('apps/Deployment', namespace) : mismatch(surroundings.graph, own, root);
}

function mismatch(graph: Graph, own: readonly Component[], root: Resource): FactValue {
  const isForeign = own.some((istiod) => hasForeignCertificate(graph, istiod) || handsOutElsewhere(istiod));
  return isForeign ? undefined : concluded(false, root, ['data', 'root-cert.pem']);
}

/** Whether two bundles trust the same authority: while roots are exchanged, each may hold another one as well. */
export function haveCommon(one: Bundle, other: Bundle): boolean {
  const fingerprints = new Set(one.certificates.map(({ fingerprint }) => fingerprint));
  return other.certificates.some(({ fingerprint }) => fingerprints.has(fingerprint));
}

/** Proxies are told the root in another way than by ConfigMap istio-ca-root-cert. */
export function handsOutElsewhere(istiod: Component): boolean {
  return (
    environment(istiod, 'PILOT_CA_CERT_CONFIGMAP') !== undefined ||
    environment(istiod, 'ENABLE_CLUSTER_TRUST_BUNDLE_API')?.value === 'true'
  );
}
