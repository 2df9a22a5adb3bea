import { expect, test } from 'vitest';
import type { JsonObject } from '../../../src/input/json.js';
import { factsOf, origin, plain } from '../facts.js';

interface Parts {
  readonly version?: string;
  readonly spec?: string;
  readonly controller?: string;
  readonly env?: string;
  readonly pods?: readonly Pod[];
}

interface Pod {
  readonly image?: string;
  readonly level?: string;
  readonly rules?: string;
  readonly annotations?: string;
  readonly windows?: boolean;
}

function pod(
  { image = 'envoy:v1', level = 'error', rules = '', annotations = '', windows }: Pod,
  index: number,
) {
  const init = windows ? '' : `initContainers: [{ name: osm-init, image: "init:v1", args: ["${rules}"] }],`;
  return `
apiVersion: v1
kind: Pod
metadata: { name: cart-${index}, namespace: shop, uid: p${index}, labels: { osm-proxy-uuid: u${index} }, annotations: { ${annotations} } }
spec: { ${init} volumes: [{ name: envoy-bootstrap-config-volume }], containers: [{ name: envoy, image: "${image}", args: [--log-level, ${level}] }] }
`;
}

function facts({ version = 'v1.2.4', spec = '', controller = '', env = '', pods = [{}] }: Parts) {
  const deployment = (name: string, own: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: osm-system, uid: ${name}, labels: { app: ${name}, app.kubernetes.io/version: ${version} } }
spec: { ${own} }
`;
  const injector = `template: { spec: { containers: [{ name: osm-injector, env: [${env}] }] } }`;
  const meshConfig = `
apiVersion: config.openservicemesh.io/v1alpha1
kind: MeshConfig
metadata: { name: osm-mesh-config, namespace: osm-system, uid: m }
spec: { ${spec} }
`;
  const namespace = `
apiVersion: v1
kind: Namespace
metadata: { name: shop, uid: n1, labels: { openservicemesh.io/monitored-by: osm } }
`;
  const all = [
    namespace,
    deployment('osm-controller', controller),
    deployment('osm-injector', injector),
    meshConfig,
    ...pods.map(pod),
  ];
  return factsOf('OsmDataPlane', all.join('---'));
}

function pending(parts: Parts): readonly string[] {
  return facts(parts).flatMap((fact) =>
    (plain(fact).pending as JsonObject[]).map(({ setting, who }) => `${setting}: ${who}`),
  );
}

const LATE = "pod 'cart-0'";
const RULE = '-I PROXY_OUTPUT -d 10.0.0.0/8 -j RETURN';
const RANGE = 'openservicemesh.io/outbound-ip-range-exclusion-list: 10.0.0.0/8';

test.each<[string, Parts, readonly string[]]>([
  ['all as it is', { spec: 'sidecar: { logLevel: error, envoyImage: "envoy:v1" }' }, []],
  ['another log level', { spec: 'sidecar: { logLevel: debug }' }, [`spec.sidecar.logLevel: ${LATE}`]],
  ['another image', { spec: 'sidecar: { envoyImage: "envoy:v2" }' }, [`spec.sidecar.envoyImage: ${LATE}`]],
  ['the same image of a mirror', { spec: 'sidecar: { envoyImage: "mirror/oss/envoy:v1" }' }, []],
  [
    'Windows, with an image of its own',
    { spec: 'sidecar: { envoyImage: "e" }', pods: [{ windows: true }] },
    [],
  ],
  [
    'the default of the injector',
    { env: '{ name: OSM_DEFAULT_INIT_CONTAINER_IMAGE, value: "init:v2" }' },
    [`spec.sidecar.initContainerImage: ${LATE}`],
  ],
  [
    'a range that is new',
    { spec: 'traffic: { outboundIPRangeExclusionList: [10.0.0.0/8] }' },
    [`spec.traffic.outboundIPRangeExclusionList: ${LATE}`],
  ],
  [
    'a range that is there',
    { spec: 'traffic: { outboundIPRangeExclusionList: [10.0.0.0/8] }', pods: [{ rules: RULE }] },
    [],
  ],
  ['a range of the pod', { pods: [{ rules: RULE, annotations: RANGE }] }, []],
  [
    'a range that its release does not read from the pod',
    { version: 'v0.11.1', pods: [{ rules: RULE, annotations: RANGE }] },
    [`spec.traffic.outboundIPRangeExclusionList: ${LATE}`],
  ],
  ['a list that is none', { spec: 'traffic: { outboundIPRangeExclusionList: 10.0.0.0/8 }' }, []],
])('pending: %s', (_, parts, expected) => {
  expect(pending(parts)).toEqual(expected);
});

test('a setting stands in the MeshConfig, and its pods where they have it', () => {
  const [fact] = facts({ spec: 'sidecar: { logLevel: debug }' });
  expect(fact && origin(fact, '/pending/0/wanted')).toBe('MeshConfig osm-mesh-config /spec/sidecar/logLevel');
  expect(fact && origin(fact, '/pending/0/pods/0')).toBe('Pod cart-0 /spec/containers/0/args/1');
});

test.each<[string, Parts, boolean | undefined]>([
  ['no limit', { spec: 'sidecar: { maxDataPlaneConnections: 0 }' }, undefined],
  ['a limit below', { spec: 'sidecar: { maxDataPlaneConnections: 1 }', pods: [{}, {}] }, true],
  [
    'two controllers',
    { spec: 'sidecar: { maxDataPlaneConnections: 1 }', controller: 'replicas: 2', pods: [{}, {}] },
    false,
  ],
  ['a limit of another type', { spec: 'sidecar: { maxDataPlaneConnections: "error" }' }, undefined],
])('the limit of connections: %s', (_, parts, exceeded) => {
  const [fact] = facts(parts);
  expect(fact?.value.exceeded).toBe(exceeded);
});
