import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deriveFacts } from '../../src/facts/derive.js';
import { buildGraph } from '../../src/graph/build.js';
import { isObject, type Json, type JsonObject } from '../../src/input/json.js';
import { parseSources } from '../../src/input/read.js';
import { loadRuleSet } from '../../src/rule-set.js';
import { evaluate } from '../../src/rules/evaluate.js';

const { rules } = await loadRuleSet([], join(import.meta.dirname, '../..'));
const RULES = rules.filter(({ rule }) => /^osm-(mesh-config|config-map)-/.test(rule.id));

/** A verdict: the rule, without its prefix, and the line that it points at. */
type Verdict = readonly [rule: string, line: string];

const OSM_09 = {
  certificate: { serviceCertValidityDuration: '24h' },
  featureFlags: { enableEgressPolicy: true, enableMulticlusterMode: false, enableWASMStats: true },
  observability: {
    enableDebugServer: true,
    osmLogLevel: 'info',
    tracing: {
      address: 'jaeger.osm-system.svc.cluster.local',
      enable: false,
      endpoint: '/api/v2/spans',
      port: 9411,
    },
  },
  sidecar: {
    configResyncInterval: '0s',
    enablePrivilegedInitContainer: false,
    envoyImage: 'mcr.microsoft.com/oss/envoyproxy/envoy:v1.18.3',
    initContainerImage: 'mcr.microsoft.com/oss/openservicemesh/init:v0.9.1',
    logLevel: 'error',
    maxDataPlaneConnections: 0,
    resources: {},
  },
  traffic: {
    enableEgress: true,
    enablePermissiveTrafficPolicyMode: true,
    inboundExternalAuthorization: {
      enable: false,
      failureModeAllow: false,
      statPrefix: 'inboundExtAuthz',
      timeout: '1s',
    },
    useHTTPSIngress: false,
  },
};
const OSM_011 = { ...OSM_09, certificate: { serviceCertValidityDuration: '24h', certKeyBitSize: 2048 } };

/** The verdicts on the MeshConfig of a cluster after `kubectl patch --type=merge` with a patch of its spec. */
function afterPatch(spec: JsonObject, patch: JsonObject, osm: string): readonly Verdict[] {
  const meshConfig = {
    apiVersion: 'config.openservicemesh.io/v1alpha1',
    kind: 'MeshConfig',
    metadata: { name: 'osm-mesh-config', namespace: 'kube-system', uid: '6c4d67f3' },
    spec: merged(spec, patch),
  };
  return verdicts(JSON.stringify(meshConfig, null, 2), osm);
}

function verdicts(text: string, osm: string): readonly Verdict[] {
  const input = parseSources([{ name: 'osm.yaml', text }]);
  const { findings, problems } = evaluate(RULES, deriveFacts(buildGraph(input)), { osm });
  expect(problems).toEqual([]);
  return findings.map(({ rule, location }) => [
    rule.id.replace('osm-mesh-config-', ''),
    (text.split('\n')[location.range.start.line - 1] ?? '').trim().replace(/,$/, ''),
  ]);
}

function merged(target: Json, patch: Json): Json {
  if (!isObject(target) || !isObject(patch)) return patch;
  const keys = new Set([...Object.keys(target), ...Object.keys(patch)]);
  return Object.fromEntries(
    [...keys].map((key) => [
      key,
      key in patch ? merged(target[key] ?? null, patch[key] ?? null) : (target[key] ?? null),
    ]),
  );
}

describe('the patches of the AKS page of 2021, for OSM 0.9', () => {
  it.each<[JsonObject, readonly Verdict[]]>([
    [{}, []],
    [{ traffic: { enableEgress: true } }, []],
    [{ traffic: { enablePermissiveTrafficPolicyMode: true } }, []],
    [{ traffic: { useHTTPSIngress: true } }, []],
    [
      { traffic: { outboundPortExclusionList: '6379,8080' } },
      [['wrong-type', '"outboundPortExclusionList": "6379,8080"']],
    ],
    [
      { traffic: { outboundIPRangeExclusionList: '10.0.0.0/32,1.1.1.1/24' } },
      [['wrong-type', '"outboundIPRangeExclusionList": "10.0.0.0/32,1.1.1.1/24"']],
    ],
    [{ certificate: { serviceCertValidityDuration: '24h' } }, []],
    [
      { observability: { serviceCertValidityDuration: true } },
      [['unknown-key', '"serviceCertValidityDuration": true']],
    ],
    [{ observability: { tracing: { address: 'jaeger.osm-system.svc.cluster.local' } } }, []],
    [{ observability: { tracing: { endpoint: '/api/v2/spans' } } }, []],
    [{ observability: { tracing: { enable: true } } }, []],
    [{ observability: { tracing: { port: 9411 } } }, []],
    [{ sidecar: { enablePrivilegedInitContainer: true } }, []],
    [{ sidecar: { logLevel: 'error' } }, []],
    [
      { sidecar: { maxDataPlaneConnections: 'error' } },
      [['wrong-type', '"maxDataPlaneConnections": "error"']],
    ],
    [{ sidecar: { envoyImage: 'envoyproxy/envoy-alpine:v1.17.2' } }, []],
    [{ sidecar: { initContainerImage: 'openservicemesh/init:v0.9.2' } }, []],
    [{ sidecar: { configResyncInterval: '30s' } }, [['short-resync', '"configResyncInterval": "30s"']]],
  ])('%j', (patch, expected) => {
    expect(afterPatch(OSM_09, patch, '0.9.2')).toEqual(expected);
  });

  it.each<[string, JsonObject, readonly Verdict[]]>([
    [
      'enable',
      { enable: 'jaeger.osm-system.svc.cluster.local' },
      [['wrong-type', '"enable": "jaeger.osm-system.svc.cluster.local"']],
    ],
    ['address', { address: '/api/v2/spans' }, []],
    ['endpoint', { endpoint: false }, [['wrong-type', '"endpoint": false']]],
  ])('the rotated default of tracing.%s, taken for a value', (_, tracing, expected) => {
    expect(afterPatch(OSM_09, { observability: { tracing } }, '0.9.2')).toEqual(expected);
  });
});

