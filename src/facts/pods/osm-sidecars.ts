import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import type { Json } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { concluded, copied, type FactMapping, type FactValue, type Traced } from '../fact.js';
import { itemsAt, itemsIn, labelsOf, textAt, textIn } from '../metadata.js';

const CONTAINERS: Path = ['spec', 'containers'];
const INIT_CONTAINERS: Path = ['spec', 'initContainers'];
const VOLUMES: Path = ['spec', 'volumes'];
const BOOTSTRAP = 'envoy-bootstrap-config-volume';

/** What OSM adds to a pod; osm-init is not added on Windows, and osm-healthcheck only for probes of kind tcpSocket. */
const INJECTED = { proxy: 'envoy', init: 'osm-init', healthcheck: 'osm-healthcheck' } as const;

const INJECTED_NAMES: ReadonlySet<string> = new Set(Object.values(INJECTED));

/** Whether OSM injected into a pod. A container named envoy proves nothing: Contour and Istio have one too. */
export function hasOsmSidecar(pod: Resource): boolean {
  const { spec } = pod.value;
  const isMarked =
    textIn(labelsOf(pod), 'osm-proxy-uuid') !== undefined ||
    itemsIn(spec, 'initContainers').some((each) => textIn(each, 'name') === INJECTED.init);
  return isMarked && itemsIn(spec, 'volumes').some((each) => textIn(each, 'name') === BOOTSTRAP);
}

/** Whether a container of an injected pod is none of the application's. */
export function isInjected(container: Json): boolean {
  return INJECTED_NAMES.has(textIn(container, 'name') ?? '');
}

/** What an injected pod was given when it was created: new settings of the mesh do not reach it. */
export function sidecarSettings(pod: Resource): FactMapping {
  const proxy = named(pod, CONTAINERS, INJECTED.proxy);
  const init = named(pod, INIT_CONTAINERS, INJECTED.init);
  return {
    image: proxy && copied(pod, [...proxy, 'image']),
    logLevel: proxy && argumentAt(pod, [...proxy, 'args'], '--log-level'),
    initImage: init && copied(pod, [...init, 'image']),
    healthcheck: named(pod, CONTAINERS, INJECTED.healthcheck) !== undefined,
    secret: bootstrapSecret(pod),
    ready: readiness(pod),
    ...(init === undefined ? {} : redirection(pod, [...init, 'args'])),
  };
}

/** The Secret that an injected pod mounts: it holds what Envoy starts with. */
export function bootstrapSecret(pod: Resource): Traced | undefined {
  const volume = hasOsmSidecar(pod) ? named(pod, VOLUMES, BOOTSTRAP) : undefined;
  return volume && copied(pod, [...volume, 'secret', 'secretName']);
}

function argumentAt(pod: Resource, list: Path, flag: string): FactValue {
  const index = itemsAt(pod.value, list).indexOf(flag);
  return index < 0 ? undefined : copied(pod, [...list, index + 1]);
}

/** Whether all containers that were injected, and are to run on, are ready; undefined where the pod does not tell. */
function readiness(pod: Resource): FactValue {
  const statuses = itemsAt(pod.value, ['status', 'containerStatuses']).filter(isInjected);
  if (statuses.length === 0) return undefined;
  return statuses.every((status) => valueAt(status, ['ready']) === true);
}

/** What the rules for iptables leave out, in the words of every release. */
const RULES: Readonly<Record<string, RegExp>> = {
  outboundIPRanges: /PROXY_OUT(?:PUT|BOUND) -d (\S+) -j RETURN/g,
  includedIPRanges: /PROXY_OUTBOUND -d (\S+) -j OSM_PROXY_OUT_REDIRECT/g,
  outboundPorts: /PROXY_OUT(?:PUT|BOUND) -p tcp --match multiport --dports (\S+) -j RETURN/g,
  inboundPorts: /PROXY_INBOUND -p tcp --match multiport --dports (\S+) -j RETURN/g,
};
/** Every release leaves this one alone. */
const LOOPBACK = '127.0.0.1/32';

function redirection(pod: Resource, path: Path): FactMapping {
  const lists = leftOut(itemsAt(pod.value, path).join(' '));
  return Object.fromEntries(
    Object.entries(lists).map(([list, items]) => [list, concluded(items, pod, path)]),
  );
}

/** All pods of a mesh are given nearly the same rules, which are long. */
const KNOWN_RULES = new Map<string, LeftOut>();
const MOST_KNOWN = 100;

type LeftOut = Readonly<Record<string, readonly string[]>>;

function leftOut(rules: string): LeftOut {
  const known = KNOWN_RULES.get(rules) ?? readRules(rules);
  if (KNOWN_RULES.size >= MOST_KNOWN) KNOWN_RULES.clear();
  KNOWN_RULES.set(rules, known);
  return known;
}

function readRules(rules: string): LeftOut {
  return Object.fromEntries(
    Object.entries(RULES).map(([list, rule]) => {
      const items = [...rules.matchAll(rule)].flatMap(([, found = '']) => found.split(','));
      return [list, items.filter((item) => item !== LOOPBACK)];
    }),
  );
}

/** What keeps an injected container from running, as the end of a sentence, and where the pod says so. */
export interface SidecarTrouble extends FactMapping {
  readonly container: string;
  readonly says: Traced;
}

/** The troubles of the containers that are to run as long as the pod. */
export function proxyTroubles(pod: Resource): readonly SidecarTrouble[] {
  return troublesIn(pod, 'containerStatuses');
}

/** The troubles of osm-init, without whose success nothing else starts. */
export function initTroubles(pod: Resource): readonly SidecarTrouble[] {
  return troublesIn(pod, 'initContainerStatuses');
}

function troublesIn(pod: Resource, list: string): readonly SidecarTrouble[] {
  return itemsIn(pod.value.status, list).flatMap((status, index) => {
    const container = textIn(status, 'name');
    if (container === undefined || !isInjected(status)) return [];
    const says = trouble(pod, ['status', list, index]);
    return says === undefined ? [] : [{ container, says }];
  });
}

/** While a pod starts, its containers wait as a matter of course. */
const USUAL = ['ContainerCreating', 'PodInitializing'];

function trouble(pod: Resource, path: Path): Traced | undefined {
  const restarts = Number(valueAt(pod.value, [...path, 'restartCount']) ?? 0);
  const after = restarts === 0 ? '' : ` after ${restarts} restart${restarts === 1 ? '' : 's'}`;
  const reason = textAt(pod.value, [...path, 'state', 'waiting', 'reason']);
  if (reason !== undefined && !USUAL.includes(reason)) {
    return concluded(`waits in ${reason}${after}`, pod, [...path, 'state', 'waiting', 'reason']);
  }
  const code = valueAt(pod.value, [...path, 'state', 'terminated', 'exitCode']);
  if (typeof code !== 'number' || code === 0) return undefined;
  return concluded(`ended with exit code ${code}${after}`, pod, [...path, 'state', 'terminated', 'exitCode']);
}

/** The path of the item of a list that has this name. */
function named({ value }: Resource, list: Path, name: string): Path | undefined {
  const index = itemsAt(value, list).findIndex((item) => textIn(item, 'name') === name);
  return index < 0 ? undefined : [...list, index];
}
