import type { Json } from '../../../src/input/json.js';
import { added, all, authored, type Change, changed, removed, set } from '../changes.js';
import type { Fault } from '../fault.js';
import type { Line } from '../installation.js';
import { live, objectAt } from '../objects.js';

const MESH = 'MeshConfig {osm}/osm-mesh-config';
const CONFIG = 'ConfigMap {osm}/osm-config';

interface Setting {
  readonly since?: Line;
  readonly before?: Line;
  readonly rule: string;
  readonly severity?: 'error' | 'warning';
  readonly why: string;
  readonly at: string;
  readonly to: Json | undefined;
  /** Where the finding stands, if not at the value. */
  readonly shown?: string;
  /** The API server takes no such object, so it is a manifest. */
  readonly refused?: boolean;
}

function settingFault(setting: Setting): Fault {
  const { rule, severity = 'error', why, at, to, shown = at, refused, ...lines } = setting;
  return {
    since: '0.9',
    ...lines,
    name: `${at} of the MeshConfig ${why}`,
    change: refused ? authored(MESH, at, to) : set(MESH, at, to),
    finding: `${severity} ${rule} config.openservicemesh.io/${MESH} ${shown}`,
  };
}

const SETTINGS: readonly Setting[] = [
  // The commands of the troubleshooting pages (of 2021 and of 0.11).
  { rule: 'osm-mesh-config-wrong-type', why: 'is a text', at: '/spec/traffic/enableEgress', to: 'true' },
  {
    rule: 'osm-mesh-config-wrong-type',
    why: 'is a text',
    at: '/spec/featureFlags/enableWASMStats',
    to: 'true',
  },
  {
    rule: 'osm-mesh-config-wrong-type',
    why: 'is a text',
    at: '/spec/featureFlags/enableEgressPolicy',
    to: 'true',
  },
  {
    rule: 'osm-mesh-config-wrong-type',
    why: 'is a text',
    at: '/spec/featureFlags/enableMulticlusterMode',
    to: 'false',
    before: '1.2',
  },
  {
    rule: 'osm-mesh-config-wrong-type',
    why: 'is a text',
    at: '/spec/featureFlags/enableIngressBackendPolicy',
    to: 'true',
    since: '0.10',
  },
  {
    rule: 'osm-mesh-config-wrong-type',
    why: 'is one text',
    at: '/spec/traffic/outboundPortExclusionList',
    to: '6379,8080',
  },
  {
    rule: 'osm-mesh-config-wrong-type',
    why: 'is one text',
    at: '/spec/traffic/outboundIPRangeExclusionList',
    to: '10.0.0.0/32,1.1.1.1/24',
  },
  {
    rule: 'osm-mesh-config-wrong-type',
    why: 'is a log level',
    at: '/spec/sidecar/maxDataPlaneConnections',
    to: 'error',
  },
  {
    rule: 'osm-mesh-config-wrong-type',
    why: 'is an address',
    at: '/spec/observability/tracing/enable',
    to: 'jaeger.osm-system.svc.cluster.local',
  },
  {
    rule: 'osm-mesh-config-wrong-type',
    why: 'is a boolean',
    at: '/spec/observability/tracing/endpoint',
    to: false,
  },
  {
    rule: 'osm-mesh-config-unknown-key',
    severity: 'warning',
    why: 'stands in the wrong place',
    at: '/spec/observability/serviceCertValidityDuration',
    to: true,
  },
  {
    rule: 'osm-mesh-config-unknown-key',
    severity: 'warning',
    why: 'stands in the wrong place',
    at: '/spec/observability/tracing/osmLogLevel',
    to: 'info',
  },
  {
    rule: 'osm-mesh-config-unknown-key',
    severity: 'warning',
    why: 'was translated by a machine',
    at: '/spec/traffic/出站端口排除列表',
    to: [],
  },
  {
    rule: 'osm-mesh-config-cidr-host-bits',
    severity: 'warning',
    why: 'has host bits',
    at: '/spec/traffic/outboundIPRangeExclusionList',
    to: ['10.0.0.0/32', '1.1.1.1/24'],
    shown: '/spec/traffic/outboundIPRangeExclusionList/1',
  },
  {
    rule: 'osm-mesh-config-short-resync',
    severity: 'warning',
    why: 'is too short to count',
    at: '/spec/sidecar/configResyncInterval',
    to: '15s',
  },
  {
    rule: 'osm-mesh-config-short-resync',
    severity: 'warning',
    why: 'is too short to count before 0.11.1',
    at: '/spec/sidecar/configResyncInterval',
    to: '30s',
    before: '0.11',
  },
  // What else the API server or OSM does not take.
  {
    rule: 'osm-mesh-config-bad-value',
    why: 'is no level of Envoy',
    at: '/spec/sidecar/logLevel',
    to: 'verbose',
  },
  {
    rule: 'osm-mesh-config-unknown-log-level',
    severity: 'warning',
    why: 'is a level of Envoy',
    at: '/spec/observability/osmLogLevel',
    to: 'warning',
  },
  {
    rule: 'osm-mesh-config-bad-duration',
    why: 'is in days',
    at: '/spec/certificate/serviceCertValidityDuration',
    to: '1d',
  },
  {
    rule: 'osm-mesh-config-bad-duration',
    why: 'is negative',
    at: '/spec/certificate/serviceCertValidityDuration',
    to: '-24h',
  },
  {
    rule: 'osm-mesh-config-bad-duration',
    why: 'has no unit',
    at: '/spec/traffic/inboundExternalAuthorization/timeout',
    to: '5',
  },
  {
    rule: 'osm-mesh-config-bad-cidr',
    why: 'has a prefix of 33',
    at: '/spec/traffic/outboundIPRangeExclusionList',
    to: ['10.0.0.0/33'],
    shown: '/spec/traffic/outboundIPRangeExclusionList/0',
  },
  {
    rule: 'osm-mesh-config-out-of-bounds',
    why: 'is a port that cannot be',
    at: '/spec/traffic/outboundPortExclusionList',
    to: [70000],
    shown: '/spec/traffic/outboundPortExclusionList/0',
  },
  {
    rule: 'osm-mesh-config-unserved-version',
    why: 'is one of 1.1',
    refused: true,
    at: '/apiVersion',
    to: 'config.openservicemesh.io/v1alpha2',
    before: '1.1',
  },
  {
    rule: 'osm-mesh-config-unserved-version',
    why: 'was never released',
    refused: true,
    at: '/apiVersion',
    to: 'config.openservicemesh.io/v1alpha3',
  },
  {
    rule: 'osm-mesh-config-outgrown-certificate',
    severity: 'warning',
    why: 'is missing, as in one that 0.9 made',
    at: '/spec/certificate/certKeyBitSize',
    to: undefined,
    shown: '/spec/certificate/certKeyBitSize',
    since: '0.10',
  },
  {
    rule: 'osm-mesh-config-key-size',
    severity: 'warning',
    why: 'is too small',
    at: '/spec/certificate/certKeyBitSize',
    to: 1024,
    since: '0.10',
  },
  {
    rule: 'osm-mesh-config-negative-connection-limit',
    why: 'is negative',
    at: '/spec/sidecar/maxDataPlaneConnections',
    to: -1,
    before: '1.2',
  },
  {
    rule: 'osm-mesh-config-tls-range',
    why: 'is above the highest version',
    at: '/spec/sidecar',
    to: { tlsMinProtocolVersion: 'TLSv1_3', tlsMaxProtocolVersion: 'TLSv1_2' },
    shown: '/spec/sidecar/tlsM*',
    since: '1.1',
  },
  {
    rule: 'osm-mesh-config-wrong-release',
    severity: 'warning',
    why: 'was removed in 1.0',
    at: '/spec/traffic/useHTTPSIngress',
    to: true,
    since: '1.0',
  },
  {
    rule: 'osm-mesh-config-wrong-release',
    severity: 'warning',
    why: 'is of 1.1',
    at: '/spec/traffic/outboundIPRangeInclusionList',
    to: ['10.0.0.0/8'],
    before: '1.1',
  },
  {
    rule: 'osm-mesh-config-external-authorization-incomplete',
    why: 'is missing',
    at: '/spec/traffic/inboundExternalAuthorization/address',
    to: undefined,
    shown: '/spec/traffic/inboundExternalAuthorization/address',
  },
  {
    rule: 'osm-mesh-config-external-authorization-service-missing',
    why: 'names no Service',
    at: '/spec/traffic/inboundExternalAuthorization/address',
    to: 'opa.default.svc.cluster.local',
  },
  {
    rule: 'osm-mesh-config-tracing-service-missing',
    severity: 'warning',
    why: 'names no Service',
    at: '/spec/observability/tracing/address',
    to: 'jaeger.tracing.svc.cluster.local',
  },
  {
    rule: 'osm-egress-policy-off',
    severity: 'warning',
    why: 'is off while Egresses exist',
    at: '/spec/featureFlags/enableEgressPolicy',
    to: false,
  },
  {
    rule: 'osm-ingress-backend-policy-off',
    severity: 'warning',
    why: 'is off while IngressBackends exist',
    at: '/spec/featureFlags/enableIngressBackendPolicy',
    to: false,
    since: '0.10',
    before: '1.0',
  },
  {
    rule: 'osm-retry-policy-off',
    severity: 'warning',
    why: 'is off while Retries exist',
    at: '/spec/featureFlags/enableRetryPolicy',
    to: false,
    since: '1.1',
  },
];

