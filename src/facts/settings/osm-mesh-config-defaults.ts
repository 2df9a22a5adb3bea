import type { Json } from '../../input/json.js';
import { isLineAtLeast } from '../release.js';

/** What decides the MeshConfig that a fresh installation writes. */
export interface Installation {
  readonly line: string;
  readonly flavor: string;
}

/** A setting of which every installation of a line and flavor writes the same value. */
export interface Setting {
  readonly field: readonly string[];
  /** What OSM takes where the field is absent. */
  readonly absent: Json;
  /** Undefined: not known for this installation, or of no effect in it. */
  readonly installed: (installation: Installation) => Json | undefined;
}

/**
 * The settings whose defaults are known, in the order of what they change. Images, lists and tracing.address differ from
 * cluster to cluster without being changed by anyone; AKS of 1.0 and 1.1 is not documented.
 */
export const SETTINGS: readonly Setting[] = [
  setting('traffic.enableEgress', false, ({ line, flavor }) => {
    if (isLineAtLeast(line, '1.2')) return flavor === 'arc' ? undefined : true;
    return flavor === 'aks' ? (isLineAtLeast(line, '1.0') ? undefined : true) : false;
  }),
  setting('traffic.enablePermissiveTrafficPolicyMode', false, ({ line, flavor }) => {
    if (flavor === 'arc' || isLineAtLeast(line, '1.2')) return true;
    return flavor === 'aks' ? (isLineAtLeast(line, '1.0') ? undefined : true) : false;
  }),
  setting('traffic.useHTTPSIngress', false, ({ line }) => (isLineAtLeast(line, '1.0') ? undefined : false)),
  setting('traffic.inboundExternalAuthorization.enable', false, () => false),
  setting('observability.enableDebugServer', false, ({ line, flavor }) =>
    flavor === 'aks' ? (isLineAtLeast(line, '1.0') ? undefined : true) : false,
  ),
  setting('observability.osmLogLevel', 'info', () => 'info'),
  setting('observability.tracing.enable', false, () => false),
  setting('featureFlags.enableWASMStats', false, ({ line }) =>
    isLineAtLeast(line, '0.10') ? true : undefined,
  ),
  setting('featureFlags.enableEgressPolicy', false, () => true),
  setting('featureFlags.enableMulticlusterMode', false, since('0.10', false)),
  setting('featureFlags.enableSnapshotCacheMode', false, since('0.10', false)),
  setting('featureFlags.enableIngressBackendPolicy', false, ({ line, flavor }) =>
    flavor === 'upstream' && isLineAtLeast(line, '0.10') && !isLineAtLeast(line, '1.0') ? true : undefined,
  ),
  setting('featureFlags.enableEnvoyActiveHealthChecks', false, since('0.10', false)),
  setting('featureFlags.enableRetryPolicy', false, since('1.1', false)),
  setting('sidecar.enablePrivilegedInitContainer', false, () => false),
  setting('sidecar.logLevel', 'error', () => 'error'),
  setting('sidecar.maxDataPlaneConnections', 0, () => 0),
  setting('sidecar.configResyncInterval', '0s', () => '0s'),
  setting('sidecar.localProxyMode', 'Localhost', since('1.1', 'Localhost')),
  setting('sidecar.tlsMinProtocolVersion', 'TLSv1_2', since('1.1', 'TLSv1_2')),
  setting('sidecar.tlsMaxProtocolVersion', 'TLSv1_3', since('1.1', 'TLSv1_3')),
  setting('certificate.serviceCertValidityDuration', '24h', () => '24h'),
  setting('certificate.certKeyBitSize', 2048, since('0.10', 2048)),
];

/** Whether two values set the same: durations and log levels may be written in several ways. */
export function isSameSetting(one: Json, other: Json): boolean {
  return normal(one) === normal(other);
}

/** Whether OSM can take the value at all. One that it cannot take changes nothing, and is a mistake of its own. */
export function isReadable(written: Json, usual: Json): boolean {
  return (
    typeof written === typeof usual && (secondsOf(usual) === undefined || secondsOf(written) !== undefined)
  );
}

function setting(field: string, absent: Json, installed: Setting['installed']): Setting {
  return { field: ['spec', ...field.split('.')], absent, installed };
}

function since(least: string, value: Json): Setting['installed'] {
  return ({ line }) => (isLineAtLeast(line, least) ? value : undefined);
}

const UNITS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001 };

function normal(value: Json): Json {
  return secondsOf(value) ?? (typeof value === 'string' ? value.toLowerCase() : value);
}

/** The seconds of a duration; no text is none. */
function secondsOf(value: Json): number | undefined {
  if (value === '' || value === '0') return 0;
  const parts = [...String(value).matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== value) return undefined;
  return parts.reduce((sum, [, amount, unit = '']) => sum + Number(amount) * (UNITS[unit] ?? 0), 0);
}
