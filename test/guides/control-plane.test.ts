import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import type { JsonObject } from '../../src/input/json.js';
import { base64, ONE } from '../facts/pem.js';
import { findingsIn, verdicts } from '../verdicts.js';
import { deployments, endpoints, pods, services } from './printed.js';

const CERTIFICATE = base64(readFileSync(join(import.meta.dirname, 'webhook.pem'), 'utf8'));

/** The labels of what is selected by `app`. */
function labelled(app: string, version: string) {
  const labels = { app, meshName: 'osm', 'app.kubernetes.io/version': `v${version}` };
  return { namespace: 'kube-system', labels };
}

interface Webhook {
  readonly kind: 'Mutating' | 'Validating';
  readonly configuration: string;
  readonly webhook: string;
  readonly app: string;
  readonly selector: JsonObject;
  /** What `jq '.webhooks[0].clientConfig.service'` prints. */
  readonly service: string;
}

const INJECTOR: Webhook = {
  kind: 'Mutating',
  configuration: 'aks-osm-webhook-osm',
  webhook: 'osm-inject.k8s.io',
  app: 'osm-injector',
  selector: { matchLabels: { 'openservicemesh.io/monitored-by': 'osm' } },
  service: `{
  "name": "osm-injector",
  "namespace": "kube-system",
  "path": "/mutate-pod-creation",
  "port": 9090
}`,
};

/** Both pages print this target for the validating webhook, that of 0.11 too. */
const CONFIG_VALIDATOR = `{
  "name": "osm-config-validator",
  "namespace": "kube-system",
  "path": "/validate-webhook",
  "port": 9093
}`;

const VALIDATOR_08: Webhook = {
  kind: 'Validating',
  configuration: 'aks-osm-webhook-osm',
  webhook: 'osm-config-webhook.k8s.io',
  app: 'osm-controller',
  selector: { matchLabels: { name: 'kube-system' } },
  service: CONFIG_VALIDATOR,
};

const VALIDATOR_011: Webhook = {
  kind: 'Validating',
  configuration: 'aks-osm-validator-mesh-osm',
  webhook: 'osm-validator.k8s.io',
  app: 'osm-controller',
  selector: { matchLabels: { 'openservicemesh.io/monitored-by': 'osm' } },
  service: `{ "name": "osm-validator", "namespace": "kube-system", "path": "/validate", "port": 9093 }`,
};

function configuration(
  { kind, configuration, webhook, app, selector, service }: Webhook,
  caBundle: JsonObject = { caBundle: CERTIFICATE },
): JsonObject {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: `${kind}WebhookConfiguration`,
    metadata: { name: configuration, uid: `w-${kind}`, labels: { app } },
    webhooks: [
      {
        name: webhook,
        failurePolicy: 'Fail',
        namespaceSelector: selector,
        clientConfig: { service: JSON.parse(service), ...caBundle },
      },
    ],
  };
}

/** What the page of 2021 prints of a healthy control plane; a Service for the validator it does not print. */
function cluster2021(other: Partial<Record<keyof typeof OUTPUT_2021, string>> = {}): readonly JsonObject[] {
  const output = { ...OUTPUT_2021, ...other };
  const [controller, injector] = [labelled('osm-controller', '0.8.2'), labelled('osm-injector', '0.8.2')];
  return [
    ...deployments(output.controller, controller),
    ...pods(output.controllerPods, controller),
    ...services(output.controllerService, controller),
    ...endpoints(output.controllerEndpoints, controller),
    ...pods(output.injectorPods, injector),
    ...services(output.injectorService, injector),
    ...endpoints(output.injectorEndpoints, injector),
    configuration(VALIDATOR_08),
    configuration(INJECTOR),
  ];
}

const OUTPUT_2021 = {
  controller: `
NAME             READY   UP-TO-DATE   AVAILABLE   AGE
osm-controller   1/1     1            1           59m`,
  controllerPods: `
NAME                            READY   STATUS    RESTARTS   AGE
osm-controller-b5bd66db-wglzl   0/1     Evicted   0          61m
osm-controller-b5bd66db-wvl9w   1/1     Running   0          31m`,
  controllerService: `
NAME             TYPE        CLUSTER-IP    EXTERNAL-IP   PORT(S)              AGE
osm-controller   ClusterIP   10.0.31.254   <none>        15128/TCP,9092/TCP   67m`,
  controllerEndpoints: `
NAME             ENDPOINTS                              AGE
osm-controller   10.240.1.115:9092,10.240.1.115:15128   69m`,
  injectorPods: `
NAME                            READY   STATUS    RESTARTS   AGE
osm-injector-5986c57765-vlsdk   1/1     Running   0          73m`,
  injectorService: `
NAME           TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)    AGE
osm-injector   ClusterIP   10.0.39.54   <none>        9090/TCP   75m`,
  injectorEndpoints: `
NAME           ENDPOINTS           AGE
osm-injector   10.240.1.172:9090   75m`,
};

