import type { JsonObject } from '../../../../src/input/json.js';
import { base64 } from '../../../facts/pem.js';
import { added, all, type Change, changed, event, inEntries, inTemplate, set } from '../../changes.js';
import { at, itemsAt, live, objectAt, textAt } from '../../objects.js';
import type { Fault } from '../fault.js';
import { uninjected } from '../injection.js';
import type { Flavor, Installation } from '../installation.js';
import { OTHER_ROOT } from '../pem.js';

const INJECTED: readonly Flavor[] = ['default', 'revisioned', 'canary', 'ambient', 'aks'];

const WORKLOAD = 'StatefulSet quay/ledger';

function calling(entry: string, path: string, cause: string): string {
  return `Internal error occurred: failed calling webhook "${entry}": failed to call webhook: Post "https://{istiod}.{ns}.svc:443/${path}?timeout=10s": ${cause}`;
}

/** A StatefulSet says only by an event that it gets no pod. */
function told(message: string): Change {
  return all(
    changed(WORKLOAD, (object) => ({ ...object, status: { ...objectAt(object, 'status'), replicas: 0 } })),
    event(WORKLOAD, 'FailedCreate', `create Pod ledger-0 in StatefulSet ledger failed error: ${message}`),
  );
}

const ENTRY = 'rev.namespace.sidecar-injector.istio.io';

/** What the API server says of a call, and nothing in the capture tells why. */
const CALLS: readonly Fault[] = (
  [
    [
      'x509: certificate has expired or is not yet valid: current time 2024-03-01T08:00:00Z is after 2024-02-28',
      'certificate-expired',
    ],
    [
      'x509: certificate is valid for istiod.istio-system.svc, not istiod-prod.istio-system.svc',
      'certificate-name',
    ],
    [
      'tls: failed to verify certificate: x509: certificate signed by unknown authority',
      'certificate-refused',
    ],
    ['dial tcp 10.8.1.7:15017: connect: connection refused', 'connection-refused'],
    ['dial tcp 10.8.1.7:15017: i/o timeout', 'timeout'],
    ['no service port 443 found for service "{istiod}"', 'port-not-offered'],
    ['the server could not find the requested resource', 'not-served'],
    ['Service Unavailable', 'proxy'],
    ['EOF', 'other'],
  ] as const
).map(([cause, rule]) => ({
  name: `A call of the injector ended with '${cause.slice(0, 40)}'`,
  flavors: INJECTED,
  change: told(calling(ENTRY, 'inject', cause)),
  finding: `error istio-webhook-failure-${rule} Event quay/ledger.* /message`,
}));

const INJECTOR = 'MutatingWebhookConfiguration {injector}';
const ADMISSION = 'admissionregistration.k8s.io/';
const SIGNED = calling(ENTRY, 'inject', 'x509: certificate signed by unknown authority');
const LATE =
  'net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)';

function closed(): Change<Installation> {
  return added(({ namespace }) => [
    live(
      'networking.k8s.io/v1',
      'NetworkPolicy',
      { namespace, name: 'closed' },
      {
        spec: {
          podSelector: { matchLabels: { app: 'istiod' } },
          policyTypes: ['Ingress'],
          ingress: [{ ports: [{ port: 15012, protocol: 'TCP' }] }],
        },
      },
    ),
  ]);
}

