import { isObject, type JsonObject } from '../../../src/input/json.js';
import { itemsAt, objectAt } from '../../../test/clusters/objects.js';

/** The spec of a pod template with what the API server fills in where nothing is written. */
export function completed(spec: JsonObject): JsonObject {
  const filled = (key: string) => (key in spec ? { [key]: itemsAt(spec, key).map(completedContainer) } : {});
  return {
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    schedulerName: 'default-scheduler',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
    ...spec,
    ...filled('containers'),
    ...filled('initContainers'),
  };
}

function completedContainer(container: JsonObject): JsonObject {
  const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((key) => {
    const probe = container[key];
    return isObject(probe) ? [[key, { ...PROBE, ...probe }]] : [];
  });
  return {
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    ...container,
    ...Object.fromEntries(probes),
  };
}

const PROBE = { failureThreshold: 3, periodSeconds: 10, successThreshold: 1, timeoutSeconds: 1 };

/** A pod with what admission adds to the spec of its template: tolerations, and the token of its account. */
export function scheduled(pod: JsonObject, token: string): JsonObject {
  const spec = objectAt(pod, 'spec');
  const name = `kube-api-access-${token}`;
  const mount = { mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', name, readOnly: true };
  const mounted = (key: string) =>
    key in spec
      ? {
          [key]: itemsAt(spec, key).map((each) => ({
            ...completedContainer(each),
            volumeMounts: [...itemsAt(each, 'volumeMounts'), mount],
          })),
        }
      : {};
  return {
    ...pod,
    spec: {
      enableServiceLinks: true,
      preemptionPolicy: 'PreemptLowerPriority',
      priority: 0,
      tolerations: TOLERATIONS,
      ...completed(spec),
      ...mounted('containers'),
      ...mounted('initContainers'),
      volumes: [...itemsAt(spec, 'volumes'), { name, projected: { defaultMode: 420, sources: TOKEN } }],
    },
  };
}

const TOLERATIONS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'].map((key) => ({
  effect: 'NoExecute',
  key,
  operator: 'Exists',
  tolerationSeconds: 300,
}));
const TOKEN = [
  { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
  { configMap: { items: [{ key: 'ca.crt', path: 'ca.crt' }], name: 'kube-root-ca.crt' } },
  {
    downwardAPI: {
      items: [{ fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' }, path: 'namespace' }],
    },
  },
];