/** What the page of 0.11 prints of one, for each of its three parts. */
function cluster011(
  validator: readonly JsonObject[] = [configuration(VALIDATOR_011)],
): readonly JsonObject[] {
  return [
    ...OUTPUT_011.flatMap(({ app, deployment, pod, service }) => {
      const metadata = labelled(app, '0.11.1');
      return [...deployments(deployment, metadata), ...pods(pod, metadata), ...services(service, metadata)];
    }),
    ...validator,
    configuration(INJECTOR),
  ];
}

const OUTPUT_011 = [
  {
    app: 'osm-controller',
    deployment: `
NAME             READY   UP-TO-DATE   AVAILABLE   AGE
osm-controller   2/2     2            2           3m4s`,
    pod: `
NAME                              READY   STATUS    RESTARTS   AGE
osm-controller-65bd8c445c-zszp4   1/1     Running   0          2m
osm-controller-65bd8c445c-xqhmk   1/1     Running   0          16s`,
    service: `
NAME             TYPE        CLUSTER-IP      EXTERNAL-IP   PORT(S)                       AGE
osm-controller   ClusterIP   10.96.185.178   <none>        15128/TCP,9092/TCP,9091/TCP   3m4s
osm-validator    ClusterIP   10.96.11.78     <none>        9093/TCP                      3m4s`,
  },
  {
    app: 'osm-injector',
    deployment: `
NAME           READY   UP-TO-DATE   AVAILABLE   AGE
osm-injector   2/2     2            2           4m37s`,
    pod: `
NAME                            READY   STATUS    RESTARTS   AGE
osm-injector-5c49bd8d7c-b6cx6   1/1     Running   0          4m21s
osm-injector-5c49bd8d7c-dx587   1/1     Running   0          4m37s`,
    service: `
NAME           TYPE        CLUSTER-IP      EXTERNAL-IP   PORT(S)    AGE
osm-injector   ClusterIP   10.96.236.108   <none>        9090/TCP   4m37s`,
  },
  {
    app: 'osm-bootstrap',
    deployment: `
NAME            READY   UP-TO-DATE   AVAILABLE   AGE
osm-bootstrap   1/1     1            1           5m25s`,
    pod: `
NAME                             READY   STATUS    RESTARTS   AGE
osm-bootstrap-594ffc6cb7-jc7bs   1/1     Running   0          5m25s`,
    service: `
NAME            TYPE        CLUSTER-IP      EXTERNAL-IP   PORT(S)             AGE
osm-bootstrap   ClusterIP   10.96.250.208   <none>        9443/TCP,9095/TCP   5m25s`,
  },
];

/** What a cluster with these objects gives rise to: the rule, the object, and the text at which the rule points. */
async function told(
  objects: readonly JsonObject[],
  complete: readonly string[] = [],
): Promise<readonly string[]> {
  const input = objects.map((object) => JSON.stringify(object, undefined, 1)).join('\n---\n');
  const found = (await findingsIn(input, { complete })).filter(({ severity }) => severity !== 'note');
  return found.map(({ rule, resource, location }) => {
    const line = input.split('\n')[location.range.start.line - 1]?.trim().replace(/,$/, '');
    return `${rule.id}: ${resource.kind} ${resource.name}: ${line}`;
  });
}

describe('the healthy outputs of the page of 2021', () => {
  it('are healthy', async () => {
    expect(await told(cluster2021())).toEqual([]);
  });

  it.each<
    [what: string, output: Partial<Record<keyof typeof OUTPUT_2021, string>>, expected: readonly string[]]
  >([
    [
      'READY 0/1 of the Deployment, with no pod that runs',
      {
        controller: OUTPUT_2021.controller.replace('1/1', '0/1'),
        controllerPods: OUTPUT_2021.controllerPods.replace('1/1', '0/1'),
        controllerEndpoints: OUTPUT_2021.controllerEndpoints.replace(/10\.240\S+/, '<none>'),
      },
      ['osm-control-plane-no-ready-pod: Deployment osm-controller: "unavailableReplicas": 1'],
    ],
    [
      'READY 2/2 of a pod of osm-controller',
      { controllerPods: OUTPUT_2021.controllerPods.replace('1/1', '2/2') },
      ['osm-control-plane-has-sidecar: Pod osm-controller-b5bd66db-wvl9w: "name": "envoy"'],
    ],
    [
      'another port of osm-controller',
      { controllerService: OUTPUT_2021.controllerService.replace('15128', '15129') },
      ['osm-service-controller-port-missing: Service osm-controller: "ports": ['],
    ],
    [
      'another port of osm-injector',
      { injectorService: OUTPUT_2021.injectorService.replace('9090', '9091') },
      ['osm-service-injector-port-missing: Service osm-injector: "port": 9091'],
    ],
    [
      'no endpoints of osm-injector',
      { injectorEndpoints: OUTPUT_2021.injectorEndpoints.replace(/10\.240\S+/, '<none>') },
      ['osm-service-no-ready-endpoint: Endpoints osm-injector: "name": "osm-injector"'],
    ],
    [
      'READY 0/1 of the pod of osm-injector',
      { injectorPods: OUTPUT_2021.injectorPods.replace('1/1', '0/1') },
      ['osm-control-plane-pod-not-ready: Pod osm-injector-5986c57765-vlsdk: "status": "False"'],
    ],
  ])('with %s are not', async (_, output, expected) => {
    expect(await told(cluster2021(output))).toEqual(expected);
  });
});

