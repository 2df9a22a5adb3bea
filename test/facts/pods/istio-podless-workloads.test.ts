import { expect, test } from 'vitest';
import { factsOf, origin, plain } from '../facts.js';

function namespace(labels = 'istio-injection: enabled') {
  return `
apiVersion: v1
kind: Namespace
metadata: { name: shop, uid: n1, labels: { ${labels} } }
---
apiVersion: v1
kind: Service
metadata: { name: istiod, namespace: istio-system, uid: s1, labels: { app: istiod } }
spec: { selector: { app: istiod } }
---`;
}

function maker({ kind = 'StatefulSet', made = '0', wanted = 2, conditions = '[]', uid = 'uid: a1' } = {}) {
  return `
apiVersion: apps/v1
kind: ${kind}
metadata: { name: store, namespace: shop, ${uid} }
spec: { replicas: ${wanted}, template: { spec: { containers: [{ name: store }] } } }
status: { ${made === '' ? '' : `replicas: ${made},`} conditions: ${conditions} }
---`;
}

const EVENT = `
apiVersion: v1
kind: Event
metadata: { name: store.1, namespace: shop, uid: e1 }
reason: FailedCreate
involvedObject: { kind: StatefulSet, name: store }
message: exceeded quota
---`;

test('what wants pods and has none', () => {
  const [found] = factsOf('IstioPodlessWorkload', namespace() + maker());
  expect(found && plain(found)).toEqual({ workloadKind: 'StatefulSet', wanted: 2 });
  expect(found && origin(found, '/wanted')).toBe('StatefulSet store /spec/replicas');
});

test.each([
  ['it has pods', namespace() + maker({ made: '1' })],
  ['it wants none', namespace() + maker({ wanted: 0 })],
  ['nobody has counted yet', namespace() + maker({ made: '' })],
  ['it is a manifest', namespace() + maker({ uid: '' }).replace(/status: .*/, '')],
  ['its pods ask for no sidecar', namespace('team: a') + maker()],
  ['an event says why', namespace() + maker() + EVENT],
  [
    'a condition says why',
    namespace() +
      maker({ kind: 'ReplicaSet', conditions: '[{ type: ReplicaFailure, status: "True", message: quota }]' }),
  ],
])('nothing is said where %s', (_, yaml) => {
  expect(factsOf('IstioPodlessWorkload', yaml)).toEqual([]);
});