/** The same, and the capture tells why. */
const EXPLAINED: readonly Fault[] = [
  {
    name: 'A StatefulSet gets no pod, because a NetworkPolicy keeps the API server out',
    flavors: INJECTED,
    change: all(closed(), told(calling(ENTRY, 'inject', LATE))),
    finding:
      'error istio-control-plane-network-policy networking.k8s.io/NetworkPolicy {ns}/closed /spec/ingress',
  },
  {
    name: 'A StatefulSet gets no pod, because the CA bundle is of another authority',
    flavors: INJECTED,
    change: all(inEntries(INJECTOR, '/clientConfig/caBundle', base64(OTHER_ROOT)), told(SIGNED)),
    finding: `error istio-webhook-ca-bundle-other-root ${ADMISSION}${INJECTOR} /webhooks/0/clientConfig/caBundle`,
  },
  {
    name: 'A StatefulSet gets no pod, because no istiod keeps the CA bundle',
    flavors: INJECTED,
    since: 10,
    change: all(
      set(INJECTOR, '/metadata/labels/istio.io~1rev', undefined),
      inEntries(INJECTOR, '/clientConfig/caBundle', ''),
      told(SIGNED),
    ),
    finding: `error istio-injector-without-revision ${ADMISSION}${INJECTOR} /metadata/*`,
  },
  {
    name: 'A StatefulSet gets no pod, because the webhook calls a name that is not in the certificate',
    flavors: ['tagged'],
    since: 28,
    change: all(
      inEntries(
        'MutatingWebhookConfiguration istio-revision-tag-prod',
        '/clientConfig/service/name',
        'istiod-revision-tag-prod',
      ),
      told(
        calling(
          ENTRY,
          'inject',
          'x509: certificate is valid for {istiod}.{ns}.svc, not istiod-revision-tag-prod.{ns}.svc',
        ).replace('//{istiod}.', '//istiod-revision-tag-prod.'),
      ),
    ),
    finding: `error istio-webhook-name-not-in-certificate ${ADMISSION}MutatingWebhookConfiguration istio-revision-tag-prod /webhooks/0/clientConfig/service/name`,
  },
];

const REFUSED = `admission webhook "${ENTRY}" denied the request: `;

/** What istiod, or the API server, says of other things. */
const ANSWERS: readonly Fault[] = [
  {
    name: 'The injector refuses the pods of a workload',
    flavors: INJECTED,
    change: told(`${REFUSED}failed to run injection template: template: inject:1: unexpected EOF`),
    finding: 'error istio-webhook-failure-pod-refused Event quay/ledger.* /message',
  },
  {
    name: 'The injector refuses the pods of a workload, because of an annotation',
    flavors: INJECTED,
    change: all(
      inTemplate('cargo/crane', '/metadata/annotations/traffic.sidecar.istio.io~1excludeInboundPorts', 'ssh'),
      event('ReplicaSet cargo/crane-*', 'FailedCreate', `Error creating: ${REFUSED}invalid value`),
      changed('ReplicaSet cargo/crane-*', withoutPods),
    ),
    finding: 'error istio-annotation-value-refused apps/Deployment cargo/crane *',
  },
  {
    name: 'The validator cannot be asked',
    flavors: INJECTED,
    change: event(
      'Deployment quay/tariff',
      'ReconciliationFailed',
      `VirtualService/quay/tariff dry-run failed: ${calling('rev.validation.istio.io', 'validate', 'context deadline exceeded')}`,
    ),
    finding: 'error istio-webhook-failure-timeout Event quay/tariff.* /message',
  },
  {
    name: 'Two istiods write one configuration',
    flavors: INJECTED,
    change: event(
      'Deployment {ns}/{istiod}',
      'UpdateFailed',
      'Operation cannot be fulfilled on validatingwebhookconfigurations.admissionregistration.k8s.io "istio-validator-istio-system": the object has been modified',
    ),
    finding: 'warning istio-log-webhook-conflict Event {ns}/{istiod}.* /message',
  },
];

function withoutPods(object: JsonObject): JsonObject {
  return { ...object, status: { ...objectAt(object, 'status'), replicas: 0 } };
}

function imaged(pod: JsonObject, image: string): JsonObject {
  const spec = objectAt(pod, 'spec');
  const containers = (key: string) =>
    itemsAt(spec, key).map((each) => (each.name === 'istio-proxy' ? { ...each, image } : each));
  return {
    ...pod,
    spec: { ...spec, containers: containers('containers'), initContainers: containers('initContainers') },
  };
}

