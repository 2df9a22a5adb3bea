import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { capture, controlPlane, documents } from '../traps/trap.js';
import { findingsIn, verdicts } from '../verdicts.js';
import { pods, rowsOf } from './printed.js';

const read = (file: string) => readFileSync(join(import.meta.dirname, file), 'utf8').replace(/^---\n/, '');

const CONTROLLER = controlPlane('0.9.1', 'kube-system');
const AKS = [CONTROLLER, CONTROLLER.replaceAll(/osm-controller|d-kube/g, 'osm-injector')];

/** What jq prints of the metadata of a namespace that was added to the mesh. */
const ANNOTATIONS = `{
  "openservicemesh.io/sidecar-injection": "enabled"
}`;
const LABELS = `{
  "openservicemesh.io/monitored-by": "osm"
}`;

function namespace(name: string, labels = '{}', annotations = '{}'): string {
  const metadata = {
    name,
    uid: `n-${name}`,
    labels: JSON.parse(labels),
    annotations: JSON.parse(annotations),
  };
  return JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata });
}

const NOT_RESTARTED = `
NAME                         READY   STATUS    RESTARTS   AGE
bookbuyer-78666dcff8-wh6wl   1/1     Running   0          43s`;
const RESTARTED = `
NAME                         READY   STATUS    RESTARTS   AGE
bookbuyer-84446dd5bd-j4tlr   2/2     Running   0          3m30s`;

function podsIn(namespace: string, table: string): string {
  const [pod] = pods(table, { namespace });
  return JSON.stringify(pod);
}

const INJECTOR = `apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: { name: aks-osm-webhook-osm, uid: w1 }
webhooks: [{ name: osm-inject.k8s.io, namespaceSelector: { matchLabels: { openservicemesh.io/monitored-by: osm } } }]`;

/** The rules that say something of a cluster that was captured together with these objects. */
async function told(...parts: readonly string[]): Promise<readonly string[]> {
  const found = await findingsIn(capture(...AKS, INJECTOR, ...parts));
  return found
    .filter(({ severity }) => severity !== 'note')
    .map(({ rule, resource }) => `${rule.id}: ${resource.name}`);
}

const KUBE_SYSTEM = namespace('kube-system');
const MEMBER = namespace('bookbuyer', LABELS, ANNOTATIONS);

describe('a namespace of the mesh', () => {
  it.each<[what: string, parts: readonly string[], expected: readonly string[]]>([
    ['with label and annotation', [MEMBER, podsIn('bookbuyer', RESTARTED)], []],
    [
      'with both, whose pods are older than they',
      [MEMBER, podsIn('bookbuyer', NOT_RESTARTED)],
      ['osm-pod-without-sidecar: bookbuyer-78666dcff8-wh6wl'],
    ],
    [
      'with the annotation alone',
      [namespace('bookbuyer', '{}', ANNOTATIONS), podsIn('bookbuyer', NOT_RESTARTED)],
      ['osm-namespace-not-monitored: bookbuyer'],
    ],
    [
      'with the label alone',
      [namespace('bookbuyer', LABELS), podsIn('bookbuyer', NOT_RESTARTED)],
      ['osm-namespace-injection-not-chosen: bookbuyer'],
    ],
    [
      'with neither, which is not of the mesh',
      [namespace('bookbuyer'), podsIn('bookbuyer', NOT_RESTARTED)],
      [],
    ],
    [
      'with the label of another mesh',
      [namespace('bookbuyer', LABELS.replace('"osm"', '"osm-mesh"'), ANNOTATIONS)],
      ['osm-namespace-unknown-mesh: bookbuyer'],
    ],
  ])('%s', async (_, parts, expected) => {
    expect(await told(KUBE_SYSTEM, ...parts)).toEqual(expected);
  });

  it('kube-system never is', async () => {
    expect(await told(KUBE_SYSTEM)).toEqual([]);
    expect(await told(namespace('kube-system', LABELS, ANNOTATIONS))).toEqual([
      'osm-namespace-never-injected: kube-system',
    ]);
  });
});

const BOOKSTORE = read('bookstore.yaml');
const ALLOW_ALL = read('allow-all.yaml');

const ACCOUNTS = `
NAME        SECRETS   AGE
bookbuyer   1         25h
default     1         25h`;