describe('the healthy outputs of the page of 0.11', () => {
  it('are healthy', async () => {
    expect(await told(cluster011())).toEqual([]);
  });

  it('are healthy with the target of its validating webhook, as long as nothing tells that there is no such Service', async () => {
    const printed = configuration({ ...VALIDATOR_011, service: CONFIG_VALIDATOR });
    expect(await told(cluster011([printed]))).toEqual([]);
  });

  it('show that this target is not there, where all Services were captured', async () => {
    const printed = configuration({ ...VALIDATOR_011, service: CONFIG_VALIDATOR });
    expect(await told(cluster011([printed]), ['Service'])).toEqual([
      'osm-webhook-service-missing: ValidatingWebhookConfiguration aks-osm-validator-mesh-osm: "name": "osm-config-validator"',
    ]);
  });

  it('hold the Service of that name where somebody made one', async () => {
    const printed = configuration({ ...VALIDATOR_011, service: CONFIG_VALIDATOR });
    const [validator] = services(
      'NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S) AGE\nosm-config-validator ClusterIP 10.96.11.79 <none> 9093/TCP 3m',
      labelled('osm-controller', '0.11.1'),
    );
    expect(await told([...cluster011([printed]), ...(validator ? [validator] : [])], ['Service'])).toEqual(
      [],
    );
  });
});

describe.each([
  ['validating', VALIDATOR_08, 'osm-controller'],
  ['mutating', INJECTOR, 'osm-injector'],
] as const)('the CA bundle of the %s webhook', (_, webhook, filler) => {
  it.each<[what: string, caBundle: JsonObject, expected: readonly string[]]>([
    ['of 1845 bytes with the newline that jq adds', { caBundle: CERTIFICATE }, []],
    ['that is empty', { caBundle: '' }, ['osm-webhook-ca-bundle-empty']],
    ['that is null, which jq prints as five bytes', { caBundle: null }, ['osm-webhook-ca-bundle-empty']],
    ['that is not there', {}, ['osm-webhook-ca-bundle-empty']],
    ['that is 0', { caBundle: '0' }, ['osm-webhook-ca-bundle-unreadable']],
    ['below 1000 bytes, and whole', { caBundle: base64(ONE) }, []],
    [
      'below 1000 bytes, cut off',
      { caBundle: CERTIFICATE.slice(0, 900) },
      ['osm-webhook-ca-bundle-unreadable'],
    ],
  ])('%s', async (_, caBundle, expected) => {
    const found = await findingsIn(JSON.stringify(configuration(webhook, caBundle)));
    expect(found.map(({ rule }) => rule.id)).toEqual(expected);
  });

  it('is filled by the component that its fix restarts', async () => {
    const [finding] = await findingsIn(JSON.stringify(configuration(webhook, { caBundle: '' })));
    expect(finding?.rule.fix).toContain(`${filler} for the ${webhook.kind.toLowerCase()} `);
  });
});

test('the sample of a CA bundle has the size that the page states', () => {
  expect(`${CERTIFICATE}\n`.length).toBe(1845);
});

test('the sample error is told where an event or a log shows it', async () => {
  const event = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'osm-config.1', namespace: 'kube-system', uid: 'e1' },
    type: 'Warning',
    involvedObject: { kind: 'ConfigMap', name: 'osm-config', namespace: 'kube-system' },
    message:
      'Error from server (InternalError): Internal error occurred: failed calling webhook "osm-config-webhook.k8s.io": Post https://osm-config-validator.kube-system.svc:9093/validate-webhook?timeout=30s: x509: certificate signed by unknown authority',
  };
  const text = JSON.stringify(event, undefined, 1);
  const line = text.split('\n').findIndex((each) => each.includes('x509')) + 1;
  expect(await verdicts(text)).toEqual([`${line} osm-event-validator-certificate-refused`]);
});

