import { contents } from '../base.js';
import { app, meshed } from '../bookstore.js';
import { added, all, changed, failing, inTemplate, removed, set } from '../changes.js';
import type { Fault } from '../fault.js';
import { bootstrapSecrets, uninjected } from '../injection.js';
import { itemsAt, nameOf, objectAt } from '../objects.js';
import { container } from '../workloads.js';

const annotation = (key: string) => `/metadata/annotations/openservicemesh.io~1${key}`;

export const PODS: readonly Fault[] = [
  {
    name: 'A pod was there before its namespace joined the mesh',
    change: uninjected('Pod bookbuyer/*'),
    finding: 'warning osm-pod-without-sidecar Pod bookbuyer/bookbuyer-* /metadata/name',
  },
  {
    name: 'Somebody took the label of the sidecar away',
    change: changed('Pod bookbuyer/*', (pod) => {
      const { 'osm-proxy-uuid': _, ...labels } = objectAt(pod, 'metadata', 'labels');
      return { ...pod, metadata: { ...objectAt(pod, 'metadata'), labels } };
    }),
    finding: 'error osm-pod-without-proxy-uuid Pod bookbuyer/bookbuyer-* /metadata/name',
  },
  {
    name: 'Two pods share an identity',
    change: (objects, installation) => {
      const twin = objects.find((each) => each.kind === 'Pod' && nameOf(each).startsWith('bookstore-v1-'));
      const uuid = objectAt(twin, 'metadata', 'labels')['osm-proxy-uuid'];
      const secret = objectAt(twin, 'spec').volumes;
      return all(
        set('Pod bookstore/bookstore-v2-*', '/metadata/labels/osm-proxy-uuid', uuid),
        set('Pod bookstore/bookstore-v2-*', '/spec/volumes', secret),
      )(objects, installation);
    },
    finding: 'error osm-pod-shared-proxy-uuid Pod bookstore/bookstore-v* /metadata/labels/osm-proxy-uuid',
  },
  {
    name: 'The sidecar of a pod is not ready',
    change: failing('Pod bookbuyer/*', 'envoy', 'CrashLoopBackOff'),
    finding: 'error osm-pod-sidecar-not-running Pod bookbuyer/bookbuyer-* /status/containerStatuses/1*',
  },
  {
    name: 'osm-init fails',
    change: failing('Pod bookbuyer/*', 'osm-init', 'CrashLoopBackOff'),
    finding: 'error osm-pod-init-failed Pod bookbuyer/bookbuyer-* /status/initContainerStatuses/0*',
  },
  {
    name: 'An application listens on a port of the sidecar',
    change: inTemplate('bookbuyer/bookbuyer', '/spec/containers/0/ports', [
      { containerPort: 15000, protocol: 'TCP' },
    ]),
    finding:
      'error osm-pod-reserved-port apps/Deployment bookbuyer/bookbuyer /spec/template/spec/containers/0/ports/0/containerPort',
  },
  {
    name: 'An application runs as the user of the sidecar',
    change: inTemplate('bookthief/bookthief', '/spec/containers/0/securityContext', { runAsUser: 1500 }),
    finding:
      'warning osm-pod-runs-as-proxy-user apps/Deployment bookthief/bookthief /spec/template/spec/containers/0/securityContext/runAsUser',
  },
  {
    name: 'A list of excluded ports cannot be read',
    since: '1.1',
    change: inTemplate('bookthief/bookthief', '/metadata/annotations', {
      'openservicemesh.io/outbound-port-exclusion-list': '3306,',
    }),
    finding: `error osm-pod-excluded-ports-refused apps/Deployment bookthief/bookthief /spec/template${annotation('outbound-port-exclusion-list')}`,
  },
  {
    name: 'A list of excluded ports cannot be read, and is ignored',
    since: '0.9',
    before: '1.1',
    change: inTemplate('bookthief/bookthief', '/metadata/annotations', {
      'openservicemesh.io/outbound-port-exclusion-list': 'mysql',
    }),
    finding: `warning osm-pod-excluded-ports-ignored apps/Deployment bookthief/bookthief /spec/template${annotation('outbound-port-exclusion-list')}`,
  },
  {
    name: 'A list of excluded ports stands at the namespace',
    since: '0.9',
    change: set('Namespace bookthief', annotation('outbound-port-exclusion-list'), '3306'),
    finding: `warning osm-pod-exclusion-on-wrong-object Namespace bookthief ${annotation('outbound-port-exclusion-list')}`,
  },
  {
    name: 'A list of IP ranges cannot be read',
    since: '1.1',
    change: inTemplate('bookthief/bookthief', '/metadata/annotations', {
      'openservicemesh.io/outbound-ip-range-exclusion-list': '10.0.0.1',
    }),
    finding: `error osm-pod-ip-ranges-refused apps/Deployment bookthief/bookthief /spec/template${annotation('outbound-ip-range-exclusion-list')}`,
  },
  {
    name: 'The injection annotation of pods is neither yes nor no',
    change: inTemplate('bookthief/bookthief', '/metadata/annotations', {
      'openservicemesh.io/sidecar-injection': 'maybe',
    }),
    finding: `error osm-pod-injection-unknown-value apps/Deployment bookthief/bookthief /spec/template${annotation('sidecar-injection')}`,
  },
  {
    name: 'The ServiceAccount of a workload was deleted',
    change: removed('ServiceAccount bookthief/bookthief'),
    finding:
      'error osm-pod-missing-service-account apps/Deployment bookthief/bookthief /spec/template/spec/serviceAccountName',
  },
  {
    name: 'Two workloads share the ServiceAccount default, and access is granted by ServiceAccount',
    change: added((installation) => {
      const made = ['cart', 'stock'].flatMap((name) =>
        app({ namespace: 'shop', name, serviceAccount: 'default' }, installation),
      );
      return [meshed('shop', installation), ...contents('shop'), ...made, ...bootstrapSecrets(made)];
    }),
    finding:
      'warning osm-pod-default-service-account apps/Deployment shop/* /spec/template/spec/serviceAccountName',
  },
  {
    name: 'The bootstrap Secret of a pod was deleted',
    change: removed('Secret bookthief/envoy-bootstrap-config-*'),
    finding:
      'error osm-pod-bootstrap-secret-missing Pod bookthief/bookthief-* /spec/volumes/0/secret/secretName',
  },
  {
    name: 'A Job runs in the mesh and never ends',
    change: changed('Job mixed/migration', (job) => {
      const template = {
        metadata: { labels: { app: 'migration' } },
        spec: { restartPolicy: 'Never', containers: [container('migration', 'migration:v1', [])] },
      };
      return { ...job, spec: { ...objectAt(job, 'spec'), template }, status: { active: 1 } };
    }),
    finding: 'warning osm-pod-job-never-ends batch/Job mixed/migration /spec/template/spec/restartPolicy',
  },
  {
    name: 'A probe of a TCP socket tells nothing of the application',
    since: '0.9',
    before: '1.1',
    change: (objects, installation) =>
      changed('Deployment bookthief/bookthief', (deployment) => {
        const [first = {}] = itemsAt(deployment, 'spec', 'template', 'spec', 'containers');
        const probed = { ...first, readinessProbe: { tcpSocket: { port: 8080 } } };
        const template = objectAt(deployment, 'spec', 'template');
        const spec = { ...objectAt(template, 'spec'), containers: [probed] };
        return { ...deployment, spec: { ...objectAt(deployment, 'spec'), template: { ...template, spec } } };
      })(objects, installation),
    finding:
      'warning osm-pod-tcp-probe-always-succeeds apps/Deployment bookthief/bookthief /spec/template/spec/containers/0/readinessProbe*',
  },
];
