import type { JsonObject } from '../../src/input/json.js';
import { before, has, type Installation, since } from './installation.js';
import { configMap, hash, live, only } from './objects.js';
import { API_SERVER } from './services.js';

/** What the MeshConfig of a fresh installation says, of the line and the flavor, and with what the features change. */
function meshConfigSpec(installation: Installation): JsonObject {
  return {
    certificate: certificate(installation),
    featureFlags: featureFlags(installation),
    observability: observability(installation),
    sidecar: sidecar(installation),
    traffic: traffic(installation),
  };
}

/** Where the settings of the line stand: the ConfigMap of 0.8, or the MeshConfig and the preset that it was made from. */
export function settingsOf(installation: Installation): readonly JsonObject[] {
  if (before(installation, '0.9')) return [osmConfig(installation)];
  const { namespace } = installation;
  const spec = meshConfigSpec(installation);
  const apiVersion = `config.openservicemesh.io/${since(installation, '1.1') ? 'v1alpha2' : 'v1alpha1'}`;
  const preset = { 'preset-mesh-config.json': JSON.stringify(spec) };
  return [
    live(apiVersion, 'MeshConfig', { name: 'osm-mesh-config', namespace }, { spec }),
    configMap({ name: 'preset-mesh-config', namespace }, preset),
    ...only(
      since(installation, '1.2'),
      configMap(
        { name: 'preset-mesh-root-certificate', namespace },
        { 'preset-mesh-root-certificate.json': PRESET_ROOT },
      ),
    ),
  ];
}

const PRESET_ROOT =
  '{"provider":{"tresor":{"ca":{"secretRef":{"name":"osm-ca-bundle","namespace":"osm-system"}}}}}';

function isPermissive(installation: Installation): boolean {
  if (has(installation, 'permissive')) return true;
  if (has(installation, 'strict')) return false;
  return installation.flavor !== 'upstream' || since(installation, '1.2');
}

function isEgressOpen(installation: Installation): boolean {
  return installation.flavor === 'aks' || since(installation, '1.2');
}

const isAks = ({ flavor }: Installation) => flavor === 'aks';

/** What no sidecar may intercept on AKS: instance metadata, Azure DNS, and the API server. */
function excludedRanges(installation: Installation): readonly string[] {
  return isAks(installation) ? ['169.254.169.254/32', '168.63.129.16/32', `${API_SERVER}/32`] : [];
}

function certificate(installation: Installation): JsonObject {
  return {
    ...(since(installation, '0.10') && { certKeyBitSize: 2048 }),
    serviceCertValidityDuration: '24h',
    ...(hasContour(installation) && { ingressGateway: gatewayCertificate(installation) }),
  };
}

export function hasContour(installation: Installation): boolean {
  return since(installation, '0.10') && has(installation, 'ingress') && installation.flavor === 'upstream';
}

function gatewayCertificate({ namespace }: Installation): JsonObject {
  return {
    secret: { name: 'osm-contour-envoy-client-cert', namespace },
    subjectAltNames: [`osm-contour-envoy.${namespace}.cluster.local`],
    validityDuration: '24h',
  };
}

function featureFlags(installation: Installation): JsonObject {
  const from010 = since(installation, '0.10');
  return {
    enableWASMStats: from010 || isAks(installation),
    enableEgressPolicy: true,
    ...(before(installation, '1.2') && { enableMulticlusterMode: false }),
    ...(from010 && {
      enableAsyncProxyServiceMapping: false,
      enableEnvoyActiveHealthChecks: false,
      enableIngressBackendPolicy: true,
      enableSnapshotCacheMode: false,
    }),
    ...(installation.line === '0.10' && { enableValidatingWebhook: false }),
    ...(since(installation, '0.11') && { enableRetryPolicy: has(installation, 'resilience') }),
  };
}

function observability(installation: Installation): JsonObject {
  const { namespace } = installation;
  const isTraced = has(installation, 'integrations');
  const target = { port: 9411, address: `jaeger.${namespace}.svc.cluster.local`, endpoint: '/api/v2/spans' };
  const unused = { ...target, address: 'jaeger.osm-system.svc.cluster.local' };
  return {
    enableDebugServer: isAks(installation),
    osmLogLevel: 'info',
    tracing: { enable: isTraced, ...(isTraced ? target : before(installation, '0.10') && unused) },
  };
}

