import { describe, expect, test } from 'vitest';
import { readBundle } from './bundle.js';

const list = (...items: readonly string[]) =>
  `apiVersion: v1\nkind: List\nitems:${items.length === 0 ? ' []' : items.map((item) => `\n- ${item}`).join('')}\n`;
const object = (kind: string, name: string, namespace?: string, apiVersion = 'v1') =>
  `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: ${name}${namespace ? `, namespace: ${namespace}` : ''}}}`;

const definition = (plural: string, kind: string, group: string) =>
  `{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: ${plural}.${group}}, spec: {group: ${group}, names: {kind: ${kind}, plural: ${plural}}}}`;

const FLEET = 'yamls/namespaced/fleet-local/v1';
const DEFAULT = 'yamls/namespaced/default';

const KIT = {
  'k/metadata.yaml': 'projectName: Harvester\nbundleVersion: 0.1.0\n',
  'k/bundleGenerationError.log': '',
  'k/yamls/cluster/v1/namespaces.yaml': list(object('Namespace', 'default')),
  'k/yamls/cluster/v1/nodes.yaml': list(object('Node', 'n1')),
  'k/yamls/cluster/apiextensions.k8s.io/v1/customresourcedefinitions.yaml': list(
    definition('virtualservices', 'VirtualService', 'networking.istio.io'),
    definition('sidecars', 'Sidecar', 'networking.istio.io'),
  ),
  [`k/${DEFAULT}/v1/serviceaccounts.yaml`]: list(object('ServiceAccount', 'default', 'default')),
  [`k/${DEFAULT}/v1/secrets.yaml`]: list(object('Secret', 'key', 'default')),
  [`k/${DEFAULT}/networking.istio.io/v1beta1/virtualservices.yaml`]: list(
    object('VirtualService', 'web', 'default', 'networking.istio.io/v1beta1'),
  ),
  [`k/${DEFAULT}/harvesterhci.io/v1beta1/keypairs.yaml`]: list(
    object('KeyPair', 'mine', 'default', 'harvesterhci.io/v1beta1'),
  ),
  [`k/${FLEET}/secrets.yaml`]: list(object('Secret', 'plan', 'fleet-local')),
  'k/logs/default/web-1/envoy.log': 'started\n',
  'k/nodes/n1.zip!/n1/logs/kubelet.log': 'started\n',
};

const isProbable = (claim: string) => claim.startsWith('probable');

test('files claim their kinds, and Secrets are left alone', async () => {
  const read = await readBundle(KIT);
  expect({ ...read, claims: read.claims.filter((claim) => !isProbable(claim)) }).toEqual({
    bundles: [
      "k: Rancher or Harvester support bundle, because 'metadata.yaml' stands beside 'yamls/namespaced/'",
    ],
    objects: [
      'apiextensions.k8s.io/v1 CustomResourceDefinition sidecars.networking.istio.io',
      'apiextensions.k8s.io/v1 CustomResourceDefinition virtualservices.networking.istio.io',
      'harvesterhci.io/v1beta1 KeyPair default/mine',
      'networking.istio.io/v1beta1 VirtualService default/web',
      'v1 Namespace default',
      'v1 Node n1',
      'v1 ServiceAccount default/default',
    ],
    claims: [
      'full Namespace in the cluster: k/yamls/cluster/v1/namespaces.yaml',
      'full Node in the cluster: k/yamls/cluster/v1/nodes.yaml',
      `full ServiceAccount in default: k/${DEFAULT}/v1/serviceaccounts.yaml`,
      'full apiextensions.k8s.io/CustomResourceDefinition in the cluster: k/yamls/cluster/apiextensions.k8s.io/v1/customresourcedefinitions.yaml',
      `full networking.istio.io/VirtualService in default: k/${DEFAULT}/networking.istio.io/v1beta1/virtualservices.yaml`,
    ],
    problems: [],
    texts: [
      'log k/logs/default/web-1/envoy.log default/web-1 envoy',
      'log k/nodes/n1.zip!/n1/logs/kubelet.log',
    ],
  });
});

test('kinds without a file are probably complete where all kinds were captured', async () => {
  const probable = (await readBundle(KIT)).claims.filter(isProbable);
  expect(probable).toEqual(
    [
      ...['ConfigMap', 'Endpoints', 'Event', 'LimitRange', 'PersistentVolumeClaim', 'Pod', 'PodTemplate'],
      ...['ReplicationController', 'ResourceQuota', 'Service'],
      ...[
        'apps/ControllerRevision',
        'apps/DaemonSet',
        'apps/Deployment',
        'apps/ReplicaSet',
        'apps/StatefulSet',
      ],
      ...['autoscaling/HorizontalPodAutoscaler', 'batch/CronJob', 'batch/Job'],
      ...['coordination.k8s.io/Lease', 'discovery.k8s.io/EndpointSlice', 'networking.istio.io/Sidecar'],
      ...['networking.k8s.io/Ingress', 'networking.k8s.io/NetworkPolicy', 'policy/PodDisruptionBudget'],
      ...['rbac.authorization.k8s.io/Role', 'rbac.authorization.k8s.io/RoleBinding'],
    ].map((kind) => `probable ${kind} in default: k/bundleGenerationError.log`),
  );
});

