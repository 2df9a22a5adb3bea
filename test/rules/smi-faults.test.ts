import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findingsIn, type Told } from '../verdicts.js';

const HEALTHY = join(import.meta.dirname, '../../samples/bookstore/healthy');

/** The objects of the healthy bookstore in one text. */
const BOOKSTORE = readdirSync(HEALTHY, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yaml') && !file.startsWith('.'))
  .sort()
  .map((file) => readFileSync(join(HEALTHY, file), 'utf8'))
  .join('---\n');

/** The same as if it were read from a cluster, of which it holds all that these kinds tell. */
const CAPTURED = BOOKSTORE.replaceAll(/^metadata:\n/gm, 'metadata:\n  uid: 5f0c\n');
const ALL: Told = {
  complete: [
    'Namespace',
    'Pod',
    'Service',
    'ServiceAccount',
    'apps/DaemonSet',
    'apps/Deployment',
    'apps/StatefulSet',
    'batch/CronJob',
    'batch/Job',
    'access.smi-spec.io/TrafficTarget',
    'policy.openservicemesh.io/Egress',
    'specs.smi-spec.io/HTTPRouteGroup',
    'specs.smi-spec.io/TCPRoute',
    'split.smi-spec.io/TrafficSplit',
  ],
};

type Edit = readonly [part: string | RegExp, other: string];

interface Fault {
  readonly fault: string;
  readonly edits: readonly Edit[];
  /** What is said of the manifests, and of the cluster: `rule-id kind/name`. */
  readonly manifests: readonly string[];
  readonly captured?: readonly string[];
  readonly told?: Told;
}

function planted(text: string, edits: readonly Edit[]): string {
  return edits.reduce((planted, [part, other]) => {
    const changed = planted.replace(part, other);
    expect(changed, `${part} is in the bookstore`).not.toBe(planted);
    return changed;
  }, text);
}

/** What is said, but that the bookstore is not the whole cluster. */
async function said(text: string, told: Told): Promise<readonly string[]> {
  const findings = await findingsIn(text, told);
  return findings
    .filter(({ rule }) => !rule.id.startsWith('osm-control-plane-'))
    .map(({ severity, rule, resource }) => `${severity} ${rule.id} ${resource.kind}/${resource.name}`);
}

const TARGET_V1 = 'name: bookbuyer-access-bookstore-v1\n  namespace: bookstore';
const DESTINATION_V2 = 'name: bookstore-v2\n    namespace: bookstore\n  rules';
const LABEL = '\n  labels:\n    openservicemesh.io/monitored-by: osm';
const ANNOTATION = '\n  annotations:\n    openservicemesh.io/sidecar-injection: enabled';

const FAULTS: readonly Fault[] = [
  { fault: 'none', edits: [], manifests: [] },
  {
    fault: 'a TrafficTarget in another namespace, where its routes are not',
    edits: [[TARGET_V1, TARGET_V1.replace('namespace: bookstore', 'namespace: bookbuyer')]],
    manifests: ['error smi-traffic-target-other-namespace TrafficTarget/bookbuyer-access-bookstore-v1'],
  },
  {
    fault: 'a destination without namespace',
    edits: [[DESTINATION_V2, 'name: bookstore-v2\n  rules']],
    manifests: [
      'error smi-traffic-target-destination-without-namespace TrafficTarget/bookbuyer-access-bookstore-v2',
    ],
  },
  {
    fault: 'a destination in another namespace, where there is no such ServiceAccount',
    edits: [[DESTINATION_V2, DESTINATION_V2.replace('namespace: bookstore', 'namespace: bookwarehouse')]],
    manifests: ['error smi-traffic-target-other-namespace TrafficTarget/bookbuyer-access-bookstore-v2'],
  },
  {
    fault: 'a misspelt destination, which leaves a backend of the TrafficSplit closed',
    edits: [[DESTINATION_V2, DESTINATION_V2.replace('-v2', '-v3')]],
    manifests: ['warning smi-traffic-split-backend-without-traffic-target TrafficSplit/bookstore-split'],
    captured: [
      'error smi-traffic-target-missing-service-account TrafficTarget/bookbuyer-access-bookstore-v2',
    ],
  },
  {
    fault: 'a ServiceAccount that is gone, and that two TrafficTargets name',
    edits: [
      [
        /kind: ServiceAccount\nmetadata:\n( {2}uid: 5f0c\n)? {2}name: bookbuyer/,
        'kind: ServiceAccount\nmetadata:\n  name: buyer',
      ],
    ],
    manifests: [],
    captured: ['error osm-pod-missing-service-account Deployment/bookbuyer'],
  },
  {
    fault: 'a namespace that lost its label, and still asks for sidecars',
    edits: [[`name: bookstore${LABEL}`, 'name: bookstore']],
    manifests: ['error osm-namespace-not-monitored Namespace/bookstore'],
  },
  {
    fault: 'a namespace of clients that never was part of the mesh',
    edits: [[`name: bookbuyer${LABEL}${ANNOTATION}`, 'name: bookbuyer']],
    manifests: ['warning osm-policy-namespace-not-monitored IngressBackend/bookbuyer'],
  },
  {
    fault: 'a namespace of SMI objects that never was part of the mesh',
    edits: [[`name: bookwarehouse${LABEL}${ANNOTATION}`, 'name: bookwarehouse']],
    manifests: ['warning osm-policy-namespace-not-monitored TrafficTarget/bookstore-access-bookwarehouse'],
  },
  {
    fault: 'an HTTPRouteGroup with another name, which two TrafficTargets use',
    edits: [
      [
        /kind: HTTPRouteGroup\nmetadata:\n( {2}uid: 5f0c\n)? {2}name: bookstore-service-routes/,
        'kind: HTTPRouteGroup\nmetadata:\n  name: bookstore-routes',
      ],
    ],
    manifests: ['warning smi-traffic-target-missing-route TrafficTarget/bookbuyer-access-bookstore-v1'],
    captured: ['error smi-traffic-target-missing-route TrafficTarget/bookbuyer-access-bookstore-v1'],
  },
  {
    fault: 'a match with another name, which two TrafficTargets use',
    edits: [['- name: buy-a-book', '- name: buy-a-bok']],
    manifests: ['error smi-traffic-target-unknown-match TrafficTarget/bookbuyer-access-bookstore-v1'],
  },
  {
    fault: 'a match that took the name of another',
    edits: [['- name: buy-a-book', '- name: books-bought']],
    manifests: ['error smi-traffic-target-unknown-match TrafficTarget/bookbuyer-access-bookstore-v1'],
  },
  {
    fault: 'an HTTPRouteGroup without matches',
    edits: [[/matches:\n {4}- name: restock-books\n( {6}.*\n)*/, 'matches: []\n']],
    manifests: ['warning smi-route-group-no-matches HTTPRouteGroup/bookwarehouse-service-routes'],
  },
  {
    fault: 'a TCPRoute with another name',
    edits: [
      [
        /kind: TCPRoute\nmetadata:\n( {2}uid: 5f0c\n)? {2}name: mysql/,
        'kind: TCPRoute\nmetadata:\n  name: mysql-ports',
      ],
    ],
    manifests: ['warning smi-traffic-target-missing-route TrafficTarget/bookwarehouse-access-mysql'],
    captured: ['error smi-traffic-target-missing-route TrafficTarget/bookwarehouse-access-mysql'],
  },
  {
    fault: 'a rule for UDP',
    edits: [['- kind: TCPRoute', '- kind: UDPRoute']],
    manifests: ['error smi-traffic-target-rule-kind TrafficTarget/bookwarehouse-access-mysql'],
  },
  {
    fault: 'no rules',
    edits: [['rules:\n    - kind: TCPRoute\n      name: mysql', 'rules: []']],
    manifests: ['error smi-traffic-target-no-rules TrafficTarget/bookwarehouse-access-mysql'],
  },
  {
    fault: 'no sources',
    edits: [
      [
        /sources:\n {4}- kind: ServiceAccount\n {6}name: bookwarehouse\n {6}namespace: bookwarehouse/,
        'sources: []',
      ],
    ],
    manifests: ['error smi-traffic-target-empty-sources TrafficTarget/bookwarehouse-access-mysql'],
  },
  {
    fault: 'a source without namespace',
    edits: [['name: bookstore-v2\n      namespace: bookstore', 'name: bookstore-v2']],
    manifests: [
      'error smi-traffic-target-source-without-namespace TrafficTarget/bookstore-access-bookwarehouse',
    ],
  },
  {
    fault: 'a source that is a Deployment',
    edits: [['sources:\n    - kind: ServiceAccount', 'sources:\n    - kind: Deployment']],
    manifests: ['warning smi-traffic-target-source-kind TrafficTarget/bookbuyer-access-bookstore-v1'],
  },
  {
    fault: 'a rule without matches',
    edits: [['\n      matches:\n        - restock-books', '']],
    manifests: [
      'warning smi-traffic-target-rule-without-matches TrafficTarget/bookstore-access-bookwarehouse',
    ],
  },
  {
    fault: 'a path with look-ahead',
    edits: [['pathRegex: /buy-a-book/new', 'pathRegex: /(?!admin)new']],
    manifests: ['error smi-route-group-regex-not-re2 HTTPRouteGroup/bookstore-service-routes'],
  },
  {
    fault: 'weights that sum to zero',
    edits: [
      ['weight: 90', 'weight: 0'],
      ['weight: 10', 'weight: 0'],
    ],
    manifests: ['error smi-traffic-split-no-weight TrafficSplit/bookstore-split'],
  },
  {
    fault: 'a backend of another port',
    edits: [[/(version: v2\n {2}ports:\n.*\n {6}port:) 14001/, '$1 14002']],
    manifests: ['error smi-traffic-split-leaf-port TrafficSplit/bookstore-split'],
  },
  {
    fault: 'a misspelt backend',
    edits: [['- service: bookstore-v2', '- service: bookstore-v3']],
    manifests: [],
    captured: ['error smi-traffic-split-missing-backend TrafficSplit/bookstore-split'],
  },
  {
    fault: 'a misspelt root',
    edits: [['service: bookstore\n', 'service: bookstor\n']],
    manifests: [],
    captured: ['error smi-traffic-split-missing-root TrafficSplit/bookstore-split'],
  },
  {
    fault: 'a root without selector',
    edits: [[/(labels:\n {4}app: bookstore\nspec:\n) {2}selector:\n {4}app: bookstore\n/, '$1']],
    manifests: ['error smi-traffic-split-root-without-selector TrafficSplit/bookstore-split'],
  },
  {
    fault: 'a root that selects nothing',
    edits: [[/(labels:\n {4}app: bookstore\nspec:\n {2}selector:\n {4}app: bookstor)e\n/, '$1\n']],
    manifests: [],
    captured: ['error smi-traffic-split-root-selects-no-pod TrafficSplit/bookstore-split'],
  },
  {
    fault: 'a workload that runs under the default ServiceAccount',
    edits: [['      serviceAccountName: bookstore-v2\n', '']],
    manifests: ['warning smi-traffic-split-backend-without-traffic-target TrafficSplit/bookstore-split'],
    captured: ['warning smi-traffic-target-no-pods TrafficTarget/bookbuyer-access-bookstore-v2'],
  },
  {
    fault: 'a Service whose selector matches no pod',
    edits: [['selector:\n    app: bookwarehouse\n  ports', 'selector:\n    app: warehouse\n  ports']],
    manifests: [],
    captured: ['warning osm-service-without-pods Service/bookwarehouse'],
  },
  {
    fault: 'a Service with a protocol that OSM does not know',
    edits: [[/(name: http-bookwarehouse\n(?: {6}.*\n)*? {6}appProtocol:) http/, '$1 https']],
    manifests: ['warning osm-service-unsupported-app-protocol Service/bookwarehouse'],
  },
  {
    fault: 'a MySQL server that is declared as TCP',
    edits: [['appProtocol: tcp-server-first', 'appProtocol: tcp']],
    manifests: ['warning osm-service-server-first-protocol Service/mysql'],
  },
  {
    fault: 'a MySQL server that is declared by its name',
    edits: [
      ['- name: tcp-server-first-client', '- name: mysql'],
      ['      appProtocol: tcp-server-first\n', ''],
    ],
    manifests: ['warning osm-service-port-name-without-dash Service/mysql'],
  },
  {
    fault: 'the port of the Service in a TCPRoute',
    edits: [
      ['port: 3306\n      targetPort', 'port: 13306\n      targetPort'],
      ['      - 3306', '      - 13306'],
    ],
    manifests: ['warning smi-tcp-route-not-target-port TCPRoute/mysql'],
  },
  {
    fault: 'a backend that no TrafficTarget opens',
    edits: [
      [
        /apiVersion: access.smi-spec.io\/v1alpha3\nkind: TrafficTarget\nmetadata:\n( {2}uid: 5f0c\n)? {2}name: bookbuyer-access-bookstore-v2\n(.*\n)*?---\n/,
        '',
      ],
    ],
    manifests: ['warning smi-traffic-split-backend-without-traffic-target TrafficSplit/bookstore-split'],
  },
  {
    fault: 'no TrafficTarget at all',
    edits: [[/apiVersion: access.smi-spec.io\/v1alpha3\nkind: TrafficTarget\n(.*\n)*?---\n/g, '']],
    manifests: [],
    captured: ['warning smi-traffic-target-none MeshConfig/osm-mesh-config'],
  },
  {
    fault: 'permissive mode, beside TrafficTargets',
    edits: [['enablePermissiveTrafficPolicyMode: false', 'enablePermissiveTrafficPolicyMode: true']],
    manifests: ['note smi-traffic-target-not-enforced MeshConfig/osm-mesh-config'],
  },
  {
    fault: 'a missing match, in permissive mode',
    edits: [
      ['enablePermissiveTrafficPolicyMode: false', 'enablePermissiveTrafficPolicyMode: true'],
      ['- name: restock-books', '- name: restock'],
    ],
    manifests: [
      'warning smi-traffic-target-unknown-match TrafficTarget/bookstore-access-bookwarehouse',
      'note smi-traffic-target-not-enforced MeshConfig/osm-mesh-config',
    ],
  },
];

describe.each(FAULTS)('$fault', ({ edits, manifests, captured = manifests, told = {} }) => {
  test('in manifests', async () => {
    expect(await said(planted(BOOKSTORE, edits), told)).toEqual(manifests);
  });

  test('in a cluster', async () => {
    expect(await said(planted(CAPTURED, edits), { ...ALL, ...told })).toEqual(captured);
  });
});
