import { type KindName, KNOWN_KINDS, kindName } from '../input/kinds.js';

/** Objects that every cluster has though no file makes them. */
const ALWAYS_THERE: ReadonlySet<string> = new Set([
  'Namespace/default',
  'Namespace/kube-system',
  'Namespace/kube-public',
  'Namespace/kube-node-lease',
  'ServiceAccount/default',
]);

export function isAlwaysThere(kind: KindName, name: string): boolean {
  return ALWAYS_THERE.has(`${kind}/${name}`);
}

/** Its kinds share their names with those of meshes: only the full name tells them apart. */
const GATEWAY_API = 'gateway.networking.k8s.io';

const PLURALS: ReadonlyMap<KindName, string> = new Map(
  KNOWN_KINDS.map((known) => [kindName(known), known.plural]),
);

/** What `kubectl get` takes to fetch a kind: `services`, `traffictargets.access.smi-spec.io`. */
export function kubectlName(kind: KindName): string {
  const [group = '', name = ''] = kind.includes('/') ? kind.split('/') : ['', kind];
  const plural = PLURALS.get(kind) ?? pluralOf(name.toLowerCase());
  const isKubernetes =
    group === '' || group === 'apps' || (group.endsWith('.k8s.io') && group !== GATEWAY_API);
  return isKubernetes ? plural : `${plural}.${group}`;
}

function pluralOf(singular: string): string {
  if (singular.endsWith('s')) return `${singular}es`;
  return /[^aeiou]y$/.test(singular) ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}
