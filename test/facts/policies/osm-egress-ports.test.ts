import { expect, test } from 'vitest';
import { factsOf, plain } from '../facts.js';

interface Egress {
  readonly source?: string;
  readonly port?: string;
  readonly hosts?: string;
  readonly ranges?: string;
}

function egress(
  name: string,
  { source = 'cart', port = '443, protocol: https', hosts = '[]', ranges = '[]' }: Egress,
) {
  return `
apiVersion: policy.openservicemesh.io/v1alpha1
kind: Egress
metadata: { name: ${name}, namespace: shop }
spec:
  sources: [{ kind: ServiceAccount, name: ${source}, namespace: shop }]
  hosts: ${hosts}
  ipAddresses: ${ranges}
  ports: [{ number: ${port} }]
---
`;
}

const TCP = '5432, protocol: tcp';

test.each<[what: string, one: Egress, other: Egress, clash: boolean]>([
  ['hosts that are partly the same', { hosts: '[a, b]' }, { hosts: '[b, c]' }, true],
  ['hosts in another order', { hosts: '[a, b]' }, { hosts: '[b, a]' }, false],
  ['other hosts', { hosts: '[a]' }, { hosts: '[b]' }, false],
  ['all hosts and some', { hosts: '[]' }, { hosts: '[b]' }, false],
  [
    'hosts of other ranges',
    { hosts: '[a, b]', ranges: '[10.0.0.0/8]' },
    { hosts: '[b]', ranges: '[11.0.0.0/8]' },
    false,
  ],
  [
    'one range of several',
    { port: TCP, ranges: '[10.0.0.0/8]' },
    { port: TCP, ranges: '[10.0.0.0/8, 11.0.0.0/8]' },
    true,
  ],
  ['tcp has no hosts', { port: TCP, hosts: '[a]' }, { port: TCP, hosts: '[b]' }, false],
  [
    'http shares one table',
    { port: '80, protocol: http', hosts: '[a, b]' },
    { port: '80, protocol: http', hosts: '[b]' },
    false,
  ],
  ['http beside tcp', { port: '80, protocol: http', hosts: '[a]' }, { port: '80, protocol: tcp' }, false],
  ['another ServiceAccount', { hosts: '[a, b]' }, { source: 'orders', hosts: '[b]' }, false],
  ['another port', { hosts: '[a, b]' }, { port: '8443, protocol: https', hosts: '[b]' }, false],
])('two Egress objects: %s', (_, one, other, clash) => {
  const facts = factsOf('EgressPort', egress('one', one) + egress('other', other));
  expect(facts.map((each) => plain(each).clashes)).toEqual([[], clash ? ['one'] : []]);
});
