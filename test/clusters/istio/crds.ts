import type { JsonObject } from '../../../src/input/json.js';
import { live, MADE, only } from '../objects.js';
import type { Installation } from './installation.js';

interface Definition {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  /** Oldest first; the last one is stored. */
  readonly versions: readonly string[];
  readonly scope?: 'Cluster';
  readonly annotations?: JsonObject;
}

/** The custom resources of the release, and those of the Gateway API that it works with. */
export function crds(installation: Installation): readonly JsonObject[] {
  return [...istio(installation), ...gatewayApi(installation), ...google(installation)].map(definition);
}

function istio({ minor }: Installation): readonly Definition[] {
  const isStable = minor >= 22;
  const make = (group: string, versions: readonly string[], kinds: Readonly<Record<string, string>>) =>
    Object.entries(kinds).map(([plural, kind]): Definition => ({ group, kind, plural, versions }));
  const stable = only(isStable, 'v1');
  return [
    ...make('networking.istio.io', ['v1alpha3', 'v1beta1', ...stable], {
      destinationrules: 'DestinationRule',
      gateways: 'Gateway',
      serviceentries: 'ServiceEntry',
      sidecars: 'Sidecar',
      virtualservices: 'VirtualService',
      workloadentries: 'WorkloadEntry',
    }),
    ...make('networking.istio.io', ['v1alpha3', ...only(minor >= 12, 'v1beta1'), ...stable], {
      workloadgroups: 'WorkloadGroup',
    }),
    ...make('networking.istio.io', ['v1alpha3'], { envoyfilters: 'EnvoyFilter' }),
    ...make('security.istio.io', ['v1beta1', ...stable], {
      authorizationpolicies: 'AuthorizationPolicy',
      peerauthentications: 'PeerAuthentication',
      requestauthentications: 'RequestAuthentication',
    }),
    ...only(
      minor >= 11,
      ...make('telemetry.istio.io', ['v1alpha1', ...stable], { telemetries: 'Telemetry' }),
    ),
    ...only(minor >= 12, ...make('extensions.istio.io', ['v1alpha1'], { wasmplugins: 'WasmPlugin' })),
    ...only(minor >= 13, ...make('networking.istio.io', ['v1beta1'], { proxyconfigs: 'ProxyConfig' })),
    ...only(minor < 24, ...make('install.istio.io', ['v1alpha1'], { istiooperators: 'IstioOperator' })),
  ];
}

const BUNDLES: readonly (readonly [minor: number, bundle: string])[] = [
  [17, 'v0.6.1'],
  [20, 'v1.0.0'],
  [24, 'v1.2.0'],
  [26, 'v1.3.0'],
  [28, 'v1.4.0'],
];

export function hasGatewayApi({ minor, flavor }: Installation): boolean {
  return minor >= 17 && !['managed', 'remote', 'aks'].includes(flavor);
}

/** GRPCRoutes are stable from 1.1 of the Gateway API. */
export function hasGrpcRoutes(installation: Installation): boolean {
  return hasGatewayApi(installation) && installation.minor >= 24;
}

export function gatewayVersion({ minor }: Installation): string {
  return `gateway.networking.k8s.io/${minor < 20 ? 'v1beta1' : 'v1'}`;
}

function gatewayApi(installation: Installation): readonly Definition[] {
  if (!hasGatewayApi(installation)) return [];
  const bundle = BUNDLES.filter(([minor]) => minor <= installation.minor).at(-1)?.[1] ?? '';
  const annotations = {
    'gateway.networking.k8s.io/bundle-version': bundle,
    'gateway.networking.k8s.io/channel': 'standard',
  };
  const make = (
    kind: string,
    plural: string,
    versions: readonly string[],
    scope?: 'Cluster',
  ): Definition => ({
    group: 'gateway.networking.k8s.io',
    kind,
    plural,
    versions,
    annotations,
    ...(scope && { scope }),
  });
  const versions = ['v1beta1', ...only(installation.minor >= 20, 'v1')];
  return [
    make('GatewayClass', 'gatewayclasses', versions, 'Cluster'),
    make('Gateway', 'gateways', versions),
    make('HTTPRoute', 'httproutes', versions),
    make('ReferenceGrant', 'referencegrants', ['v1beta1']),
    ...only(hasGrpcRoutes(installation), make('GRPCRoute', 'grpcroutes', ['v1'])),
  ];
}

function google({ flavor }: Installation): readonly Definition[] {
  const kind = 'ControlPlaneRevision';
  return only(flavor === 'managed' || flavor === 'asm', {
    group: 'mesh.cloud.google.com',
    kind,
    plural: 'controlplanerevisions',
    versions: ['v1alpha1', 'v1beta1'],
  });
}

function definition({ group, kind, plural, versions, scope, annotations }: Definition): JsonObject {
  const names = { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` };
  const stored = versions.at(-1) ?? '';
  const condition = (type: string) => ({ type, status: 'True', lastTransitionTime: MADE });
  return live(
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    {
      name: `${plural}.${group}`,
      ...(annotations
        ? { annotations }
        : { labels: { app: 'istio-pilot', chart: 'istio', release: 'istio' } }),
    },
    {
      spec: {
        group,
        names,
        scope: scope ?? 'Namespaced',
        conversion: { strategy: 'None' },
        versions: versions.map((name) => ({
          name,
          served: true,
          storage: name === stored,
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        })),
      },
      status: {
        acceptedNames: names,
        conditions: [condition('NamesAccepted'), condition('Established')],
        storedVersions: [stored],
      },
    },
  );
}