describe('the log of errors', () => {
  const withLog = async (line: string) => {
    const { claims } = await readBundle({ ...KIT, 'k/bundleGenerationError.log': `${line}\n` });
    return {
      failed: claims.filter((claim) => claim.startsWith('failed')),
      isProbable: claims.some(isProbable),
    };
  };

  test.each([
    ['Failed to get /api/v1/namespaces/default/pods: forbidden', 'failed Pod in default'],
    ['Failed to get /api/v1/nodes: forbidden', 'failed Node in the cluster'],
    ['Failed to get /api/v1/namespaces: forbidden', 'failed Namespace in the cluster'],
    [
      'Failed to get /apis/networking.istio.io/v1/namespaces/default/virtualservices: timeout',
      'failed networking.istio.io/VirtualService in default',
    ],
    [
      'Support Bundle: failed to generate /tmp/bundle/yamls/namespaced/default/apps/v1/deployments.yaml: no space left',
      'failed apps/Deployment in default',
    ],
    ['Support Bundle: failed to get pods: forbidden', 'failed Pod in the cluster'],
  ])('%s', async (line, claim) => {
    expect(await withLog(line)).toEqual({
      failed: [`${claim}: k/bundleGenerationError.log`],
      isProbable: true,
    });
  });

  test.each([
    ['Failed to get /apis/metrics.k8s.io/v1beta1/namespaces/default/podmetrics: not found', true],
    ['BUG: Support bundle: cannot get log for pod web-1 container envoy: timeout', true],
    ['Unable to fetch namespaced resources: unable to retrieve the complete list of server APIs', false],
  ])('%s', async (line, isStillProbable) => {
    expect(await withLog(line)).toEqual({ failed: [], isProbable: isStillProbable });
  });

  test('that is missing leaves nothing probable', async () => {
    const { 'k/bundleGenerationError.log': _, ...files } = KIT;
    expect((await readBundle(files)).claims.filter(isProbable)).toEqual([]);
  });
});

test('null and empty texts, which are written as "null", are no values', async () => {
  const read = await readBundle({
    ...KIT,
    [`k/${DEFAULT}/v1/services.yaml`]: list(
      '{apiVersion: v1, kind: Service, metadata: {name: web, namespace: default, labels: {app: "null"}}}',
    ),
  });
  expect(read.objects).toContain('v1 Service default/web');
  expect(read.problems).toEqual([]);
});

test.each([
  ['cut', `${list(object('Pod', 'web-1', 'default'))}- {apiVersion: v1, kind: Po`],
  ['empty', ''],
  ['an error', 'Error from server (Forbidden): pods is forbidden'],
])('a file that is %s makes its kind unknown', async (_, text) => {
  const path = `k/${DEFAULT}/v1/pods.yaml`;
  const read = await readBundle({ ...KIT, [path]: text });
  expect(read.claims.filter((claim) => claim.includes(' Pod '))).toEqual([`failed Pod in default: ${path}`]);
  expect(read.problems).toEqual([expect.stringContaining(`note ${path}: `)]);
});

test('early releases of Harvester had one folder for all kinds of Kubernetes', async () => {
  const read = await readBundle({
    'k/metadata.yaml': 'projectName: Harvester\n',
    'k/bundleGenerationError.log': '',
    'k/yamls/cluster/kubernetes/nodes.yaml': 'metadata: {}\nitems:\n- metadata: {name: n1}\n',
    'k/yamls/namespaced/default/kubernetes/deployments.yaml':
      'metadata: {}\nitems:\n- metadata: {name: web, namespace: default}\n',
  });
  expect(read.objects).toEqual(['apps/v1 Deployment default/web', 'v1 Node n1']);
  expect(read.claims).toEqual([
    'full Node in the cluster: k/yamls/cluster/kubernetes/nodes.yaml',
    'full apps/Deployment in default: k/yamls/namespaced/default/kubernetes/deployments.yaml',
  ]);
});

test.each([
  ['metadata of its own', { 'metadata.yaml': 'a: 1', 'deploy/pod.yaml': object('Pod', 'web', 'default') }],
  ['folders of that name', { 'yamls/cluster/v1/nodes.yaml': list(object('Node', 'n1')) }],
])('a repository with %s is no support bundle', async (_, files) => {
  expect((await readBundle(files)).bundles).toEqual([]);
});
