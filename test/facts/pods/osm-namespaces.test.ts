import { expect, test } from 'vitest';
import type { JsonObject } from '../../../src/input/json.js';
import { factsOf, plain } from '../facts.js';

const MONITORED = 'openservicemesh.io/monitored-by: osm';
const ENABLED = 'openservicemesh.io/sidecar-injection: enabled';

interface Parts {
  readonly name?: string;
  readonly labels?: string;
  readonly annotations?: string;
  readonly pods?: readonly string[];
  readonly others?: readonly string[];
}

/** The fact about a captured namespace with running pods, each given by its annotations, or by what is in its specification. */
function namespace({
  name = 'shop',
  labels = MONITORED,
  annotations = '',
  pods = [''],
  others = [],
}: Parts): JsonObject {
  const found = pods.map((each, index) => pod(name, index, each));
  const yaml = `
apiVersion: v1
kind: Namespace
metadata: { name: ${name}, uid: n1, labels: { ${labels} }, annotations: { ${annotations} } }
`;
  const [fact] = factsOf('OsmNamespace', [yaml, ...found, ...others].join('---'));
  if (fact === undefined) throw new Error('no fact');
  return plain(fact);
}

const INJECTED = 'injected';

function pod(namespace: string, index: number, what: string): string {
  const isSpecified = what.startsWith('spec');
  const annotations = isSpecified || what === INJECTED ? '' : what;
  const injected = 'spec: { volumes: [{ name: envoy-bootstrap-config-volume }] }';
  return `
apiVersion: v1
kind: Pod
metadata: { name: cart-${index}, namespace: ${namespace}, uid: p${index}, annotations: { ${annotations} }, labels: { ${what === INJECTED ? 'osm-proxy-uuid: u' : ''} } }
${what === INJECTED ? injected : ''}
${isSpecified ? what : ''}
status: { phase: Running }
`;
}

const ALL = { who: "pod 'cart-0'", pods: ['cart-0'] };
const SOURCE = `
apiVersion: policy.openservicemesh.io/v1alpha1
kind: IngressBackend
metadata: { name: cart, namespace: other }
spec: { sources: [{ kind: Service, name: proxy, namespace: shop }] }
`;

test.each<[string, Parts, JsonObject | string | undefined]>([
  ['nobody says anything', {}, ALL],
  ['no label', { labels: 'osm-proxy-uuid: u' }, undefined],
  ['the namespace says it', { annotations: ENABLED }, undefined],
  ['the pod says it', { pods: ['openservicemesh.io/sidecar-injection: disabled'] }, undefined],
  ['one pod asks for it', { pods: ['', ENABLED] }, undefined],
  ['one pod has it', { pods: ['', INJECTED] }, undefined],
  ['it is kept out', { labels: `${MONITORED}, control-plane: "1"` }, undefined],
  ['it is named after an ingress', { name: 'ingress-nginx' }, undefined],
  ['an IngressBackend admits traffic from it', { others: [SOURCE] }, undefined],
  ['its pods share the network of the node', { pods: ['spec: { hostNetwork: true }'] }, undefined],
  ['no pods were captured', { pods: [] }, 'unknown Pod shop'],
])('unchosen: %s', (_, parts, expected) => {
  expect(namespace(parts).unchosen).toEqual(expected);
});

test('a pod with a sidecar, and without the annotations for Prometheus', () => {
  const { injected, unscraped, metrics } = namespace({
    annotations: 'openservicemesh.io/metrics: enabled',
    pods: [INJECTED],
  });
  expect({ injected, unscraped, metrics }).toEqual({ injected: ALL, unscraped: ALL, metrics: 'enabled' });
});
