import { base64, OLD } from '../../../facts/pem.js';
import { all, type Change, changed, deleted, event, failing, named, set } from '../../changes.js';
import { objectAt } from '../../objects.js';
import type { Fault } from '../fault.js';
import type { Flavor } from '../installation.js';

/** Where workloads of the Namespace cargo are injected by the configuration `{injector}`, which calls istiod in the cluster. */
const INJECTED: readonly Flavor[] = ['default', 'revisioned', 'canary', 'ambient', 'aks'];

const INJECTOR = 'MutatingWebhookConfiguration {injector}';
const CLIENT = '/webhooks/0/clientConfig';
const CALL =
  'Internal error occurred: failed calling webhook "rev.namespace.sidecar-injector.istio.io": failed to call webhook: ' +
  'Post "https://{istiod}.{ns}.svc:443/inject?timeout=10s": ';

/** A Deployment that gets no pods, and says why: in itself, and in its ReplicaSet. */
function withoutPods(place: string, message: string): Change {
  const failure = (text: string) => [
    { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: text },
  ];
  return (objects, at) => {
    const conditions = failure(named(message, at));
    const failed = (what: string) =>
      changed(what, (object) => ({ ...object, status: { ...objectAt(object, 'status'), conditions } }));
    const gone = deleted(`Pod ${place}-*`);
    return all(gone, failed(`Deployment ${place}`), failed(`ReplicaSet ${place}-*`))(objects, at);
  };
}

function told(cause: string): Change {
  const message = `${CALL}${cause}`;
  return all(
    withoutPods('cargo/crane', message),
    event('ReplicaSet cargo/crane-*', 'FailedCreate', `Error creating: ${message}`),
  );
}

const X509 = 'x509: certificate signed by unknown authority';
const NO_ENDPOINTS = 'no endpoints available for service "{istiod}"';
const NOT_FOUND = 'service "{istiod}" not found';
const TIMEOUT =
  'net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)';

/** Rows of the table of errors in the guide, each with its cause in the capture. */
const EXPLAINED: readonly Fault[] = [
  {
    name: 'Pods cannot be made: no endpoints, because istiod crashes',
    flavors: INJECTED,
    change: all(failing('Pod {ns}/{istiod}-*', 'discovery', 'CrashLoopBackOff'), told(NO_ENDPOINTS)),
    finding: 'error istio-control-plane-no-ready-pod apps/Deployment {ns}/{istiod} *',
  },
  {
    name: 'Pods cannot be made: no endpoints, because the Service selects nothing',
    flavors: INJECTED,
    change: all(set('Service {ns}/{istiod}', '/spec/selector/app', 'pilot'), told(NO_ENDPOINTS)),
    finding: 'error istio-service-selects-no-pod Service {ns}/{istiod} /spec/selector',
  },
  {
    name: 'Pods cannot be made: the Service is not there',
    flavors: INJECTED,
    change: all(deleted('Service {ns}/{istiod}'), told(NOT_FOUND)),
    finding: `error istio-webhook-service-missing admissionregistration.k8s.io/MutatingWebhookConfiguration * ${CLIENT}/service/name`,
  },
  {
    name: 'Pods cannot be made: the authority is unknown, because the CA bundle is empty',
    flavors: INJECTED,
    change: all(set(INJECTOR, `${CLIENT}/caBundle`, ''), told(X509)),
    finding: `error istio-webhook-ca-bundle-empty admissionregistration.k8s.io/${INJECTOR} ${CLIENT}/caBundle`,
  },
  {
    name: 'Pods cannot be made: the certificate has expired',
    flavors: INJECTED,
    change: all(
      set(INJECTOR, `${CLIENT}/caBundle`, base64(OLD)),
      told('x509: certificate has expired or is not yet valid: current time is after 2021-01-01T00:00:00Z'),
    ),
    finding: `error istio-webhook-ca-bundle-expired admissionregistration.k8s.io/${INJECTOR} ${CLIENT}/caBundle`,
  },
  {
    name: 'Pods cannot be made: the call takes too long, because the Service leads to another port',
    flavors: INJECTED,
    change: all(set('Service {ns}/{istiod}', '/spec/ports/2/targetPort', 15012), told(TIMEOUT)),
    finding: 'error istio-webhook-wrong-target-port Service {ns}/{istiod} /spec/ports/2/targetPort',
  },
  {
    name: 'Pods cannot be made: istiod does not serve the path',
    flavors: INJECTED,
    change: all(
      set(INJECTOR, `${CLIENT}/service/path`, '/'),
      told('the server could not find the requested resource'),
    ),
    finding: `error istio-webhook-wrong-path admissionregistration.k8s.io/${INJECTOR} ${CLIENT}/service/path`,
  },
  {
    name: 'Pods cannot be made: the Service does not offer the port',
    flavors: INJECTED,
    change: all(
      set(INJECTOR, `${CLIENT}/service/port`, 8443),
      told('no service port 8443 found for service "{istiod}"'),
    ),
    finding: `error istio-webhook-port-not-offered admissionregistration.k8s.io/${INJECTOR} ${CLIENT}/service/port`,
  },
  {
    name: 'Pods cannot be made: the configuration of the injector is gone',
    flavors: INJECTED,
    change: all(
      changed('ConfigMap {ns}/{templates}', () => undefined),
      told('the server could not find the requested resource'),
    ),
    finding: 'error istio-injector-config-missing apps/Deployment {ns}/{istiod} *',
  },
];

/** The same texts, and nothing in the capture that tells why. */
const UNEXPLAINED: readonly Fault[] = [
  ['too late', TIMEOUT, 'webhook-failure-timeout'],
  ['too late, in other words', 'context deadline exceeded', 'webhook-failure-timeout'],
  ['no endpoints', NO_ENDPOINTS, 'webhook-failure-no-endpoints'],
  ['not found', NOT_FOUND, 'webhook-failure-service-not-found'],
  ['an unknown authority', X509, 'webhook-failure-certificate-refused'],
].map(([name = '', cause = '', rule = '']) => ({
  name: `Pods cannot be made, and the capture does not tell why: ${name}`,
  flavors: INJECTED,
  change: told(cause),
  finding: `* istio-${rule} apps/ReplicaSet cargo/crane-* *`,
}));

export const ERRORS: readonly Fault[] = [...EXPLAINED, ...UNEXPLAINED];
