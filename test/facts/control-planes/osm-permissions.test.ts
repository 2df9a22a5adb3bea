import { expect, test } from 'vitest';
import { factsOf, plain } from '../facts.js';

const CONTROLLER = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: osm-controller, namespace: osm-system, uid: d1, labels: { app: osm-controller, app.kubernetes.io/version: v0.8.4 } }
spec: { template: { spec: { serviceAccountName: osm } } }
`;
const binding = (role: string, subject: string) => `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: to-${role}, uid: b-${role} }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${role} }
subjects: [${subject}]
`;
const role = (name: string, rules: string) => `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: ${name}, uid: r-${name} }
rules: [${rules}]
`;
const OWN = '{ kind: ServiceAccount, name: osm, namespace: osm-system }';
const OTHER = '{ kind: ServiceAccount, name: osm, namespace: shop }';
const GROUP = '{ kind: Group, name: "system:serviceaccounts:osm-system" }';
const READ = 'verbs: [get, list, watch]';
const SMI = `{ apiGroups: [access.smi-spec.io, specs.smi-spec.io], resources: ["*"], ${READ} }`;
const SPLITS = `{ apiGroups: [split.smi-spec.io], resources: [trafficsplits], ${READ} }`;

test.each([
  ['all in one', [binding('a', OWN), role('a', `${SMI}, ${SPLITS}`)], []],
  [
    'from two, one of them of a group',
    [binding('a', OWN), role('a', SMI), binding('b', GROUP), role('b', SPLITS)],
    [],
  ],
  [
    'all verbs of everything',
    [binding('a', OWN), role('a', '{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }')],
    [],
  ],
  ['not all', [binding('a', OWN), role('a', SMI)], ['trafficsplits.split.smi-spec.io']],
  [
    'the rest to somebody else',
    [binding('a', OWN), role('a', SMI), binding('b', OTHER), role('b', SPLITS)],
    ['trafficsplits.split.smi-spec.io'],
  ],
  ['a role that was not captured', [binding('a', OWN), role('a', SMI), binding('b', OWN)], undefined],
  ['no binding', [role('a', SMI)], undefined],
])('what osm-controller may not read: %s', (_, parts, lacking) => {
  const complete = ['rbac.authorization.k8s.io/ClusterRoleBinding'];
  const [found] = factsOf('OsmPermission', [CONTROLLER, ...parts].join('---'), complete).map(plain);
  expect(found?.lacking).toEqual(lacking);
});

test('another binding, that was not captured, may give the rest', () => {
  const [found] = factsOf('OsmPermission', [CONTROLLER, binding('a', OWN), role('a', SMI)].join('---')).map(
    plain,
  );
  expect(found?.lacking).toBe('unknown rbac.authorization.k8s.io/ClusterRoleBinding');
});
