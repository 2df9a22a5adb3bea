import type { Graph } from '../../graph/graph.js';
import { isPlaceholder } from '../../graph/placeholder.js';
import { valueAt } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { isObject, type Json } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { concluded, copied, type FactMapping, type FactSource, fact } from '../fact.js';
import { mappingAt, textAt } from '../metadata.js';
import { isExportedTo } from './istio-hosts.js';
import { isDelegate, type Route, routeName, routesOf, VIRTUAL_SERVICE } from './virtual-services.js';

/** The VirtualServices that rules of others delegate to, and which of their rules are left out. */
export const virtualServiceDelegates: FactSource = {
  kind: 'VirtualServiceDelegate',
  reads: [VIRTUAL_SERVICE],
  looksAt: [],
  derive: (graph) =>
    graph
      .ofKind(VIRTUAL_SERVICE)
      .filter((virtualService) => !isDelegate(virtualService))
      .flatMap(routesOf)
      .filter(({ value }) => isObject(valueAt(value, ['delegate'])))
      .flatMap((route) => delegation(graph, route)),
};

function delegation(graph: Graph, route: Route): readonly Resource[] {
  const { virtualService, path } = route;
  const at: Path = [...path, 'delegate', 'name'];
  const name = textAt(virtualService.value, at);
  const namespace =
    textAt(virtualService.value, [...path, 'delegate', 'namespace']) ?? virtualService.id.namespace;
  if (name === undefined || isPlaceholder(name) || isPlaceholder(namespace)) return [];
  const found = graph.find({ kind: VIRTUAL_SERVICE, name, namespace });
  const [delegate] = found;
  return [
    fact(
      'VirtualServiceDelegate',
      { resource: virtualService, path: at },
      `${virtualService.id.name}/${path.at(-1)}`,
      {
        virtualService: copied(virtualService, ['metadata', 'name']),
        route: routeName(route),
        delegate: copied(virtualService, at),
        namespace,
        ...(delegate && found.length === 1 ? effect(route, delegate) : {}),
      },
    ),
  ];
}

function effect(root: Route, delegate: Resource): FactMapping {
  const name = concluded(delegate.id.name, delegate, ['metadata', 'name']);
  if (!isDelegate(delegate)) return { hasHosts: name };
  const { namespace } = root.virtualService.id;
  return {
    hidden: isExportedTo(delegate, namespace) ? undefined : name,
    leftOut: leftOut(root, delegate).map((route) => concluded(routeName(route), delegate, route.path)),
  };
}

/** A rule of a delegate counts where each of its conditions is contained in one of the rule that delegates. */
function leftOut(root: Route, delegate: Resource): readonly Route[] {
  if (root.matches.length === 0) return [];
  return routesOf(delegate)
    .filter(({ protocol }) => protocol === 'http')
    .filter(({ matches }) => matches.some((leaf) => root.matches.every((each) => areApart(each, leaf))));
}

const TEXTS = ['uri', 'scheme', 'method', 'authority'] as const;

/** As istiod compares them, less what releases differ in (withoutHeaders): no regular expressions, and what both say must be the same, or narrower in the delegate. */
function areApart(root: Json, leaf: Json): boolean {
  if (!isObject(root) || !isObject(leaf)) return false;
  const areTextsApart = TEXTS.some((key) => isOutside(root[key], leaf[key]));
  const areMappingsApart = ['headers', 'queryParams'].some((key) => areEntriesApart(root, leaf, key));
  const [port, ownPort] = [root.port, leaf.port];
  return (
    areTextsApart ||
    areMappingsApart ||
    (root.ignoreUriCase === true) !== (leaf.ignoreUriCase === true) ||
    (isPort(port) && isPort(ownPort) && port !== ownPort)
  );
}

function isPort(value: Json | undefined): boolean {
  return typeof value === 'number' && value > 0;
}

function areEntriesApart(root: Json, leaf: Json, key: string): boolean {
  const outer = mappingAt(root, [key]);
  return Object.entries(mappingAt(leaf, [key])).some(([name, match]) => isOutside(outer[name], match));
}

function isOutside(root: Json | undefined, leaf: Json | undefined): boolean {
  if (!isObject(root) || !isObject(leaf)) return false;
  const [exact, prefix] = [textAt(root, ['exact']), textAt(root, ['prefix'])];
  if (textAt(root, ['regex']) !== undefined || textAt(leaf, ['regex']) !== undefined) return true;
  if (exact !== undefined) return textAt(leaf, ['exact']) !== exact;
  const own = textAt(leaf, ['prefix']) ?? textAt(leaf, ['exact']);
  return prefix === undefined || own?.startsWith(prefix) !== true;
}
