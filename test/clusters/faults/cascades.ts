import { base64, OLD } from '../../facts/pem.js';
import { all, type Change, changed, deleted, event, failing, removed, set } from '../changes.js';
import type { Fault } from '../fault.js';
import { uninjected } from '../injection.js';

const MUTATING = 'MutatingWebhookConfiguration {injector}';
const BUNDLE = '/webhooks/0/clientConfig/caBundle';
const BACKEND = 'IngressBackend httpbin/httpbin';
const FAILED = 'Internal error occurred: failed calling webhook';
const INJECT = `${FAILED} "osm-inject.k8s.io": Post "https://osm-injector.{osm}.svc:9090/mutate-pod-creation?timeout=20s"`;
const VALIDATE = `${FAILED} "osm-validator.k8s.io": Post "https://osm-validator.{osm}.svc:9093/validate?timeout=10s"`;
const UNTRUSTED = 'x509: certificate signed by unknown authority';

/** A Deployment that gets no pods, and says why. */
function withoutPods(place: string, message: string): Change {
  return all(
    deleted(`ReplicaSet ${place}-*`),
    changed(`Deployment ${place}`, (deployment) => ({
      ...deployment,
      status: {
        observedGeneration: 1,
        unavailableReplicas: 1,
        conditions: [
          { type: 'Available', status: 'False', reason: 'MinimumReplicasUnavailable' },
          { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message },
        ],
      },
    })),
  );
}

/** What is left on AKS after the add-on was disabled. */
const addOnDisabled: Change = all(
  removed('Service {osm}/osm-*'),
  removed('Deployment {osm}/osm-*'),
  removed('ReplicaSet {osm}/osm-*'),
  removed('Pod {osm}/osm-*'),
  removed('ServiceAccount {osm}/osm'),
  removed('ClusterRole osm'),
  removed('ClusterRoleBinding osm'),
  removed('Secret {osm}/osm-*'),
  removed('MeshConfig {osm}/osm-mesh-config'),
  removed('ConfigMap {osm}/preset-mesh-config'),
);

/** One cause, and all that it does to a cluster. */
export const CASCADES: readonly Fault[] = [
  {
    name: 'The CA bundle of the injector has expired, and a workload gets no pods',
    unsettled: true,
    change: all(
      set(MUTATING, BUNDLE, base64(OLD)),
      withoutPods('bookthief/bookthief', `${INJECT}: ${UNTRUSTED}`),
      event('Deployment bookthief/bookthief', 'FailedCreate', `Error creating: ${INJECT}: ${UNTRUSTED}`),
    ),
    finding: `error osm-webhook-ca-bundle-expired admissionregistration.k8s.io/${MUTATING} ${BUNDLE}`,
  },
  {
    name: 'osm-controller crashes, and policies are refused',
    since: '0.10',
    change: all(
      failing('Pod {osm}/osm-controller-*', 'osm-controller', 'CrashLoopBackOff'),
      event(
        'Deployment bookstore/bookstore-v1',
        'FailedApply',
        `${VALIDATE}: no endpoints available for service "osm-validator"`,
      ),
    ),
    finding:
      'error osm-control-plane-no-ready-pod apps/Deployment {osm}/osm-controller /status/unavailableReplicas',
  },
  {
    name: 'osm-injector was deleted with its Service',
    change: all(deleted('Deployment {osm}/osm-injector'), removed('Service {osm}/osm-injector')),
    finding: 'error osm-control-plane-injector-missing apps/Deployment {osm}/osm-controller /metadata/name',
  },
  {
    name: 'The add-on was disabled, its webhooks are left, and pods cannot be made',
    flavors: ['aks'],
    since: '1.1',
    features: ['permissive', 'apps'],
    change: all(
      event(
        'ReplicaSet bookbuyer/bookbuyer-*',
        'FailedCreate',
        `Error creating: ${INJECT}: service "osm-injector" not found`,
      ),
      addOnDisabled,
      removed('ValidatingWebhookConfiguration {validator}'),
    ),
    finding: `error osm-webhook-left-over admissionregistration.k8s.io/${MUTATING} /metadata/name`,
  },
  {
    name: 'A ServiceAccount was deleted that pods and TrafficTargets name',
    change: removed('ServiceAccount bookstore/bookstore-v1'),
    finding:
      'error osm-pod-missing-service-account apps/Deployment bookstore/bookstore-v1 /spec/template/spec/serviceAccountName',
  },
  {
    name: 'A Service was deleted that an Ingress and its IngressBackend name',
    since: '0.10',
    change: removed('Service httpbin/httpbin'),
    finding: `error osm-ingress-backend-unknown-service policy.openservicemesh.io/${BACKEND} /spec/backends/0/name`,
  },
  {
    name: 'The namespace behind an Ingress left the mesh by its label alone',
    since: '0.10',
    change: all(
      set('Namespace httpbin', '/metadata/labels/openservicemesh.io~1monitored-by', undefined),
      set(BACKEND, '/status', undefined),
    ),
    finding:
      'error osm-namespace-not-monitored Namespace httpbin /metadata/annotations/openservicemesh.io~1sidecar-injection',
  },
  {
    name: 'The ingress controller crashes, and OSM has no addresses to let in',
    since: '0.10',
    flavors: ['upstream', 'arc'],
    change: all(
      failing('Pod ingress-nginx/ingress-nginx-controller-*', 'ingress-nginx-controller', 'CrashLoopBackOff'),
      set(BACKEND, '/status', {
        currentStatus: 'error',
        reason: 'endpoints not found for service ingress-nginx/ingress-nginx-controller',
      }),
    ),
    finding: `error osm-ingress-source-without-endpoints policy.openservicemesh.io/${BACKEND} /spec/sources/0/name`,
  },
  {
    name: 'A backend behind an Ingress was never injected',
    since: '0.10',
    change: uninjected('Pod httpbin/*'),
    finding: 'warning osm-pod-without-sidecar Pod httpbin/httpbin-* /metadata/name',
  },
  {
    name: 'A TrafficTarget names no ServiceAccount while permissive mode is on',
    features: ['permissive', 'apps', 'smi'],
    change: set('TrafficTarget bookwarehouse/bookwarehouse', '/spec/sources/1/name', 'bookstore-v3'),
    finding:
      'warning smi-traffic-target-missing-service-account access.smi-spec.io/TrafficTarget bookwarehouse/bookwarehouse /spec/sources/1/name',
  },
  {
    name: 'The namespace of a destination left the mesh by its label alone',
    change: set('Namespace bookwarehouse', '/metadata/labels/openservicemesh.io~1monitored-by', undefined),
    finding:
      'error osm-namespace-not-monitored Namespace bookwarehouse /metadata/annotations/openservicemesh.io~1sidecar-injection',
  },
  {
    name: 'The MeshConfig has another name, and nothing of it is read',
    since: '1.1',
    features: ['permissive', 'apps', 'smi', 'ingress', 'egress', 'resilience', 'oddities'],
    change: set('MeshConfig {osm}/osm-mesh-config', '/metadata/name', 'osm-meshconfig'),
    finding: 'error osm-mesh-config-missing apps/Deployment {osm}/osm-controller /metadata/name',
  },
];
