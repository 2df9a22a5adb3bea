import type { JsonObject } from '../../../src/input/json.js';
import { namespace } from '../base.js';
import { added, all, type Change, changed, deleted, event, failing, removed, set } from '../changes.js';
import { controlPlane } from '../control-plane.js';
import type { Fault } from '../fault.js';
import { bootstrapSecrets, injected } from '../injection.js';
import { type Installation, installationOf } from '../installation.js';
import { justInstalled } from '../istio/istio.js';
import { itemsAt, live, nameOf, namespaceOf, objectAt, textAt } from '../objects.js';
import { webhooks } from '../webhooks.js';
import { container, ready } from '../workloads.js';

const CONTROLLER = 'Deployment {osm}/osm-controller';
const INJECTOR = 'Deployment {osm}/osm-injector';
const BOOTSTRAP = 'Deployment {osm}/osm-bootstrap';
const CRASHING = 'CrashLoopBackOff';

/** The first container of a pod, changed. */
function withFirstStatus(pod: JsonObject, change: JsonObject): JsonObject {
  const [first = {}, ...others] = itemsAt(pod, 'status', 'containerStatuses');
  return {
    ...pod,
    status: { ...objectAt(pod, 'status'), containerStatuses: [{ ...first, ...change }, ...others] },
  };
}

/** One of the pods that run. */
const oneCrashes: Change = (objects, installation) => {
  const crash = failing('Pod {osm}/osm-controller-*', 'osm-controller', CRASHING);
  const one = objects.find((object) => isRunning(object) && nameOf(object).startsWith('osm-controller-'));
  return objects.flatMap((object) => (object === one ? crash([object], installation) : [object]));
};

/** The injector took the controller for an application. */
const withSidecar: Change<Installation> = (objects, installation) => {
  const changedObjects = changed('Pod {osm}/osm-controller-*', (pod) =>
    isRunning(pod) ? ready(injected(pod, installation)) : pod,
  )(objects, installation);
  const own = changedObjects.filter((object) => namespaceOf(object) === installation.namespace);
  return [...changedObjects, ...bootstrapSecrets(own)];
};

const FAILED_CREATE =
  'Error creating: Internal error occurred: failed calling webhook "osm-inject.k8s.io": failed to call webhook: Post ' +
  '"https://osm-injector.{osm}.svc:9090/mutate-pod-creation?timeout=20s"';

