import type { JsonObject } from '../../../src/input/json.js';
import { type App, admittedApp, plainApp } from '../apps.js';
import { contents, namespace } from '../base.js';
import { serves } from '../kubernetes.js';
import { live, only } from '../objects.js';
import { type ServicePort, service } from '../services.js';
import { container } from '../workloads.js';
import { sidecar } from './injection.js';
import { hasNativeSidecars, type Installation, type Plane } from './installation.js';
import { app, meshed } from './members.js';

/** What runs in a harbour: bookings and tariffs on the quay, cargo, customs, and a lighthouse outside the mesh. */
export function harbour(installation: Installation): readonly JsonObject[] {
  return [
    ...quay(installation),
    ...cargo(installation),
    ...customs(installation),
    ...lighthouse(installation),
  ];
}

const HTTP: ServicePort = { name: 'http', port: 80, targetPort: 'web' };
const PROBES = {
  livenessProbe: { httpGet: { path: '/alive', port: 'web', scheme: 'HTTP' } },
  readinessProbe: { httpGet: { path: '/ready', port: 8080, scheme: 'HTTP' } },
};

function quay(installation: Installation): readonly JsonObject[] {
  const place = (name: string) => ({ namespace: 'quay', name });
  const make = (given: Omit<App, 'namespace'>) => app({ namespace: 'quay', ...given }, installation);
  const version = (version: string) => ({ app: 'booking', version });
  const own = { serviceAccount: 'booking', listens: 8080, container: PROBES };
  const headless = { clusterIP: 'None', clusterIPs: ['None'] };
  const [second = {}, ...others] = make({ ...own, name: 'booking-v2', labels: version('v2') });
  return [
    ...meshed('quay', installation),
    ...make({ ...own, name: 'booking-v1', labels: version('v1') }),
    ...(second.kind === 'ServiceAccount' ? others : [second, ...others]),
    ...make({ name: 'tariff', listens: 9090, annotations: TUNED }),
    ...make({ name: 'ledger', listens: 5432, kind: 'StatefulSet' }),
    service(place('booking'), { app: 'booking' }, [HTTP]),
    service(place('tariff'), { app: 'tariff' }, [{ name: 'grpc', port: 9090, targetPort: 'web' }]),
    service(
      place('ledger'),
      { app: 'ledger' },
      [{ name: 'tcp-postgres', port: 5432, targetPort: 'web' }],
      headless,
    ),
    service(place('booking-pods'), { app: 'booking' }, [HTTP], headless),
    ...optedOut(installation),
  ];
}

const TUNED = {
  'proxy.istio.io/config': 'holdApplicationUntilProxyStarts: true\n',
  'sidecar.istio.io/proxyCPU': '50m',
  'traffic.sidecar.istio.io/excludeOutboundPorts': '3306, 5433',
  'traffic.sidecar.istio.io/excludeOutboundIPRanges': '169.254.169.254/32,10.9.0.0/16',
};

/** All legal ways to stay without a sidecar in a Namespace that has them. */
function optedOut(installation: Installation): readonly JsonObject[] {
  const { plane } = installation;
  const never = { 'sidecar.istio.io/inject': 'false' };
  const make = (given: Omit<App, 'namespace'>) => plainApp({ namespace: 'quay', ...given });
  return [
    ...make({ name: 'nightly', kind: 'Job', labels: { app: 'nightly', ...never }, annotations: never }),
    ...make({ name: 'foghorn', annotations: never }),
    ...make({ name: 'meter', kind: 'DaemonSet', listens: 9100, spec: { hostNetwork: true } }),
    cronJob(installation, never),
    ...only(plane.minor >= 12, ...make({ name: 'semaphore', labels: { app: 'semaphore', ...never } })),
    ...only(
      hasNativeSidecars(installation, plane),
      ...app({ namespace: 'quay', name: 'census', kind: 'Job' }, installation),
    ),
  ];
}

/** What it starts gets no sidecar, which would never end. */
function cronJob(installation: Installation, never: JsonObject): JsonObject {
  const containers = [container('stocktaking', 'example/stocktaking:v1', [])];
  const template = {
    metadata: { labels: { app: 'stocktaking', ...never }, annotations: never },
    spec: { restartPolicy: 'Never', containers },
  };
  return live(
    serves(installation, 21) ? 'batch/v1' : 'batch/v1beta1',
    'CronJob',
    { namespace: 'quay', name: 'stocktaking' },
    { spec: { schedule: '0 3 * * 0', jobTemplate: { spec: { template } } }, status: {} },
  );
}

function cargo(installation: Installation): readonly JsonObject[] {
  const place = (name: string) => ({ namespace: 'cargo', name });
  return [
    ...meshed('cargo', installation),
    ...app({ ...place('manifest'), listens: 8080, container: PROBES }, installation),
    ...app({ ...place('crane'), listens: 7000 }, installation),
    service(place('manifest'), { app: 'manifest' }, [HTTP]),
    service(place('crane'), { app: 'crane' }, [
      { name: 'control', port: 7000, targetPort: 'web', appProtocol: 'tcp' },
    ]),
  ];
}

function customs(installation: Installation): readonly JsonObject[] {
  const place = (name: string) => ({ namespace: 'customs', name });
  return [
    ...meshed('customs', installation),
    ...app({ ...place('declare'), listens: 8080, container: PROBES }, installation),
    ...app({ ...place('gatekeeper'), listens: 9000 }, installation),
    service(place('declare'), { app: 'declare' }, [HTTP]),
    service(place('gatekeeper'), { app: 'gatekeeper' }, [
      { name: 'grpc-authz', port: 9000, targetPort: 'web' },
    ]),
  ];
}

/** No mesh here, but for one workload that asks for it by its labels; and a Namespace that says no. */
function lighthouse(installation: Installation): readonly JsonObject[] {
  const place = (name: string) => ({ namespace: 'lighthouse', name });
  const { plane } = installation;
  return [
    namespace('lighthouse', installation),
    ...contents('lighthouse'),
    ...plainApp({ ...place('beacon'), listens: 8443 }),
    service(place('beacon'), { app: 'beacon' }, [{ name: 'tls', port: 443, targetPort: 'web' }]),
    ...plainApp({ ...place('collector'), listens: 9411 }),
    service(place('collector'), { app: 'collector' }, [
      { name: 'http-zipkin', port: 9411, targetPort: 'web' },
    ]),
    service(place('mail'), undefined, [], { type: 'ExternalName', externalName: 'mail.example.org' }),
    ...only(
      plane.minor >= 10,
      ...admittedApp(
        { ...place('signal'), labels: { app: 'signal', ...optIn(installation, plane) } },
        sidecar(installation, plane),
      ),
    ),
    namespace('ballast', installation, { 'istio-injection': 'disabled' }),
    ...contents('ballast'),
    ...plainApp({ namespace: 'ballast', name: 'pump' }),
  ];
}

/** A pod chooses a revision, or the default where there is one. */
function optIn({ tags: [tag] }: Installation, { suffix, revision }: Plane): JsonObject {
  if (suffix === '') return { 'sidecar.istio.io/inject': 'true' };
  return { 'istio.io/rev': tag ?? revision };
}
