import type { Json } from '../../src/input/json.js';
import type { App, Mesh } from './cluster/plan.js';

/** A mistake that somebody makes in one object, and what meshlint has to say of it. */
export interface Fault {
  readonly rule: string;
  readonly kind: string;
  /** What is changed, and to what. */
  readonly path: string;
  readonly to: Json | ((app: App) => Json);
  /** A kind that the application may not have, for more would follow. */
  readonly without?: string;
  /** It is one only in a capture of a cluster: a repository need not hold all that there is. */
  readonly inCapture?: true;
}

const misspelt = ({ name }: App) => `${name}x`;

/** In the MeshConfig, of which there is one. */
export const MESH_CONFIG_FAULT: Fault = {
  rule: 'osm-mesh-config-wrong-type',
  kind: 'MeshConfig',
  path: '/spec/certificate/certKeyBitSize',
  to: '2048',
};

/** What goes wrong in the language of each mesh. None of them hides another, and none leads to what is no consequence. */
export const FAULTS: Readonly<Record<Mesh, readonly Fault[]>> = {
  osm: [
    {
      rule: 'smi-traffic-target-unknown-match',
      kind: 'TrafficTarget',
      path: '/spec/rules/0/matches/0',
      to: 'reed',
    },
    {
      rule: 'osm-pod-reserved-port',
      without: 'IngressBackend',
      kind: 'Deployment',
      path: '/spec/template/spec/containers/0/ports/0/containerPort',
      to: 15003,
    },
    {
      rule: 'smi-traffic-target-missing-service-account',
      inCapture: true,
      kind: 'TrafficTarget',
      path: '/spec/destination/name',
      to: misspelt,
      without: 'TrafficSplit',
    },
    {
      rule: 'smi-route-group-regex-not-re2',
      kind: 'HTTPRouteGroup',
      path: '/spec/matches/0/pathRegex',
      to: '/(?!admin).*',
    },
    {
      rule: 'smi-traffic-split-missing-backend',
      kind: 'TrafficSplit',
      path: '/spec/backends/0/service',
      to: misspelt,
    },
    { rule: 'osm-egress-unknown-protocol', kind: 'Egress', path: '/spec/ports/0/protocol', to: 'grpc' },
    {
      rule: 'osm-ingress-backend-not-target-port',
      kind: 'IngressBackend',
      path: '/spec/backends/0/port/number',
      to: 80,
    },
    {
      rule: 'smi-traffic-target-missing-service-account',
      inCapture: true,
      kind: 'TrafficTarget',
      path: '/spec/sources/0/name',
      to: misspelt,
    },
    {
      rule: 'osm-policy-bad-duration',
      kind: 'UpstreamTrafficSetting',
      path: '/spec/connectionSettings/tcp/connectTimeout',
      to: 'five seconds',
    },
    {
      rule: 'osm-pod-injection-unknown-value',
      kind: 'Deployment',
      path: '/spec/template/metadata/annotations/openservicemesh.io~1sidecar-injection',
      to: 'perhaps',
    },
    { rule: 'smi-wrong-type', kind: 'TrafficSplit', path: '/spec/backends/0/weight', to: '90' },
    {
      rule: 'smi-traffic-target-missing-route',
      kind: 'TrafficTarget',
      path: '/spec/rules/0/name',
      to: misspelt,
    },
    {
      rule: 'osm-ingress-source-unknown-service',
      inCapture: true,
      kind: 'IngressBackend',
      path: '/spec/sources/0/name',
      to: misspelt,
    },
    {
      rule: 'smi-route-group-headers-as-mapping',
      kind: 'HTTPRouteGroup',
      path: '/spec/matches/1/headers',
      to: { 'user-agent': '.*' },
    },
    {
      rule: 'osm-egress-unknown-service-account',
      inCapture: true,
      kind: 'Egress',
      path: '/spec/sources/0/name',
      to: misspelt,
    },
    {
      rule: 'osm-service-unsupported-app-protocol',
      kind: 'Service',
      path: '/spec/ports/0/appProtocol',
      to: 'https',
    },
    {
      rule: 'osm-upstream-traffic-setting-short-host',
      kind: 'UpstreamTrafficSetting',
      path: '/spec/host',
      to: ({ name }) => name,
    },
    {
      rule: 'osm-pod-missing-service-account',
      inCapture: true,
      kind: 'Deployment',
      path: '/spec/template/spec/serviceAccountName',
      to: misspelt,
      without: 'TrafficSplit',
    },
    {
      rule: 'smi-traffic-target-destination-kind',
      kind: 'TrafficTarget',
      path: '/spec/destination/kind',
      to: 'Deployment',
      without: 'TrafficSplit',
    },
    { rule: 'smi-traffic-split-missing-root', kind: 'TrafficSplit', path: '/spec/service', to: misspelt },
    {
      rule: 'osm-object-refused',
      kind: 'UpstreamTrafficSetting',
      path: '/spec/connectionSettings/tcp/maxConnections',
      to: '100',
    },
  ],
  istio: [
    {
      rule: 'istio-virtual-service-unknown-subset',
      kind: 'VirtualService',
      path: '/spec/http/0/route/0/destination/subset',
      to: 'v9',
    },
    { rule: 'istio-object-refused', kind: 'PeerAuthentication', path: '/spec/mtls/mode', to: 'STRIKT' },
    {
      rule: 'istio-virtual-service-unknown-port',
      kind: 'VirtualService',
      path: '/spec/http/1/route/0/destination/port/number',
      to: 8099,
    },
    { rule: 'istio-object-refused', kind: 'ServiceEntry', path: '/spec/ports/0/protocol', to: 'TSL' },
    {
      rule: 'istio-authorization-policy-unknown-method',
      kind: 'AuthorizationPolicy',
      path: '/spec/rules/0/to/0/operation/methods/0',
      to: 'GETT',
    },
    { rule: 'istio-unknown-key', kind: 'VirtualService', path: '/spec/http/1/retrys', to: { attempts: 3 } },
    {
      rule: 'istio-object-refused',
      kind: 'DestinationRule',
      path: '/spec/trafficPolicy/outlierDetection/interval',
      to: 30,
    },
    {
      rule: 'istio-virtual-service-unknown-host',
      inCapture: true,
      kind: 'VirtualService',
      path: '/spec/http/0/route/0/destination/host',
      to: misspelt,
    },
  ],
  none: [],
};