export const CONTROL_PLANE: readonly Fault[] = [
  {
    name: 'osm-controller was deleted',
    change: deleted(CONTROLLER),
    finding: 'error osm-control-plane-controller-missing apps/Deployment {osm}/osm-injector /metadata/name',
  },
  {
    name: 'osm-injector was deleted',
    change: deleted(INJECTOR),
    finding: 'error osm-control-plane-injector-missing apps/Deployment {osm}/osm-controller /metadata/name',
  },
  {
    name: 'osm-injector was deleted, and pods cannot be made',
    change: all(
      deleted(INJECTOR),
      event(
        'ReplicaSet bookbuyer/bookbuyer-*',
        'FailedCreate',
        `${FAILED_CREATE}: no endpoints available for service "osm-injector"`,
      ),
    ),
    finding: 'error osm-control-plane-injector-missing apps/Deployment {osm}/osm-controller /metadata/name',
  },
  {
    name: 'osm-bootstrap was deleted',
    since: '0.10',
    change: deleted(BOOTSTRAP),
    finding: 'error osm-control-plane-bootstrap-missing apps/Deployment {osm}/osm-controller /metadata/name',
  },
  {
    name: 'osm-controller is scaled to zero',
    change: all(deleted(CONTROLLER), added<Installation>(scaledToZero)),
    finding: 'error osm-control-plane-scaled-to-zero apps/Deployment {osm}/osm-controller /spec/replicas',
  },
  {
    name: 'osm-controller crashes',
    change: failing('Pod {osm}/osm-controller-*', 'osm-controller', CRASHING),
    finding:
      'error osm-control-plane-no-ready-pod apps/Deployment {osm}/osm-controller /status/unavailableReplicas',
  },
  {
    name: 'osm-injector crashes',
    change: failing('Pod {osm}/osm-injector-*', 'osm-injector', CRASHING),
    finding:
      'error osm-control-plane-no-ready-pod apps/Deployment {osm}/osm-injector /status/unavailableReplicas',
  },
  {
    name: 'osm-injector crashes, and pods cannot be made',
    change: all(
      failing('Pod {osm}/osm-injector-*', 'osm-injector', CRASHING),
      event(
        'ReplicaSet bookbuyer/bookbuyer-*',
        'FailedCreate',
        `${FAILED_CREATE}: no endpoints available for service "osm-injector"`,
      ),
    ),
    finding:
      'error osm-control-plane-no-ready-pod apps/Deployment {osm}/osm-injector /status/unavailableReplicas',
  },
  {
    name: 'osm-bootstrap crashes',
    since: '0.10',
    change: failing('Pod {osm}/osm-bootstrap-*', 'osm-bootstrap', CRASHING),
    finding:
      'error osm-control-plane-no-ready-pod apps/Deployment {osm}/osm-bootstrap /status/unavailableReplicas',
  },
  {
    name: 'The image of osm-injector cannot be pulled',
    change: failing('Pod {osm}/osm-injector-*', 'osm-injector', 'ImagePullBackOff', 0),
    finding:
      'error osm-control-plane-no-ready-pod apps/Deployment {osm}/osm-injector /status/unavailableReplicas',
  },
  {
    name: 'No node has room for osm-injector',
    change: all(
      changed('Pod {osm}/osm-injector-*', (pod) => ({
        ...pod,
        status: {
          phase: 'Pending',
          conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: NO_ROOM }],
        },
      })),
      event('Pod {osm}/osm-injector-*', 'FailedScheduling', '0/1 nodes are available: 1 Insufficient cpu.'),
    ),
    finding:
      'error osm-control-plane-no-ready-pod apps/Deployment {osm}/osm-injector /status/unavailableReplicas',
  },
  {
    name: 'One of two pods of osm-controller is not ready',
    change: oneCrashes,
    finding:
      'warning osm-control-plane-some-pods-not-ready apps/Deployment {osm}/osm-controller /status/unavailableReplicas',
  },
  {
    name: 'osm-controller is killed for its memory again and again',
    change: changed('Pod {osm}/osm-controller-*', (pod) =>
      withFirstStatus(pod, {
        restartCount: 14,
        lastState: { terminated: { reason: 'OOMKilled', exitCode: 137 } },
      }),
    ),
    finding:
      'warning osm-control-plane-out-of-memory Pod {osm}/osm-controller-* /status/containerStatuses/0/lastState/terminated/reason',
  },
  {
    name: 'osm-controller has a sidecar',
    change: withSidecar,
    finding: 'error osm-control-plane-has-sidecar Pod {osm}/osm-controller-* /spec/containers/*/name',
  },
  {
    name: 'Service osm-controller was deleted',
    change: removed('Service {osm}/osm-controller'),
    finding: 'error osm-service-controller-missing apps/Deployment {osm}/osm-controller /metadata/name',
  },
  {
    name: 'Service osm-controller has another port than sidecars ask',
    change: set('Service {osm}/osm-controller', '/spec/ports/0/port', 15129),
    finding: 'error osm-service-controller-port-missing Service {osm}/osm-controller /spec/ports*',
  },
  {
    name: 'Service osm-controller lacks the port of the debug server',
    change: set('Service {osm}/osm-controller', '/spec/ports/1', undefined),
    finding: 'warning osm-service-controller-helper-port-missing Service {osm}/osm-controller /spec/ports*',
  },
  {
    name: 'Service osm-injector was deleted',
    change: removed('Service {osm}/osm-injector'),
    finding:
      'error osm-webhook-service-missing admissionregistration.k8s.io/MutatingWebhookConfiguration {injector} /webhooks/0/clientConfig/service/name',
  },
  {
    name: 'Service osm-injector was deleted, and pods cannot be made',
    change: all(
      removed('Service {osm}/osm-injector'),
      event(
        'ReplicaSet bookbuyer/bookbuyer-*',
        'FailedCreate',
        `${FAILED_CREATE}: service "osm-injector" not found`,
      ),
    ),
    finding:
      'error osm-webhook-service-missing admissionregistration.k8s.io/MutatingWebhookConfiguration {injector} /webhooks/0/clientConfig/service/name',
  },
  {
    name: 'Service osm-injector has another port than the API server calls',
    change: set('Service {osm}/osm-injector', '/spec/ports/0/port', 9443),
    finding: 'error osm-service-injector-port-missing Service {osm}/osm-injector /spec/ports/0/port',
  },
  {
    name: 'Service osm-bootstrap was deleted',
    since: '0.10',
    change: removed('Service {osm}/osm-bootstrap'),
    finding: 'error osm-service-bootstrap-missing apps/Deployment {osm}/osm-controller /metadata/name',
  },
  {
    name: 'Service osm-bootstrap lacks the port of its health',
    since: '0.10',
    change: set('Service {osm}/osm-bootstrap', '/spec/ports/1', undefined),
    finding: 'error osm-service-bootstrap-port-missing Service {osm}/osm-bootstrap /spec/ports*',
  },
  {
    name: 'Service osm-validator was deleted',
    since: '0.10',
    change: removed('Service {osm}/osm-validator'),
    finding:
      'error osm-webhook-service-missing admissionregistration.k8s.io/ValidatingWebhookConfiguration {validator} /webhooks/0/clientConfig/service/name',
  },
  {
    name: 'Service osm-validator has another port than the API server calls',
    since: '0.10',
    change: set('Service {osm}/osm-validator', '/spec/ports/0/port', 443),
    finding: 'error osm-service-validator-port-missing Service {osm}/osm-validator /spec/ports/0/port',
  },
  {
    name: 'Service osm-config-validator was deleted',
    before: '0.9',
    change: removed('Service {osm}/osm-config-validator'),
    finding:
      'error osm-webhook-service-missing admissionregistration.k8s.io/ValidatingWebhookConfiguration {validator} /webhooks/0/clientConfig/service/name',
  },
  {
    name: 'Service osm-injector selects no pod',
    change: set('Service {osm}/osm-injector', '/spec/selector/app', 'osm-injektor'),
    finding: 'error osm-service-selects-no-pod Service {osm}/osm-injector /spec/selector',
  },
  {
    name: 'Service osm-controller selects no pod',
    change: set('Service {osm}/osm-controller', '/spec/selector/app', 'osm-controler'),
    finding: 'error osm-service-selects-no-pod Service {osm}/osm-controller /spec/selector',
  },
  {
    name: 'The endpoints of osm-controller are not written, though its pods are ready',
    unsettled: true,
    change: all(
      set('Endpoints {osm}/osm-controller', '/subsets', undefined),
      set('EndpointSlice {osm}/osm-controller-*', '/endpoints', []),
    ),
    finding: 'error osm-service-no-ready-endpoint * {osm}/osm-controller* /metadata/name',
  },
  {
    name: 'A second mesh was installed beside the add-on',
    flavors: ['aks'],
    since: '0.11',
    change: added(secondMesh),
    finding: 'error osm-control-plane-second-mesh apps/Deployment osm-system/osm-controller /metadata/name',
  },
  {
    name: 'The Istio add-on runs beside OSM on AKS',
    flavors: ['aks'],
    since: '0.11',
    change: added(() => justInstalled({ version: '1.17.2', flavor: 'aks' })),
    finding:
      'error osm-control-plane-beside-istio-add-on apps/Deployment {osm}/osm-controller /metadata/name',
  },
  {
    name: 'osm-injector is of another release than osm-controller',
    since: '1.0',
    change: set(INJECTOR, '/metadata/labels/app.kubernetes.io~1version', 'v0.11.0'),
    finding:
      'warning osm-control-plane-version-skew apps/Deployment {osm}/osm-injector /metadata/labels/app.kubernetes.io~1version',
  },
];

