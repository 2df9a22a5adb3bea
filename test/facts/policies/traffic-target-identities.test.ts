import { expect, test } from 'vitest';
import { factsOf, origin, plain } from '../facts.js';

const TARGET = `
apiVersion: access.smi-spec.io/v1alpha3
kind: TrafficTarget
metadata: { name: target, namespace: shop }
spec:
  destination: { kind: ServiceAccount, name: web, namespace: shop }
  sources:
    - { kind: ServiceAccount, name: buyer }
    - { kind: ServiceAccount, name: buyer, namespace: "\${NAMESPACE}" }
    - { kind: ServiceAccount, name: buyer, namespace: homes }
`;

function namespace(name: string, metadata = ''): string {
  return `---\napiVersion: v1\nkind: Namespace\nmetadata: { name: ${name}${metadata} }\n`;
}

const LABEL = ', labels: { openservicemesh.io/monitored-by: osm }';

test('those that name a namespace are told, each at its place', () => {
  const facts = factsOf('TrafficTargetIdentity', TARGET);
  expect(facts.map((each) => [plain(each).role, plain(each).namespace, plain(each).inOwnNamespace])).toEqual([
    ['destination', 'shop', true],
    ['source', 'homes', false],
  ]);
  expect(facts.map((each) => origin(each, '/monitored'))).toEqual([
    'TrafficTarget target /spec/destination/namespace',
    'TrafficTarget target /spec/sources/2/namespace',
  ]);
});

test.each<[what: string, input: string, expected: readonly unknown[], complete?: readonly string[]]>([
  ['no Namespace in the input', '', ['unknown Namespace', 'unknown Namespace']],
  ['every Namespace in the input, and not these', '', [undefined, undefined], ['Namespace']],
  ['a label', namespace('shop', LABEL), [true, 'unknown Namespace']],
  ['manifests of which none has the label', namespace('shop'), ['unknown Namespace', 'unknown Namespace']],
  ['manifests of which another has it', namespace('shop') + namespace('homes', LABEL), [false, true]],
  ['a captured one without it', namespace('homes', ', uid: x'), ['unknown Namespace', false]],
  [
    'two overlays of which one has it',
    namespace('shop') + namespace('shop', LABEL),
    [true, 'unknown Namespace'],
  ],
])('monitoring with %s', (_, namespaces, expected, complete) => {
  const facts = factsOf('TrafficTargetIdentity', TARGET + namespaces, complete);
  expect(facts.map((each) => plain(each).monitored)).toEqual(expected);
});
