import { expect, test } from 'vitest';
import { factsOf, origin, plain, textAtPlace } from '../facts.js';

interface Entry {
  readonly namespaces: string;
  readonly objects?: string;
}

function injector(name: string, labels: string, entries: readonly Entry[]): string {
  const webhooks = entries.map(
    ({ namespaces, objects = '{}' }, index) =>
      `- { name: e${index}.sidecar-injector.istio.io, namespaceSelector: ${namespaces}, objectSelector: ${objects} }`,
  );
  return `
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: { name: ${name}, labels: { ${labels} } }
webhooks:
${webhooks.join('\n')}
`;
}

const byRevision = (revision: string) =>
  `{ matchExpressions: [{ key: istio.io/rev, operator: In, values: [${revision}] }, { key: istio-injection, operator: DoesNotExist }] }`;
const BY_POD =
  '{ matchExpressions: [{ key: istio.io/rev, operator: DoesNotExist }, { key: istio-injection, operator: DoesNotExist }] }';
const ENABLED = '{ matchExpressions: [{ key: istio-injection, operator: In, values: [enabled] }] }';
const NEVER = '{ matchLabels: { istio.io/deactivated: never-match } }';

test.each([
  [
    'a revision',
    injector('istio-sidecar-injector-canary', 'istio.io/rev: canary', [
      { namespaces: byRevision('canary') },
      { namespaces: BY_POD },
    ]),
    [['canary', 'revision', 'canary', false]],
  ],
  [
    'a tag',
    injector('istio-revision-tag-prod', 'istio.io/rev: canary, istio.io/tag: prod', [
      { namespaces: byRevision('prod') },
    ]),
    [['prod', 'tag', 'canary', false]],
  ],
  [
    'the default',
    injector('istio-sidecar-injector', 'istio.io/rev: default', [
      { namespaces: byRevision('default') },
      { namespaces: BY_POD },
      { namespaces: ENABLED },
    ]),
    [['default', 'revision', 'default', true]],
  ],
  [
    'an injector before 1.10',
    injector('istio-sidecar-injector', 'app: sidecar-injector', [
      { namespaces: '{ matchLabels: { istio-injection: enabled } }' },
    ]),
    [['default', 'revision', undefined, true]],
  ],
  [
    'a managed one',
    `
apiVersion: mesh.cloud.google.com/v1beta1
kind: ControlPlaneRevision
metadata: { name: asm-managed, namespace: istio-system }
`,
    [['asm-managed', 'revision', 'asm-managed', false]],
  ],
  [
    'a deactivated one',
    injector('istio-sidecar-injector', 'istio.io/rev: default', [
      { namespaces: NEVER },
      { namespaces: ENABLED, objects: NEVER },
    ]),
    [],
  ],
  [
    'a validator',
    injector('v', 'istio.io/rev: canary', [{ namespaces: byRevision('canary') }]).replaceAll(
      'sidecar-injector',
      'validation',
    ),
    [],
  ],
])('%s', (_, yaml, expected) => {
  const facts = factsOf('IstioRevision', yaml).map(plain);
  expect(
    facts.map(({ name, type, revision, injectsEnabled }) => [name, type, revision, injectsEnabled]),
  ).toEqual(expected);
});

test('an opt-out selector answers to whatever the namespaces ask for', () => {
  const optOut = injector('istio-sidecar-injector', 'app: x', [
    { namespaces: '{ matchExpressions: [{ key: istio-injection, operator: NotIn, values: [disabled] }] }' },
  ]);
  const namespace =
    '\napiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { istio.io/rev: old } }\n';
  expect(factsOf('IstioRevision', `${optOut}---${namespace}`).map(({ id }) => id.name)).toEqual([
    'default',
    'old',
  ]);
});

test('a revision stands where the selector names it', () => {
  const [fact] = factsOf(
    'IstioRevision',
    injector('istio-sidecar-injector-canary', 'istio.io/rev: canary', [
      { namespaces: BY_POD },
      { namespaces: byRevision('canary') },
    ]),
  );
  expect(fact && origin(fact, '/name')).toBe(
    'MutatingWebhookConfiguration istio-sidecar-injector-canary /webhooks/1/namespaceSelector/matchExpressions/0/values/0',
  );
  expect(fact && textAtPlace(fact, '/name')).toBe('canary');
});

test('a revision that also answers to istio-injection=enabled is two facts', () => {
  const facts = factsOf(
    'IstioRevision',
    injector('istio-revision-tag-prod', 'istio.io/rev: canary', [
      { namespaces: byRevision('prod') },
      { namespaces: ENABLED },
    ]),
  );
  expect(facts.map(plain).map(({ name, type, injectsEnabled }) => [name, type, injectsEnabled])).toEqual([
    ['default', 'tag', true],
    ['prod', 'tag', false],
  ]);
});

test.each([
  ['calls the injector', 'istiod-canary', '/inject', 1],
  ['calls something else', 'vault-agent-injector', '/mutate', 0],
])('an entry without the name of Istio that %s', (_, service, path, count) => {
  const yaml = `
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: { name: own, labels: { istio.io/rev: canary } }
webhooks:
- { name: pods.example.com, clientConfig: { service: { name: ${service}, path: ${path} } }, namespaceSelector: ${byRevision('canary')} }
`;
  expect(factsOf('IstioRevision', yaml)).toHaveLength(count);
});

test('a tag is known by its label alone', () => {
  const [fact] = factsOf(
    'IstioRevision',
    injector('renamed', 'istio.io/tag: prod', [{ namespaces: byRevision('prod') }]),
  );
  expect(fact && plain(fact).type).toBe('tag');
});