/** The ServiceAccounts of a table, and that of bookstore. */
function accounts(table: string): string {
  const named = rowsOf(table).map(({ NAME = '' }) => ['bookbuyer', NAME]);
  return documents(
    ...[...named, ['bookstore', 'bookstore']].map(
      ([namespace, name]) =>
        `{ apiVersion: v1, kind: ServiceAccount, metadata: { name: ${name}, namespace: ${namespace}, uid: a-${name} } }`,
    ),
  );
}

describe('the policies of the onboarding page', () => {
  it.each(['0.8.2', '0.9.2', '0.11.1', '1.0.0', '1.2.4'])('are whole in %s', async (osm) => {
    expect(await verdicts(documents(BOOKSTORE, ALLOW_ALL), { mesh: { osm } })).toEqual([]);
  });

  it('apply to the ServiceAccounts that the page prints', async () => {
    const told = { complete: ['ServiceAccount'] };
    expect(await verdicts(documents(BOOKSTORE, accounts(ACCOUNTS)), told)).toEqual([]);
  });

  it('do not where the default account is the only one', async () => {
    const input = documents(BOOKSTORE, accounts(ACCOUNTS.replace(/bookbuyer.*\n/, '')));
    expect(await verdicts(input, { complete: ['ServiceAccount'] })).toEqual([
      '19 smi-traffic-target-missing-service-account',
    ]);
  });

  it('need both namespaces, of which the page adds one', async () => {
    const input = documents(BOOKSTORE, namespace('bookstore', LABELS, ANNOTATIONS), namespace('bookbuyer'));
    expect(await verdicts(input)).toEqual(['20 smi-traffic-target-namespace-not-monitored']);
  });

  it.each([
    ['another name of a match', '- buy-a-book', '- buy-a-bok', 'smi-traffic-target-unknown-match'],
    [
      'another name of the routes',
      'name: bookstore-service-routes',
      'name: routes',
      'smi-traffic-target-missing-route',
    ],
    ['an old version', 'smi.io/v1alpha3', 'smi.io/v1alpha2', 'smi-version-not-served'],
  ])('with %s', async (_, part, other, rule) => {
    const text = BOOKSTORE.replace('smi-spec.io/v1alpha3', 'smi.io/v1alpha3');
    const changed = text.replace(part, other).replace('smi.io/', 'smi-spec.io/');
    const line = changed.split('\n').findIndex((each, index) => each !== BOOKSTORE.split('\n')[index]) + 1;
    expect(await verdicts(changed)).toEqual([`${line} ${rule}`]);
  });
});

/** A Deployment as the page describes it: with the ServiceAccount of its pods, or without one. */
function deployment(name: string, account?: string): string {
  const spec = { ...(account === undefined ? {} : { serviceAccountName: account }), containers: [{ name }] };
  return JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'bookbuyer' },
    spec: { template: { metadata: { labels: { app: name, version: 'v1' } }, spec } },
  });
}

describe('the Deployments of an application, without permissive mode', () => {
  const meshConfig = read('mesh-config-2021.yaml').replace('PolicyMode: true', 'PolicyMode: false');
  const mesh = [CONTROLLER, meshConfig, MEMBER, accounts(ACCOUNTS)];

  it.each<[what: string, deployments: readonly string[], expected: readonly string[]]>([
    ['with an account of their own', [deployment('bookbuyer', 'bookbuyer')], []],
    [
      'with an account that is not there',
      [deployment('bookbuyer', 'myserviceaccount')],
      ['osm-pod-missing-service-account: bookbuyer'],
    ],
    [
      'without an account',
      [deployment('azure-vote-front'), deployment('azure-vote-back')],
      ['osm-pod-default-service-account: azure-vote-front'],
    ],
  ])('%s', async (_, deployments, expected) => {
    const found = await findingsIn(documents(...mesh, ...deployments), { complete: ['ServiceAccount'] });
    const counted = found.filter(({ severity }) => severity !== 'note');
    expect(counted.map(({ rule, resource }) => `${rule.id}: ${resource.name}`)).toEqual(expected);
  });
});

it('tells that the sample which allows everything leaves methods out', async () => {
  const [finding] = await findingsIn(ALLOW_ALL);
  expect([finding?.rule.id, finding?.severity]).toEqual(['smi-route-group-methods-incomplete', 'note']);
});