function sidecar(installation: Installation): JsonObject {
  return {
    configResyncInterval: '0s',
    enablePrivilegedInitContainer: false,
    logLevel: 'error',
    maxDataPlaneConnections: 0,
    resources: {},
    ...(before(installation, '1.0') && {
      envoyImage: envoyImage(installation),
      initContainerImage: initImage(installation),
    }),
    ...(['0.10', '0.11'].includes(installation.line) && {
      envoyWindowsImage: 'envoyproxy/envoy-windows:v1.19.1',
    }),
    ...(since(installation, '1.1') && {
      localProxyMode: 'Localhost',
      tlsMaxProtocolVersion: 'TLSv1_3',
      tlsMinProtocolVersion: 'TLSv1_2',
    }),
  };
}

function traffic(installation: Installation): JsonObject {
  return {
    enableEgress: isEgressOpen(installation),
    enablePermissiveTrafficPolicyMode: isPermissive(installation),
    inboundExternalAuthorization: externalAuthorization(installation),
    inboundPortExclusionList: [],
    outboundIPRangeExclusionList: excludedRanges(installation),
    outboundPortExclusionList: [],
    ...(before(installation, '1.0') && { useHTTPSIngress: false }),
    ...(since(installation, '1.1') && {
      networkInterfaceExclusionList: [],
      outboundIPRangeInclusionList: [],
    }),
  };
}

function externalAuthorization(installation: Installation): JsonObject {
  const enable = has(installation, 'integrations');
  const target = enable ? { address: 'opa.opa.svc.cluster.local', port: 9191 } : {};
  return { enable, ...target, failureModeAllow: false, statPrefix: 'inboundExtAuthz', timeout: '1s' };
}

/** All values are texts. AKS writes no tracing_enable. */
function osmConfig(installation: Installation): JsonObject {
  const aks = isAks(installation);
  const isIntegrated = has(installation, 'integrations');
  const ranges = excludedRanges(installation).join(',');
  return configMap(
    { name: 'osm-config', namespace: installation.namespace },
    {
      permissive_traffic_policy_mode: String(isPermissive(installation)),
      egress: String(aks),
      enable_debug_server: String(aks),
      enable_privileged_init_container: 'false',
      prometheus_scraping: String(!aks || isIntegrated),
      use_https_ingress: 'false',
      envoy_log_level: 'error',
      service_cert_validity_duration: '24h',
      ...(isIntegrated ? tracingKeys(installation) : !aks && { tracing_enable: 'false' }),
      ...(ranges && { outbound_ip_range_exclusion_list: ranges }),
      ...(installation.version === '0.8.4' && externalAuthorizationKeys(isIntegrated)),
    },
  );
}

function tracingKeys({ namespace }: Installation): JsonObject {
  return {
    tracing_enable: 'true',
    tracing_address: `jaeger.${namespace}.svc.cluster.local`,
    tracing_port: '9411',
    tracing_endpoint: '/api/v2/spans',
  };
}

function externalAuthorizationKeys(enable: boolean): JsonObject {
  const target = {
    inbound_extauthz_address: 'opa.opa.svc.cluster.local',
    inbound_extauthz_port: '9191',
    inbound_extauthz_statprefix: 'inboundExtAuthz',
    inbound_extauthz_timeout: '1s',
    inbound_extauthz_failuremodeallow: 'false',
  };
  return { inbound_extauthz_enable: String(enable), ...(enable && target) };
}

const ENVOY: Readonly<Record<string, string>> = {
  '0.8.2': 'v1.17.1',
  '0.8.4': 'v1.17.3',
  '0.9.2': 'v1.18.3',
  '0.10.0': 'v1.19.1',
  '0.11.1': 'v1.19.1',
  '1.0.0': 'v1.19.1',
  '1.1.3': 'v1.22.2',
};

export function envoyImage(installation: Installation): string {
  const tag = ENVOY[installation.version] ?? 'v1.22.5';
  if (installation.flavor !== 'upstream') return `mcr.microsoft.com/oss/envoyproxy/envoy:${tag}`;
  const repository = before(installation, '1.0') ? 'envoyproxy/envoy-alpine' : 'envoyproxy/envoy';
  return since(installation, '0.11') ? pinned(repository, tag) : `${repository}:${tag}`;
}

export function initImage(installation: Installation): string {
  return osmImage(installation, 'init');
}

/** From 0.11 the upstream chart names images by their digest, unless a tag is set. */
export function osmImage({ flavor, version, ...rest }: Installation, name: string): string {
  if (flavor !== 'upstream') return `mcr.microsoft.com/oss/openservicemesh/${name}:v${version}`;
  const isPinned = since({ flavor, version, ...rest }, '0.11');
  return isPinned ? pinned(`openservicemesh/${name}`, version) : `openservicemesh/${name}:v${version}`;
}

function pinned(repository: string, version: string): string {
  return `${repository}@sha256:${hash('digest', repository, version)}`;
}