const CRD = 'apiextensions.k8s.io/CustomResourceDefinition';

/** What the loop over the definitions prints on 0.8.2: each with all versions that it lists. */
const DEFINITIONS_2021 = `
httproutegroups.specs.smi-spec.io
----
v1alpha4
v1alpha3
v1alpha2
v1alpha1


tcproutes.specs.smi-spec.io
----
v1alpha4
v1alpha3
v1alpha2
v1alpha1


trafficsplits.split.smi-spec.io
----
v1alpha2


traffictargets.access.smi-spec.io
----
v1alpha3
v1alpha2
v1alpha1


udproutes.specs.smi-spec.io
----
v1alpha4
v1alpha3
v1alpha2
v1alpha1`;

const DEFINITIONS_011 = `
- egresses.policy.openservicemesh.io
- httproutegroups.specs.smi-spec.io
- ingressbackends.policy.openservicemesh.io
- meshconfigs.config.openservicemesh.io
- multiclusterservices.config.openservicemesh.io
- tcproutes.specs.smi-spec.io
- trafficsplits.split.smi-spec.io
- traffictargets.access.smi-spec.io`;

/** What osm mesh list prints of 0.11.1, and what the page of 2021 asks for. */
const SUPPORTED = 'HTTPRouteGroup:v1alpha4,TCPRoute:v1alpha4,TrafficSplit:v1alpha2,TrafficTarget:v1alpha3';

/** The kinds, each with the version that is served. */
const SERVED = [
  ...SUPPORTED.split(','),
  'Egress:v1alpha1',
  'IngressBackend:v1alpha1',
  'MeshConfig:v1alpha1',
  'MultiClusterService:v1alpha1',
].map((each) => each.split(':'));

function definition(name: string, versions?: readonly string[]): JsonObject {
  const [plural = '', ...group] = name.split('.');
  const found = SERVED.find(([each = '']) => plural.startsWith(each.toLowerCase()));
  const [kind = '', served = ''] = plural === 'udproutes' ? ['UDPRoute', 'v1alpha4'] : (found ?? []);
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name, uid: `x-${plural}` },
    spec: {
      group: group.join('.'),
      names: { plural, kind },
      versions: (versions ?? [served]).map((version) => ({ name: version, served: version === served })),
    },
  };
}

const ALL_2021 = DEFINITIONS_2021.trim()
  .split('\n\n\n')
  .map((part) => {
    const [name = '', , ...versions] = part.split('\n');
    return definition(name, versions);
  });
const ALL_011 = DEFINITIONS_011.trim()
  .split('\n')
  .map((line) => definition(line.slice(2)));

/** Without the definitions whose names contain a text. */
function without(definitions: readonly JsonObject[], text: string): readonly JsonObject[] {
  return definitions.filter((each) => !JSON.stringify(each.metadata).includes(text));
}

/** The definition of a kind no longer serves a version. */
function unserved(definitions: readonly JsonObject[], plural: string): readonly JsonObject[] {
  return definitions.map((each) =>
    JSON.stringify(each.metadata).includes(plural)
      ? JSON.parse(JSON.stringify(each).replaceAll('"served":true', '"served":false'))
      : each,
  );
}

const MISSING = 'osm-crd-missing: Deployment osm-controller: "name": "osm-controller"';

describe.each([
  ['of 2021', cluster2021(), ALL_2021],
  ['of 0.11', cluster011(), ALL_011],
] as const)('the definitions of the page %s', (_, cluster, definitions) => {
  it('are what that release needs', async () => {
    expect(await told([...cluster, ...definitions], [CRD])).toEqual([]);
  });

  it.each(['httproutegroups', 'tcproutes', 'trafficsplits', 'traffictargets'])(
    'without %s are not',
    async (plural) => {
      expect(await told([...cluster, ...without(definitions, plural)], [CRD])).toEqual([MISSING]);
    },
  );

  it('must serve the version that osm mesh list prints', async () => {
    expect(await told([...cluster, ...unserved(definitions, 'trafficsplits')], [CRD])).toEqual([
      'osm-crd-version-not-served: CustomResourceDefinition trafficsplits.split.smi-spec.io: "served": false',
    ]);
  });
});

test.each([
  ['udproutes, which 0.8.2 installs and never reads', cluster2021(), without(ALL_2021, 'udproutes'), []],
  ['ingressbackends', cluster011(), without(ALL_011, 'ingressbackends'), [MISSING]],
  ['multiclusterservices', cluster011(), without(ALL_011, 'multicluster'), [MISSING]],
] as const)('what is told of a cluster without %s', async (_, cluster, definitions, expected) => {
  expect(await told([...cluster, ...definitions], [CRD])).toEqual(expected);
});
