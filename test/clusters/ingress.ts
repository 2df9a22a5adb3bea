import type { JsonObject } from '../../src/input/json.js';
import { plainApp } from './apps.js';
import { contents } from './base.js';
import { app, meshed } from './bookstore.js';
import { type Installation, since } from './installation.js';
import { hasContour } from './mesh-config.js';
import { live, only, secret, serviceAccount } from './objects.js';
import { service } from './services.js';
import { container, port, running } from './workloads.js';

/** httpbin behind an ingress controller, the Application Gateway on AKS, and Contour in the namespace of OSM upstream. */
export function ingress(installation: Installation): readonly JsonObject[] {
  const isAks = installation.flavor === 'aks';
  const isAdmitted = since(installation, '0.10');
  return [
    meshed('httpbin', installation),
    ...contents('httpbin'),
    ...app({ namespace: 'httpbin', name: 'httpbin', listens: 14001 }, installation),
    service({ namespace: 'httpbin', name: 'httpbin' }, { app: 'httpbin' }, [
      isAks ? { name: 'http', port: 14001 } : { name: 'http', port: 80, targetPort: 'web' },
    ]),
    ingressOf(isAks),
    ...only(!isAks, ...nginx(installation)),
    ...only(isAdmitted, backend('httpbin', 'httpbin', [isAks ? GATEWAY : NGINX], 'http')),
    ...only(hasContour(installation), ...contour(installation)),
  ];
}

/** The integration guide of AKS lets the whole of 10.0.0.0/8 in. */
const GATEWAY = { kind: 'IPRange', name: '10.0.0.0/8' };
const NGINX = { kind: 'Service', name: 'ingress-nginx-controller', namespace: 'ingress-nginx' };

function ingressOf(isAks: boolean): JsonObject {
  const annotations = { 'kubernetes.io/ingress.class': 'azure/application-gateway' };
  const backend = { service: { name: 'httpbin', port: { number: isAks ? 14001 : 80 } } };
  return live(
    'networking.k8s.io/v1',
    'Ingress',
    { namespace: 'httpbin', name: 'httpbin', ...(isAks && { annotations }) },
    {
      spec: {
        ...(!isAks && { ingressClassName: 'nginx' }),
        rules: [{ http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
      },
      status: { loadBalancer: { ingress: [{ ip: '20.85.173.179' }] } },
    },
  );
}

function backend(
  namespace: string,
  name: string,
  sources: readonly JsonObject[],
  protocol: 'http' | 'https',
): JsonObject {
  const tls = protocol === 'https' && { tls: { skipClientCertValidation: false } };
  return live(
    'policy.openservicemesh.io/v1alpha1',
    'IngressBackend',
    { namespace, name },
    {
      spec: { backends: [{ name, port: { number: 14001, protocol }, ...tls }], sources },
      status: { currentStatus: 'committed', reason: 'successfully committed by the system' },
    },
  );
}

/** Its namespace is monitored, so that its endpoints are seen, and gets no sidecars. */
function nginx(installation: Installation): readonly JsonObject[] {
  const name = 'ingress-nginx-controller';
  const annotations = { 'openservicemesh.io/sidecar-injection': 'disabled' };
  const labels = { 'app.kubernetes.io/name': 'ingress-nginx', 'app.kubernetes.io/component': 'controller' };
  return [
    meshed('ingress-nginx', installation, { annotations }),
    ...contents('ingress-nginx'),
    ...plainApp({ namespace: 'ingress-nginx', name, listens: 80, labels }),
    service({ namespace: 'ingress-nginx', name }, labels, [{ name: 'http', port: 80, targetPort: 'web' }], {
      type: 'LoadBalancer',
    }),
    live(
      'networking.k8s.io/v1',
      'IngressClass',
      { name: 'nginx' },
      { spec: { controller: 'k8s.io/ingress-nginx' } },
    ),
  ];
}

/** The sub-chart of OSM: its Envoys are no sidecars. It calls the bookbuyer with a certificate of the mesh. */
function contour({ namespace }: Installation): readonly JsonObject[] {
  const labels = { 'app.kubernetes.io/name': 'contour', 'app.kubernetes.io/component': 'envoy' };
  const name = 'osm-contour-envoy';
  const principal = `osm-contour-envoy.${namespace}.cluster.local`;
  const sources = [
    { kind: 'Service', name, namespace },
    { kind: 'AuthenticatedPrincipal', name: principal },
  ];
  const spec = {
    serviceAccountName: name,
    serviceAccount: name,
    containers: [
      container('shutdown-manager', 'docker.io/projectcontour/contour:v1.18.0', []),
      container('envoy', 'docker.io/envoyproxy/envoy-alpine:v1.19.0', [
        port('http', 8080),
        port('https', 8443),
      ]),
    ],
  };
  return [
    serviceAccount(namespace, name),
    ...running({ metadata: { namespace, name, labels }, labels, kind: 'DaemonSet', spec }),
    service({ namespace, name }, labels, [
      { name: 'http', port: 80, targetPort: 'http' },
      { name: 'https', port: 443, targetPort: 'https' },
    ]),
    secret(
      { namespace, name: 'osm-contour-envoy-client-cert' },
      { 'ca.crt': '', 'tls.crt': '', 'tls.key': '' },
      'kubernetes.io/tls',
    ),
    backend('bookbuyer', 'bookbuyer', sources, 'https'),
  ];
}
