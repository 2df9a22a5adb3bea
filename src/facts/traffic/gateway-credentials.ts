import type { Graph } from '../../graph/graph.js';
import { isPlaceholder } from '../../graph/placeholder.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { unknown } from '../../graph/unknown.js';
import { groupBy } from '../../input/group-by.js';
import type { Json } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { latestTime } from '../certificates/captured-time.js';
import { bundleOf, keysOf, pathOf } from '../certificates/secrets.js';
import { concluded, type FactMapping, type FactSource, type FactValue, fact } from '../fact.js';
import { itemsAt, textAt } from '../metadata.js';
import { SERVING_KINDS } from '../pods/pod-templates.js';
import { gatewayProxies, type ProxiesOf } from './gateway-proxies.js';
import { GATEWAY, type GatewayServer, serversOf } from './gateways.js';

/** The Secrets that Gateways take their certificates from: once for each, whatever names it. */
export const gatewayCredentials: FactSource = {
  kind: 'IstioGatewayCredential',
  reads: [GATEWAY],
  looksAt: [...SERVING_KINDS, 'Secret', '*'],
  derive: (graph) => {
    const gateways = graph.ofKind(GATEWAY);
    if (gateways.length === 0) return [];
    const proxiesOf = gatewayProxies(graph);
    const uses = gateways.flatMap(serversOf).flatMap((server) => usesOf(server, proxiesOf));
    const bySecret = groupBy(uses, ({ name, namespace }) => JSON.stringify([namespace, name]));
    const time = uses.length === 0 ? undefined : latestTime(graph);
    return [...bySecret.values()].flatMap(([first, ...others]) =>
      first === undefined ? [] : [credential(graph, first, others, time)],
    );
  },
};

/** A Secret that a server names, in one namespace of the pods that serve it. */
interface Use {
  readonly gateway: Resource;
  readonly at: Path;
  readonly name: string;
  readonly namespace: string;
  /** Clients show certificates too, and this Secret, or the one named after it, must tell which are good. */
  readonly isMutual: boolean;
}

/** Istiod looks for the Secret beside the pods of the gateway, not beside the Gateway. */
function usesOf({ gateway, path, tls }: GatewayServer, proxiesOf: ProxiesOf): readonly Use[] {
  const mode = textAt(tls ?? null, ['mode']) ?? '';
  if (!['SIMPLE', 'MUTUAL', 'OPTIONAL_MUTUAL'].includes(mode)) return [];
  const namespaces = [...new Set(proxiesOf(gateway).flatMap(({ id }) => id.namespace ?? []))];
  const isMutual = mode !== 'SIMPLE' && (textAt(tls ?? null, ['caCertCredentialName']) ?? '') === '';
  return credentialsOf(gateway, [...path, 'tls']).flatMap(({ at, name }) =>
    namespaces.map((namespace) => ({ gateway, at, name, namespace, isMutual })),
  );
}

interface Credential {
  readonly at: Path;
  readonly name: string;
}

/** One name, or since 1.28 several: for each kind of key one. */
function credentialsOf({ value }: Resource, tls: Path): readonly Credential[] {
  const several = itemsAt(value, [...tls, 'credentialNames']).map((_, index) => ['credentialNames', index]);
  return [['credentialName'], ...several].flatMap((last) => {
    const at = [...tls, ...last];
    const name = secretName(valueAt(value, at));
    return name === undefined ? [] : [{ at, name }];
  });
}

/** Undefined where the name leads to no Secret beside the pods: `builtin://`, and what names a namespace itself. */
function secretName(credential: Json | undefined): string | undefined {
  if (typeof credential !== 'string' || isPlaceholder(credential)) return undefined;
  const name = credential.replace(/^kubernetes:\/\//, '');
  return name === '' || name.includes('/') ? undefined : name;
}

function credential(graph: Graph, use: Use, others: readonly Use[], time: number | undefined): Resource {
  const { gateway, at, name, namespace } = use;
  const isMutual = [use, ...others].some((each) => each.isMutual);
  const [secret] = graph.find({ kind: 'Secret', namespace, name });
  return fact('IstioGatewayCredential', { resource: gateway, path: at }, `${namespace}/${name}`, {
    name: concluded(name, gateway, at),
    secretNamespace: namespace,
    gateway: gateway.id.name,
    mutual: isMutual,
    ...(secret === undefined ? {} : contents(graph, secret, isMutual, time)),
  });
}

/** What the Secret shows: which keys it has, and what the certificate says, which is public. */
function contents(graph: Graph, secret: Resource, isMutual: boolean, time: number | undefined): FactMapping {
  const keys = keysOf(secret);
  if (keys.length === 0) return {};
  const pair = PAIRS.find((names) => names.every((key) => keys.includes(key)));
  const data = pathOf(secret, '');
  return {
    hasKeyPair: concluded(pair !== undefined, secret, data),
    ...(pair === undefined ? {} : certificate(secret, pair[0], time)),
    ...(isMutual ? { hasAuthority: concluded(hasAuthority(graph, secret), secret, data) } : {}),
  };
}

/** Certificate and key: as `kubectl create secret generic` and as `kubectl create secret tls` write them. */
const PAIRS = [
  ['cert', 'key'],
  ['tls.crt', 'tls.key'],
] as const;
const AUTHORITIES = ['cacert', 'ca.crt'];

/** The first certificate is that of the server; others lead from it to the authority. */
function certificate(secret: Resource, key: string, time: number | undefined): FactMapping {
  const path = pathOf(secret, key);
  const { state, certificates } = bundleOf(secret, path);
  const [own] = certificates;
  const place = (value: Json): FactValue => concluded(value, secret, path);
  return {
    state: place(state),
    ...(own === undefined ? {} : { notAfter: place(own.notAfter.slice(0, 10)) }),
    ...(own === undefined || time === undefined ? {} : { expired: place(Date.parse(own.notAfter) < time) }),
  };
}

/** The authority of the clients may stand in a Secret of its own. */
function hasAuthority(graph: Graph, secret: Resource): Json {
  const { namespace, name } = secret.id;
  const question = { kind: 'Secret', namespace, name: `${name}-cacert` };
  const [own] = graph.find(question);
  if ([secret, own].some((each) => each !== undefined && holdsAuthority(each))) return true;
  return own !== undefined || graph.exists(question).answer === 'no' ? false : unknown('Secret', namespace);
}

function holdsAuthority(secret: Resource): boolean {
  const keys = keysOf(secret);
  return keys.length === 0 || AUTHORITIES.some((key) => keys.includes(key));
}