const NO_ROOM = '0/1 nodes are available: 1 Insufficient cpu.';

function scaledToZero({ namespace }: { readonly namespace: string }): readonly JsonObject[] {
  const labels = { app: 'osm-controller', meshName: 'osm' };
  const template = {
    metadata: { labels },
    spec: { containers: [container('osm-controller', 'osm-controller:v1', [])] },
  };
  return [
    live(
      'apps/v1',
      'Deployment',
      { namespace, name: 'osm-controller', labels },
      {
        spec: { replicas: 0, selector: { matchLabels: { app: 'osm-controller' } }, template },
        status: { observedGeneration: 2 },
      },
    ),
  ];
}

function isRunning(object: JsonObject): boolean {
  return object.kind === 'Pod' && textAt(object, 'status', 'phase') === 'Running';
}

/** An upstream OSM with all that belongs to it; it shares the cluster-wide objects with the add-on. */
function secondMesh({ version }: Installation): readonly JsonObject[] {
  const second = installationOf({ version, flavor: 'upstream', features: ['resilience'] });
  const own = [...controlPlane(second), ...webhooks(second)].filter(
    ({ kind }) => !/^ClusterRole/.test(String(kind)),
  );
  return [namespace(second.namespace, second, { name: second.namespace }), ...own];
}