describe('the patches of the Azure China page, for OSM 0.11', () => {
  it.each<[JsonObject, readonly Verdict[]]>([
    [{}, []],
    [{ traffic: { useHTTPSIngress: true } }, []],
    [{ traffic: { outboundPortExclusionList: [6379, 8080] } }, []],
    [
      { traffic: { outboundIPRangeExclusionList: ['10.0.0.0/32', '1.1.1.1/24'] } },
      [['cidr-host-bits', '"1.1.1.1/24"']],
    ],
    [{ traffic: { inboundPortExclusionList: [6379, 8080] } }, []],
    [{ certificate: { serviceCertValidityDuration: '24h' } }, []],
    [{ observability: { enableDebugServer: true } }, []],
    [{ observability: { tracing: { address: 'jaeger.kube-system.svc.cluster.local' } } }, []],
    [{ observability: { tracing: { osmLogLevel: 'info' } } }, [['unknown-key', '"osmLogLevel": "info"']]],
    [
      { sidecar: { maxDataPlaneConnections: 'error' } },
      [['wrong-type', '"maxDataPlaneConnections": "error"']],
    ],
    [{ sidecar: { envoyImage: 'mcr.azk8s.cn/oss/envoyproxy/envoy:v1.19.1' } }, []],
    [{ sidecar: { configResyncInterval: '30s' } }, []],
    [{ featureFlags: { enableWASMStats: 'true' } }, [['wrong-type', '"enableWASMStats": "true"']]],
    [{ featureFlags: { enableEgressPolicy: 'true' } }, [['wrong-type', '"enableEgressPolicy": "true"']]],
    [
      { featureFlags: { enableMulticlusterMode: 'false' } },
      [['wrong-type', '"enableMulticlusterMode": "false"']],
    ],
    [
      { featureFlags: { enableSnapshotCacheMode: 'false' } },
      [['wrong-type', '"enableSnapshotCacheMode": "false"']],
    ],
    [
      { featureFlags: { enableAsyncProxyServiceMapping: 'false' } },
      [['wrong-type', '"enableAsyncProxyServiceMapping": "false"']],
    ],
    [
      { featureFlags: { enableIngressBackendPolicy: 'true' } },
      [['wrong-type', '"enableIngressBackendPolicy": "true"']],
    ],
    [
      { featureFlags: { enableEnvoyActiveHealthChecks: 'false' } },
      [['wrong-type', '"enableEnvoyActiveHealthChecks": "false"']],
    ],
    [{ traffic: { 出站端口排除列表: [6379] } }, [['unknown-key', '"出站端口排除列表": [']]],
    [{ certificate: { serviceCert有效期时长: '24h' } }, [['unknown-key', '"serviceCert有效期时长": "24h"']]],
  ])('%j', (patch, expected) => {
    expect(afterPatch(OSM_011, patch, '0.11.1')).toEqual(expected);
  });

  it('leaves alone the sample of the page, which is that of 0.9 and was carried over the upgrade, but for its certificate', () => {
    expect(afterPatch(OSM_09, {}, '0.11.1')).toEqual([['outgrown-certificate', '"certificate": {']]);
  });
});

it.each([
  [
    'certificate',
    'serviceCert有效期时长',
    "spec.certificate.serviceCert有效期时长 is not a known key: did you mean 'serviceCertValidityDuration'?",
  ],
  ['traffic', '出站端口排除列表', 'spec.traffic.出站端口排除列表 is not a known key.'],
])('names what is left of a translated key of spec.%s: %s', (section, key, message) => {
  const text = `{ apiVersion: config.openservicemesh.io/v1alpha2, kind: MeshConfig, metadata: { name: osm-mesh-config }, spec: { ${section}: { ${key}: 1 } } }`;
  const { findings } = evaluate(RULES, deriveFacts(buildGraph(parseSources([{ name: 'osm.yaml', text }]))));
  const unknown = findings.filter(({ rule }) => rule.id === 'osm-mesh-config-unknown-key');
  expect(unknown.map((finding) => finding.message)).toEqual([message]);
});

it('tells what belongs to another release', () => {
  const patch = { traffic: { useHTTPSIngress: false } };
  expect(afterPatch(OSM_011, patch, '1.2.4')).toEqual([['wrong-release', '"useHTTPSIngress": false']]);
});

describe('the ConfigMap of OSM 0.8', () => {
  it.each(['2m', '15s'])('takes a resync interval of %s, which nothing validates', (interval) => {
    const map = `
apiVersion: v1
kind: ConfigMap
metadata: { name: osm-config, namespace: kube-system, uid: 7d11 }
data:
  egress: "true"
  enable_debug_server: "true"
  enable_privileged_init_container: "false"
  envoy_log_level: error
  permissive_traffic_policy_mode: "true"
  prometheus_scraping: "false"
  service_cert_validity_duration: 24h
  tracing_enable: "false"
  use_https_ingress: "false"
  config_resync_interval: "${interval}"
`;
    expect(verdicts(map, '0.8.3')).toEqual([]);
  });
});