const withoutPolicies: Change = all(removed('TrafficTarget *'), removed('TrafficSplit *'));

/** A key of the ConfigMap of 0.8, and a value that OSM does not take. */
const KEYS: readonly (readonly [key: string, value: string])[] = [
  ['egress', 'yes'],
  ['permissive_traffic_policy_mode', 'ture'],
  ['outbound_ip_range_exclusion_list', '10.0.0.0/32,1.1.1.1'],
  ['envoy_log_level', 'verbose'],
  ['service_cert_validity_duration', '1d'],
  ['tracing_port', '94110'],
];

const KEY_FAULTS = KEYS.map(
  ([key, value]): Fault => ({
    before: '0.9',
    name: `${key} of osm-config is ${value}`,
    change: set(CONFIG, `/data/${key}`, value),
    finding: `error osm-config-map-bad-value ${CONFIG} /data/${key}`,
  }),
);

export const MESH_CONFIG: readonly Fault[] = [
  {
    name: 'The MeshConfig was deleted',
    since: '0.9',
    change: removed(MESH),
    finding: 'error osm-mesh-config-missing apps/Deployment {osm}/osm-controller /metadata/name',
  },
  {
    name: 'The MeshConfig has another name',
    since: '0.9',
    change: set(MESH, '/metadata/name', 'osm-meshconfig'),
    finding: 'error osm-mesh-config-missing apps/Deployment {osm}/osm-controller /metadata/name',
  },
  {
    name: 'A second MeshConfig stands in another namespace',
    since: '1.1',
    change: added(() => [
      live(
        'config.openservicemesh.io/v1alpha2',
        'MeshConfig',
        { name: 'osm-mesh-config', namespace: 'bookstore' },
        {
          spec: { traffic: { enableEgress: true } },
        },
      ),
    ]),
    finding:
      'warning osm-mesh-config-inert config.openservicemesh.io/MeshConfig bookstore/osm-mesh-config /metadata/namespace',
  },
  ...SETTINGS.map(settingFault),
  {
    name: 'Nothing is allowed: no TrafficTarget in strict mode',
    since: '0.9',
    change: withoutPolicies,
    finding: `warning smi-traffic-target-none config.openservicemesh.io/${MESH} /spec/traffic/enablePermissiveTrafficPolicyMode`,
  },
  {
    name: 'Nothing is allowed: no TrafficTarget in strict mode of 0.8',
    before: '0.9',
    change: withoutPolicies,
    finding: `warning smi-traffic-target-none ${CONFIG} /data/permissive_traffic_policy_mode`,
  },
  {
    name: 'The ConfigMap osm-config was deleted',
    before: '0.9',
    change: removed(CONFIG),
    finding: 'error osm-config-map-missing apps/Deployment {osm}/osm-controller /metadata/name',
  },
  ...KEY_FAULTS,
  {
    name: 'The ConfigMap osm-config lacks a key',
    before: '0.9',
    change: changed(CONFIG, (config) => {
      const { egress: _, ...data } = objectAt(config, 'data');
      return { ...config, data };
    }),
    finding: `warning osm-config-map-missing-key ${CONFIG} /data`,
  },
];
