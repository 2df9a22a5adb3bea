import type { Json, JsonObject } from '../../src/input/json.js';
import { written } from '../../test/clusters/changes.js';
import type { App, Mesh } from './cluster/plan.js';

/** A mistake that somebody makes in one object, and what meshlint has to say of it. */
export interface Fault {
  readonly rule: string;
  readonly kind: string;
  /** What is changed, and to what. */
  readonly path: string;
  readonly to: Json | ((app: App) => Json);
  /** What is pointed at, where that is not what was changed. */
  readonly shown?: string;
  /** A kind that the application may not have, for more would follow. */
  readonly without?: string;
  /** It is one only in a capture of a cluster: a repository need not hold all that there is. */
  readonly inCapture?: true;
}

/** A fault in an object. */
export interface Planted {
  readonly fault: Fault;
  readonly object: JsonObject;
}

/** Objects, and what was planted in them. */
export interface Sown {
  readonly objects: readonly JsonObject[];
  readonly planted: readonly Planted[];
}

/** How often something is wrong, and in what. */
export interface Sowing {
  /** One application of so many has a fault; undefined: none. */
  readonly every: number | undefined;
  readonly isCapture: boolean;
}

/** The objects of an application, with a fault in one of them where it is its turn. */
export function withFault(objects: readonly JsonObject[], app: App, { every, isCapture }: Sowing): Sown {
  if (every === undefined || app.number % every !== every - 1) return { objects, planted: [] };
  const fitting = FAULTS[app.space.mesh].filter(
    ({ kind, without, inCapture }) =>
      has(objects, kind) &&
      !(without !== undefined && has(objects, without)) &&
      (isCapture || inCapture !== true),
  );
  const fault = chosen(fitting, Math.floor(app.number / every));
  return fault === undefined ? { objects, planted: [] } : plantedIn(objects, fault, app);
}

/** Another kind from turn to turn, and another fault of it: so rare kinds have faults as often as common ones. */
function chosen(faults: readonly Fault[], turn: number): Fault | undefined {
  const kinds = [...new Set(faults.map(({ kind }) => kind))];
  const ofKind = faults.filter(({ kind }) => kind === kinds[turn % kinds.length]);
  return ofKind[Math.floor(turn / kinds.length) % ofKind.length];
}

function has(objects: readonly JsonObject[], kind: string): boolean {
  return objects.some((each) => each.kind === kind);
}

/** The first object of the kind is changed. */
export function plantedIn(objects: readonly JsonObject[], fault: Fault, app: App | undefined): Sown {
  const index = objects.findIndex(({ kind }) => kind === fault.kind);
  const { to, path } = fault;
  const value = typeof to === 'function' ? to(app as App) : to;
  const object = written(objects[index] as JsonObject, path, value);
  return { objects: objects.with(index, object), planted: [{ fault, object }] };
}

const misspelt = ({ name }: App) => `${name}x`;

/** In the MeshConfig, of which there is one. */
export const MESH_CONFIG_FAULT: Fault = {
  rule: 'osm-mesh-config-wrong-type',
  kind: 'MeshConfig',
  path: '/spec/certificate/certKeyBitSize',
  to: '2048',
};

const FAULTS: Readonly<Record<Mesh, readonly Fault[]>> = {
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
