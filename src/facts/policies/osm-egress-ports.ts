import { pick } from '../../graph/query.js';
import type { Resource } from '../../graph/resource.js';
import { groupBy } from '../../input/group-by.js';
import { isObject } from '../../input/json.js';
import type { Path } from '../../input/path.js';
import { concluded, copied, type FactSource, fact, type Traced } from '../fact.js';
import { itemsAt, textAt } from '../metadata.js';
import { EGRESS } from './policy-kinds.js';

/** The ports that Egress objects open, and where two of them ask one sidecar for listeners that cannot stand together. */
export const osmEgressPorts: FactSource = {
  kind: 'EgressPort',
  reads: [EGRESS],
  looksAt: [],
  derive: (graph) => {
    const ports = graph.ofKind(EGRESS).flatMap(portsOf);
    const byListener = groupBy(ports, ({ number, protocol }) => `${number} ${protocol}`);
    return [...byListener.values()].flatMap((group) =>
      group.map((port, index) => portFact(port, group.slice(0, index))),
    );
  },
};

interface Port {
  readonly egress: Resource;
  readonly path: Path;
  readonly number: number;
  readonly protocol: string;
  readonly sources: readonly string[];
  readonly hosts: readonly string[];
  readonly ranges: readonly string[];
}

function portsOf(egress: Resource): readonly Port[] {
  const sources = itemsAt(egress.value, ['spec', 'sources']).map((source) =>
    [textAt(source, ['namespace']), textAt(source, ['name'])].join('/'),
  );
  return itemsAt(egress.value, ['spec', 'ports']).flatMap((port, index) => {
    const protocol = textAt(port, ['protocol']);
    const number = isObject(port) ? port.number : undefined;
    if (typeof number !== 'number' || protocol === undefined) return [];
    const own = { hosts: texts(egress, '/spec/hosts/*'), ranges: texts(egress, '/spec/ipAddresses/*') };
    return [{ egress, path: ['spec', 'ports', index], number, protocol, sources, ...own }];
  });
}

function texts({ value }: Resource, query: string): readonly string[] {
  return [...new Set(pick(value, query).map((picked) => String(picked.value)))].sort();
}

function portFact(port: Port, earlier: readonly Port[]): Resource {
  const { egress, path } = port;
  const at = [...path, 'number'];
  return fact('EgressPort', { resource: egress, path: at }, `${egress.id.name}/${path[2]}`, {
    egress: copied(egress, ['metadata', 'name']),
    number: copied(egress, at),
    protocol: copied(egress, [...path, 'protocol']),
    clashes: earlier.filter((other) => clash(port, other)).map(nameOf),
  });
}

function nameOf({ egress, path }: Port): Traced {
  return concluded(egress.id.name, egress, [...path, 'number']);
}

/**
 * Envoy takes no two filter chains with one match: a listener of tcp is matched by the address, one of https by the host
 * name too. Two that are wholly alike OSM writes once, and those of http share one route table.
 */
function clash(one: Port, other: Port): boolean {
  if (one.egress === other.egress || !overlap(one.sources, other.sources)) return false;
  if (!['https', 'tcp', 'tcp-server-first'].includes(one.protocol)) return false;
  const hosts = one.protocol === 'https' ? [one.hosts, other.hosts] : [[], []];
  const isAlike = isSame(one.ranges, other.ranges) && isSame(hosts[0] ?? [], hosts[1] ?? []);
  return !isAlike && overlap(one.ranges, other.ranges) && overlap(hosts[0] ?? [], hosts[1] ?? []);
}

/** Two lists without items match the same: everything. */
function overlap(one: readonly string[], other: readonly string[]): boolean {
  return (one.length === 0 && other.length === 0) || one.some((item) => other.includes(item));
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.join(' ') === other.join(' ');
}
