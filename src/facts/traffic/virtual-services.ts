import { isPlaceholder } from '../../graph/placeholder.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { isArray, isObject, type Json } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { itemsAt, textAt } from '../metadata.js';

export const VIRTUAL_SERVICE = 'networking.istio.io/VirtualService';

/** The word that stands for all sidecars among the names of Gateways. */
export const MESH_GATEWAY = 'mesh';

/** One rule of a VirtualService. */
export interface Route {
  readonly virtualService: Resource;
  readonly protocol: 'http' | 'tls' | 'tcp';
  readonly index: number;
  readonly path: Path;
  readonly value: Json;
  /** The conditions of which one must hold; none: it always holds. */
  readonly matches: readonly Json[];
}

/** The rules of a VirtualService, each list in its order. */
export function routesOf(virtualService: Resource): readonly Route[] {
  return (['http', 'tls', 'tcp'] as const).flatMap((protocol) =>
    itemsAt(virtualService.value, ['spec', protocol]).map((value, index) => {
      const path = ['spec', protocol, index];
      return { virtualService, protocol, index, path, value, matches: itemsAt(value, ['match']) };
    }),
  );
}

/** What a reader calls a rule: its name, or its place among the others. */
export function routeName({ protocol, index, value }: Route): string {
  return textAt(value, ['name']) ?? `${protocol}[${index}]`;
}

/** The host names of a VirtualService, and where they stand. */
export function hostsOf(virtualService: Resource): readonly { readonly host: string; readonly path: Path }[] {
  return itemsAt(virtualService.value, ['spec', 'hosts']).flatMap((host, index) =>
    typeof host === 'string' && host !== '' && !isPlaceholder(host)
      ? [{ host, path: ['spec', 'hosts', index] }]
      : [],
  );
}

/** A VirtualService without hosts holds only where another delegates to it. */
export function isDelegate({ value }: Resource): boolean {
  const hosts = valueAt(value, ['spec', 'hosts']) ?? null;
  return hosts === null || (isArray(hosts) && hosts.length === 0);
}

/** Whether two are one: an input may hold an object twice. */
export function isSameObject({ id: one }: Resource, { id: other }: Resource): boolean {
  return one.name === other.name && one.namespace === other.namespace;
}

/** A Gateway as the text that names it tells. */
export interface GatewayName {
  readonly name: string;
  readonly namespace: string | undefined;
}

/** `NAME`, `NAMESPACE/NAME`, `./NAME`, or the old `NAME.NAMESPACE.svc.cluster.local`. */
export function gatewayNamed(text: string, own: string | undefined): GatewayName {
  const slash = text.indexOf('/');
  if (slash < 0) {
    const [name = text, namespace = own] = text.split('.');
    return { name, namespace };
  }
  const namespace = text.slice(0, slash);
  return { name: text.slice(slash + 1), namespace: namespace === '.' ? own : namespace };
}

/** What is bound by a name of a Gateway: `mesh`, or `NAMESPACE/NAME`. */
export function bindingOf(text: string, own: string | undefined): string {
  if (text === MESH_GATEWAY) return text;
  const { name, namespace } = gatewayNamed(text, own);
  return `${namespace ?? ''}/${name}`;
}

/** Where a VirtualService holds: the sidecars alone, where it names no Gateway. */
export function bindings({ id, value }: Resource): ReadonlySet<string> {
  const names = textsAt(value, ['spec', 'gateways']);
  return new Set(names.length === 0 ? [MESH_GATEWAY] : names.map((name) => bindingOf(name, id.namespace)));
}

/** Where a condition holds: its own Gateways stand in for those of the VirtualService, as far as that is bound to them. */
export function matchBindings(virtualService: Resource, match: Json): ReadonlySet<string> {
  const all = bindings(virtualService);
  const own = textsAt(match, ['gateways']).map((name) => bindingOf(name, virtualService.id.namespace));
  return own.length === 0 ? all : new Set(own.filter((binding) => all.has(binding)));
}

/** Where a rule holds. */
export function routeBindings({ virtualService, matches }: Route): ReadonlySet<string> {
  if (matches.length === 0) return bindings(virtualService);
  return new Set(matches.flatMap((match) => [...matchBindings(virtualService, match)]));
}

/** Whether host names meet, of which each may begin with a wildcard. */
export function overlap(one: string, other: string): boolean {
  if (one === other || one === '*' || other === '*') return true;
  const [wide, narrow] = one.startsWith('*') ? [one, other] : [other, one];
  if (!wide.startsWith('*')) return false;
  const [suffix, rest] = [wide.slice(1), narrow.startsWith('*') ? narrow.slice(1) : narrow];
  return rest.endsWith(suffix) || (narrow.startsWith('*') && suffix.endsWith(rest));
}

/** The texts of a list; what is filled in later is none yet. */
export function textsAt(root: Json, path: Path): readonly string[] {
  return itemsAt(root, path).filter((item) => typeof item === 'string' && !isPlaceholder(item)) as string[];
}

/** Where a rule sends traffic. */
export interface RouteTarget {
  readonly route: Route;
  /** The path of the destination in the VirtualService. */
  readonly path: Path;
  readonly isMirror: boolean;
}

/** The destinations of a rule, and those that get copies. */
export function targetsOf(route: Route): readonly RouteTarget[] {
  const at = (path: Path, isMirror: boolean): readonly RouteTarget[] =>
    isObject(valueAt(route.value, path)) ? [{ route, path: [...route.path, ...path], isMirror }] : [];
  return [
    ...itemsAt(route.value, ['route']).flatMap((_, index) => at(['route', index, 'destination'], false)),
    ...at(['mirror'], true),
    ...itemsAt(route.value, ['mirrors']).flatMap((_, index) => at(['mirrors', index, 'destination'], true)),
  ];
}
