import { expect, test } from 'vitest';
import { factsOf, origin, plain } from '../facts.js';

const istiod = (env = '', image = 'istio/pilot:1.20.1') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: istiod, namespace: istio-system, uid: d1, labels: { app: istiod } }
spec: { template: { spec: { serviceAccountName: istiod, containers: [{ name: discovery, image: "${image}", env: [${env}] }] } } }
`;
const binding = (role: string, subject = OWN) => `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: to-${role}, uid: b-${role} }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${role} }
subjects: [${subject}]
`;
const role = (name: string, rules: readonly string[]) => `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: ${name}, uid: r-${name} }
rules: [${rules.join(', ')}]
`;
const OWN = '{ kind: ServiceAccount, name: istiod, namespace: istio-system }';
const OTHER = '{ kind: ServiceAccount, name: istiod, namespace: harbour }';
const GROUP = '{ kind: Group, name: "system:serviceaccounts:istio-system" }';
const RULES = {
  istio:
    '{ apiGroups: [networking.istio.io, security.istio.io, telemetry.istio.io, extensions.istio.io], resources: ["*"], verbs: [get, list, watch] }',
  core: '{ apiGroups: [""], resources: [pods, nodes, services, namespaces, secrets, configmaps], verbs: [get, list, watch] }',
  slices: '{ apiGroups: [discovery.k8s.io], resources: [endpointslices], verbs: [get, list, watch] }',
  definitions:
    '{ apiGroups: [apiextensions.k8s.io], resources: [customresourcedefinitions], verbs: [get, list, watch] }',
  reviews:
    '{ apiGroups: [authentication.k8s.io, authorization.k8s.io], resources: [tokenreviews, subjectaccessreviews], verbs: [create] }',
  webhooks:
    '{ apiGroups: [admissionregistration.k8s.io], resources: [mutatingwebhookconfigurations, validatingwebhookconfigurations], verbs: [get, list, watch, update] }',
};
const ALL = Object.values(RULES);

function without(...names: readonly (keyof typeof RULES)[]): readonly string[] {
  return ALL.filter((rule) => names.every((name) => RULES[name] !== rule));
}

const BINDINGS = ['ClusterRoleBinding', 'RoleBinding'].map((kind) => `rbac.authorization.k8s.io/${kind}`);

function permission(parts: readonly string[], complete: readonly string[] = BINDINGS) {
  return factsOf('IstioPermission', parts.join('---'), complete);
}

test.each([
  ['all in one', [binding('a'), role('a', ALL)], []],
  [
    'from two, one of them of a group',
    [binding('a'), role('a', without('core')), binding('b', GROUP), role('b', [RULES.core])],
    [],
  ],
  [
    'all verbs of everything',
    [binding('a'), role('a', ['{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }'])],
    [],
  ],
  [
    'not all',
    [binding('a'), role('a', without('core'))],
    ['list and watch pods', 'list and watch services', 'list and watch namespaces'],
  ],
  [
    'the rest to somebody else',
    [binding('a'), role('a', without('istio')), binding('b', OTHER), role('b', [RULES.istio])],
    ['list and watch all of networking.istio.io', 'list and watch all of security.istio.io'],
  ],
])('what istiod may not read: %s', (_, parts, lacking) => {
  expect(permission([istiod(), ...parts]).map(plain)[0]?.lacking).toEqual(lacking);
});

const ACCOUNT = 'Deployment istiod /spec/template/spec/serviceAccountName';

test.each([
  ['the role', [binding('a'), role('a', without('core'))], 'ClusterRole a /metadata/name'],
  ['the account, where no role is', [], ACCOUNT],
  [
    'the account, where a role grants only what others have',
    [binding('a'), role('a', [RULES.reviews])],
    ACCOUNT,
  ],
  [
    'the binding of an account elsewhere',
    [binding('a', OTHER), role('a', ALL)],
    'ClusterRoleBinding to-a /subjects/0/namespace',
  ],
  [
    'the account, where another istiod has that binding',
    [binding('a', OTHER), role('a', ALL), istiod().replace('istio-system', 'harbour')],
    ACCOUNT,
  ],
])('what is lacking stands at %s', (_, parts, place) => {
  const [found] = permission([istiod(), ...parts]);
  expect(found && origin(found, '/lacking')).toBe(place);
});

test.each([
  [
    'bindings',
    [istiod()],
    ['rbac.authorization.k8s.io/RoleBinding'],
    'rbac.authorization.k8s.io/ClusterRoleBinding',
  ],
  [
    'the rules of a role',
    [istiod(), binding('a'), role('a', [])],
    BINDINGS,
    'rbac.authorization.k8s.io/ClusterRole',
  ],
  ['a role', [istiod(), binding('a')], BINDINGS, 'rbac.authorization.k8s.io/ClusterRole'],
])('it is unknown where %s were not captured', (_, parts, complete, kind) => {
  expect(permission(parts, complete).map(plain)[0]?.lacking).toBe(`unknown ${kind}`);
});

test.each([
  [
    '1.20.1',
    ['list and watch telemetries.telemetry.istio.io', 'list and watch wasmplugins.extensions.istio.io'],
  ],
  ['1.10.6', []],
])('istiod %s asks for what its release knows', (version, lacking) => {
  const istio = RULES.istio.replace('telemetry.istio.io, extensions.istio.io', 'rbac.istio.io');
  const [found] = permission([
    istiod('', `istio/pilot:${version}`),
    binding('a'),
    role('a', [...without('istio'), istio]),
  ]).map(plain);
  expect(found?.lackingLesser).toEqual(lacking);
});

test.each([
  ['', ['mutatingwebhookconfigurations', 'validatingwebhookconfigurations']],
  ['{ name: INJECTION_WEBHOOK_CONFIG_NAME, value: "" }', ['validatingwebhookconfigurations']],
])('the webhooks that istiod keeps with %s', (env, kinds) => {
  const [found] = permission([istiod(env), binding('a'), role('a', without('webhooks'))]).map(plain);
  expect(found?.lackingWebhooks).toEqual(
    kinds.map((kind) => `list, watch and update ${kind}.admissionregistration.k8s.io`),
  );
});

test('what an istiod reads in another cluster is granted there', () => {
  expect(permission([istiod('{ name: EXTERNAL_ISTIOD, value: "true" }')])).toEqual([]);
});
