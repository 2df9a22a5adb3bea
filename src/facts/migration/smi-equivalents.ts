import type { Resource } from '../../graph/resource.js';
import type { Json } from '../../input/json.js';
import { itemsAt, mappingAt, textAt } from '../metadata.js';
import { type Equivalent, nameIn } from './equivalents.js';
import { istioPath } from './istio-paths.js';

export function ofTrafficTarget({ value }: Resource): Equivalent {
  const destination = mappingAt(value, ['spec', 'destination']);
  return {
    parts: [
      `an AuthorizationPolicy with action ALLOW in namespace '${nameIn(destination, 'namespace')}'`,
      `a selector with the labels of the pods of ServiceAccount '${nameIn(destination)}'`,
      ...itemsAt(value, ['spec', 'sources']).map(principal),
      ...itemsAt(value, ['spec', 'rules']).map(ruleOf),
    ],
    cautions: [
      'Istio selects pods by labels, not by ServiceAccount',
      'principals are known with mutual TLS only',
      'from, to and when stand in one rule, because each rule allows by itself',
    ],
  };
}

function principal(source: Json): string {
  return `principal cluster.local/ns/${nameIn(source, 'namespace')}/sa/${nameIn(source)}`;
}

function ruleOf(rule: Json): string {
  const matches = itemsAt(rule, ['matches']).map(String);
  const route = `the to.operation of ${nameIn(rule, 'kind')} '${nameIn(rule)}'`;
  return matches.length === 0 ? route : `${route} (${matches.join(', ')})`;
}

export function ofRouteGroup({ value }: Resource): Equivalent {
  return {
    parts: [
      'a to.operation in each AuthorizationPolicy that needs it',
      ...itemsAt(value, ['spec', 'matches']).map(operation),
    ],
    cautions: [
      'a policy compares paths and headers as exact text, prefix* or *suffix only',
      'a VirtualService knows regular expressions, but allows and denies nothing',
    ],
  };
}

function operation(match: Json): string {
  const methods = itemsAt(match, ['methods']).map(String);
  const regex = textAt(match, ['pathRegex']);
  const headers = itemsAt(match, ['headers']).flatMap((header) => Object.keys(mappingAt(header, [])));
  const parts = [
    ...(methods.length === 0 || methods.includes('*') ? [] : [`methods ${methods.join(' ')}`]),
    ...(regex === undefined ? [] : [`path ${istioPath(regex) ?? `${regex} written by hand`}`]),
    ...headers.map((name) => (name.toLowerCase() === 'host' ? 'hosts' : `when request.headers[${name}]`)),
  ];
  return `${parts.length === 0 ? 'nothing' : parts.join(', ')} for match '${nameIn(match)}'`;
}

export function ofTcpRoute({ value }: Resource): Equivalent {
  const ports = itemsAt(value, ['spec', 'matches', 'ports']).map((port) => `port ${port}`);
  return {
    parts: ['a to.operation in each AuthorizationPolicy that needs it', ...ports],
    cautions: ['a policy without ports allows all of them'],
  };
}

export function ofTrafficSplit({ value }: Resource): Equivalent {
  const backends = itemsAt(value, ['spec', 'backends']);
  const total = backends.reduce((sum: number, backend) => sum + weightOf(backend), 0);
  return {
    parts: [
      `a VirtualService for host '${nameIn(mappingAt(value, ['spec']), 'service')}'`,
      ...backends.map((backend) => shareOf(backend, total)),
    ],
    cautions: ['its weights should be 100 in sum', 'TCP is split by routes of its own, below tcp'],
  };
}

function shareOf(backend: Json, total: number): string {
  const share = total === 0 ? 0 : Math.round((100 * weightOf(backend)) / total);
  return `a route to '${nameIn(backend, 'service')}' of weight ${share}`;
}

function weightOf(backend: Json): number {
  const { weight } = mappingAt(backend, []);
  return typeof weight === 'number' && weight > 0 ? weight : 0;
}
