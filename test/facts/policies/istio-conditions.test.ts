import { expect, test } from 'vitest';
import { factsOf, origin } from '../facts.js';

function object(apiVersion: string, kind: string, spec: string, status: string, uid = 'uid: a'): string {
  return `{ apiVersion: ${apiVersion}, kind: ${kind}, metadata: { name: cart, namespace: shop, ${uid} }, spec: ${spec}, status: ${status} }`;
}

const conditions = (...all: readonly string[]) => `{ conditions: [${all.join(', ')}] }`;
const no = (type: string) => `{ type: ${type}, status: "False" }`;
const yes = (type: string) => `{ type: ${type}, status: "True" }`;
const API = 'gateway.networking.k8s.io/v1';
const waypoint = (status: string) => object(API, 'Gateway', '{ gatewayClassName: istio-waypoint }', status);
const route = (controllerName: string, ...all: readonly string[]) =>
  object(
    API,
    'HTTPRoute',
    '{}',
    `{ parents: [{ controllerName: other/one }, { controllerName: ${controllerName}, conditions: [${all.join(', ')}] }] }`,
  );

test.each([
  [
    'a Service',
    object('v1', 'Service', '{}', conditions(no('istio.io/WaypointBound'))),
    ['/status/conditions/0/type'],
  ],
  ['a load balancer', object('v1', 'Service', '{}', conditions(no('LoadBalancerPortsError'))), []],
  [
    'a policy',
    object(
      'security.istio.io/v1',
      'AuthorizationPolicy',
      '{}',
      conditions(yes('WaypointAccepted'), no('ZtunnelAccepted')),
    ),
    ['/status/conditions/1/type'],
  ],
  [
    'how far istiod is',
    object('networking.istio.io/v1', 'ServiceEntry', '{}', conditions(no('Reconciled'))),
    [],
  ],
  ['a manifest', object('v1', 'Service', '{}', conditions(no('istio.io/WaypointBound')), ''), []],
  ['a waypoint', waypoint(conditions(yes('Accepted'), no('Programmed'))), ['/status/conditions/1/type']],
  ['a condition of a listener', waypoint(`{ listeners: [${conditions(no('Programmed'))}] }`), []],
  [
    'a Gateway of another class',
    object(API, 'Gateway', '{ gatewayClassName: istiox }', conditions(no('Accepted'))),
    [],
  ],
  [
    'a Gateway whose class is served by istiod',
    [
      object(API, 'Gateway', '{ gatewayClassName: own }', conditions(no('Programmed'))),
      '{ apiVersion: gateway.networking.k8s.io/v1, kind: GatewayClass, metadata: { name: own, uid: b }, spec: { controllerName: istio.io/gateway-controller } }',
    ].join('\n---\n'),
    ['/status/conditions/0/type'],
  ],
  [
    'a route',
    route('istio.io/gateway-controller', no('ResolvedRefs')),
    ['/status/parents/1/conditions/0/type'],
  ],
  ['a route, as another controller sees it', route('nginx.org/gateway', no('Accepted')), []],
  ['a status that is none', object('v1', 'Service', '{}', '[1, { conditions: 3 }]'), []],
])('what the control plane says no to: %s', (_, yaml, paths) => {
  const found = factsOf('IstioCondition', yaml).map((each) => origin(each, '/type').split(' ').at(-1));
  expect(found).toEqual(paths);
});
