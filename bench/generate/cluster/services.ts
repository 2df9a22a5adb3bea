import type { JsonObject } from '../../../src/input/json.js';
import { live, only, SETTLED, secret, serviceAccount, uidOf } from '../../../test/clusters/objects.js';
import { service } from '../../../test/clusters/services.js';
import type { App } from './plan.js';
import { base64Of } from './words.js';
import { labelsOf } from './workloads.js';

/** What stands around a workload: its Services, its account with rights, credentials, scaling. */
export function surroundings(app: App): readonly JsonObject[] {
  const place = { name: app.name, namespace: app.space.name, labels: labelsOf(app) };
  return [
    ...only(app.kind !== 'CronJob', serviceOf(app)),
    serviceAccount(app.space.name, app.name, labelsOf(app)),
    credentials(app),
    ...only(app.number % 2 === 0, ...rights(app)),
    ...only(app.number % 4 === 1, networkPolicy(app)),
    ...only(app.kind === 'Deployment' && app.number % 3 === 0, scaler(app)),
    ...only(app.kind === 'StatefulSet', claim(app)),
    ...only(app.number % 4 === 2, serviceMonitor(place)),
  ];
}

function serviceOf(app: App): JsonObject {
  const place = { name: app.name, namespace: app.space.name, labels: labelsOf(app) };
  const headless = app.kind === 'StatefulSet' ? { clusterIP: 'None', clusterIPs: ['None'] } : {};
  return service(place, { app: app.name }, [{ name: 'http', port: 80, targetPort: 'http' }], {
    internalTrafficPolicy: 'Cluster',
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
    ...headless,
  });
}

function credentials({ name, space, random }: App): JsonObject {
  return secret(
    { name: `${name}-credentials`, namespace: space.name },
    {
      password: base64Of(random, 24),
      username: Buffer.from(name).toString('base64'),
    },
  );
}

const RBAC = 'rbac.authorization.k8s.io';

function rights({ name, space }: App): readonly JsonObject[] {
  const place = { name, namespace: space.name };
  const rules = [
    { apiGroups: [''], resources: ['configmaps', 'secrets'], verbs: ['get', 'list', 'watch'] },
    { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create', 'get', 'update'] },
  ];
  return [
    live(`${RBAC}/v1`, 'Role', place, { rules }),
    live(`${RBAC}/v1`, 'RoleBinding', place, {
      roleRef: { apiGroup: RBAC, kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace: space.name }],
    }),
  ];
}

function networkPolicy({ name, space, port }: App): JsonObject {
  return live(
    'networking.k8s.io/v1',
    'NetworkPolicy',
    { name, namespace: space.name },
    {
      spec: {
        ingress: [{ from: [{ podSelector: {} }], ports: [{ port, protocol: 'TCP' }] }],
        podSelector: { matchLabels: { app: name } },
        policyTypes: ['Ingress'],
      },
    },
  );
}

function scaler({ name, space, replicas }: App): JsonObject {
  const target = { averageUtilization: 70, type: 'Utilization' };
  return live(
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    { name, namespace: space.name },
    {
      spec: {
        maxReplicas: 10,
        metrics: [{ resource: { name: 'cpu', target }, type: 'Resource' }],
        minReplicas: 1,
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      },
      status: {
        conditions: [
          {
            lastTransitionTime: SETTLED,
            message: 'recommended size matches current size',
            reason: 'ReadyForNewScale',
            status: 'True',
            type: 'AbleToScale',
          },
        ],
        currentReplicas: replicas,
        desiredReplicas: replicas,
      },
    },
  );
}

function claim({ name, space, random }: App): JsonObject {
  return live(
    'v1',
    'PersistentVolumeClaim',
    { name: `data-${name}-0`, namespace: space.name, labels: { app: name } },
    {
      spec: {
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: `${10 * (1 + random.below(10))}Gi` } },
        storageClassName: 'managed-csi',
        volumeMode: 'Filesystem',
        volumeName: `pvc-${uidOf('claim', space.name, name)}`,
      },
      status: { accessModes: ['ReadWriteOnce'], capacity: { storage: '10Gi' }, phase: 'Bound' },
    },
  );
}

function serviceMonitor(place: {
  readonly name: string;
  readonly namespace: string;
  readonly labels: JsonObject;
}): JsonObject {
  return live('monitoring.coreos.com/v1', 'ServiceMonitor', place, {
    spec: {
      endpoints: [{ interval: '30s', path: '/metrics', port: 'http' }],
      selector: { matchLabels: { app: place.name } },
    },
  });
}