/** When the label of a Namespace was written, as the API server notes it. */
function labelled(what: string, time: string): Change {
  return changed(what, (object) => {
    const keys = Object.keys(objectAt(object, 'metadata', 'labels')).map((key) => [`f:${key}`, {}]);
    const fieldsV1 = { 'f:metadata': { 'f:labels': Object.fromEntries(keys) } };
    const entry = { manager: 'kubectl-label', operation: 'Update', apiVersion: 'v1', time, fieldsV1 };
    return { ...object, metadata: { ...objectAt(object, 'metadata'), managedFields: [entry] } };
  });
}

const LATER = '2023-03-02T10:00:00Z';

/** Pods and their proxies. */
const PROXIES: readonly Fault[] = [
  {
    name: 'The proxies of a Namespace are behind',
    flavors: INJECTED,
    change: changed('Pod cargo/*', (pod) => imaged(pod, 'docker.io/istio/proxyv2:1.7.8')),
    finding: 'warning istio-pod-proxy-image-behind Pod cargo/*-* *',
  },
  {
    name: 'A pod was made after all that asks for its proxy, and got none',
    flavors: INJECTED,
    change: all(
      uninjected('Pod cargo/crane-*'),
      labelled('Namespace cargo', '2020-01-01T08:00:00Z'),
      set('Pod cargo/crane-*', '/metadata/creationTimestamp', LATER),
    ),
    finding: 'error istio-pod-injector-passed-over Pod cargo/crane-* /metadata/name',
  },
  {
    name: 'A pod was made while the injector did not answer, and its failure policy let that pass',
    flavors: INJECTED,
    change: all(
      uninjected('Pod cargo/crane-*'),
      labelled('Namespace cargo', '2020-01-01T08:00:00Z'),
      set('Pod cargo/crane-*', '/metadata/creationTimestamp', LATER),
      inEntries(INJECTOR, '/failurePolicy', 'Ignore'),
    ),
    finding: `error istio-injector-fails-open ${ADMISSION}${INJECTOR} /webhooks/0/failurePolicy`,
  },
  {
    name: 'A pod is older than the label of its Namespace',
    flavors: INJECTED,
    change: all(uninjected('Pod cargo/crane-*'), labelled('Namespace cargo', '2099-01-01T08:00:00Z')),
    finding: 'error istio-pod-without-proxy Pod cargo/crane-* /metadata/name',
  },
  {
    name: 'A gateway waits for an injector in a Namespace without',
    flavors: INJECTED,
    change: added<Installation>(() => [gate()]),
    finding: 'error istio-pod-image-auto-not-injected apps/Deployment lighthouse/gate *',
  },
];

function gate(): JsonObject {
  const labels = { app: 'gate' };
  const metadata = { labels, annotations: { 'inject.istio.io/templates': 'gateway' } };
  const spec = { containers: [{ name: 'istio-proxy', image: 'auto' }] };
  return live(
    'apps/v1',
    'Deployment',
    { namespace: 'lighthouse', name: 'gate' },
    { spec: { replicas: 0, selector: { matchLabels: labels }, template: { metadata, spec } } },
  );
}

/** What istiod wrote into the status of objects. */
const CONDITIONS: readonly Fault[] = [
  {
    name: 'istiod says that no waypoint serves a Service',
    flavors: INJECTED,
    change: changed('Service quay/booking', (object) => ({
      ...object,
      status: {
        ...objectAt(object, 'status'),
        conditions: [
          {
            type: 'istio.io/WaypointBound',
            status: 'False',
            reason: 'UnknownWaypoint',
            message: `no waypoint for ${textAt(object, 'metadata', 'name')}`,
            lastTransitionTime: at(object, 'metadata', 'creationTimestamp') ?? LATER,
          },
        ],
      },
    })),
    finding: 'warning istio-object-negative-condition Service quay/booking /status/conditions/0/type',
  },
];

/** What is only seen: in events, in conditions and in pods that run. */
export const OBSERVED: readonly Fault[] = [...CALLS, ...EXPLAINED, ...ANSWERS, ...PROXIES, ...CONDITIONS];
