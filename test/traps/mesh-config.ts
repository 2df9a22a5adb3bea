import { controlPlane, documents, type Trap } from './trap.js';

/** A captured MeshConfig, given its spec. */
function captured(spec: string, namespace = 'osm-system', name = 'osm-mesh-config'): string {
  return `apiVersion: config.openservicemesh.io/v1alpha1
kind: MeshConfig
metadata:
  namespace: ${namespace}
  uid: m-config
  name: ${name}
spec:
${spec}`;
}

/** One of a repository. */
function manifest(spec: string, head = 'apiVersion: config.openservicemesh.io/v1alpha1'): string {
  return `${head}
kind: MeshConfig
metadata: { name: osm-mesh-config, namespace: osm-system }
spec:
${spec}`;
}

const openMesh = (isDebugged: boolean, mark = '') => `
  featureFlags: { enableEgressPolicy: true, enableWASMStats: true }
  observability: { enableDebugServer: ${isDebugged} }
  sidecar: { envoyImage: envoyproxy/envoy:v1.19.1, initContainerImage: openservicemesh/init:v0.11.1 }
  traffic:
    enableEgress: true  ${mark}
    enablePermissiveTrafficPolicyMode: true`;

const configMap = (data: string) => `
apiVersion: v1
kind: ConfigMap
metadata: { name: osm-config, namespace: kube-system, uid: c1 }
data:
  permissive_traffic_policy_mode: "true"
  enable_debug_server: "true"
  prometheus_scraping: "false"
  use_https_ingress: "false"
  enable_privileged_init_container: "false"
  envoy_log_level: error
  service_cert_validity_duration: 24h
${data}`;

const preset = (value: string) => `
apiVersion: v1
kind: ConfigMap
metadata: { name: preset-mesh-config, namespace: osm-system, uid: c2 }
data:
  preset-mesh-config.json: |
    { "sidecar": { "maxDataPlaneConnections": ${value} } }`;

export const MESH_CONFIG_TRAPS: readonly Trap[] = [
  {
    trap: 'The defaults of a MeshConfig depend on the release line and on who installed it',
    naive: 'calls the permissive mode of AKS a change, or takes it for the default of an upstream 0.11',
    cases: [
      {
        what: 'AKS 0.11 is permissive',
        input: documents(controlPlane('0.11.1', 'kube-system'), captured(openMesh(true), 'kube-system')),
      },
      {
        what: 'upstream 1.2 is permissive',
        input: documents(controlPlane('1.2.4'), captured(openMesh(false))),
      },
      {
        what: 'upstream 0.11 is not',
        input: documents(controlPlane('0.11.1'), captured(openMesh(false, '# <- osm-mesh-config-drift'))),
      },
    ],
  },
  {
    trap: 'The enum of sidecar.logLevel lists off without quotes, which makes it false and not a text',
    naive: 'accepts off, which the documentation lists',
    cases: [
      {
        what: 'the text',
        input: manifest('  sidecar:\n    logLevel: "off"  # <- osm-mesh-config-log-level-off'),
      },
      { what: 'the word', input: manifest('  sidecar:\n    logLevel: off  # <- osm-mesh-config-wrong-type') },
      { what: 'another level', input: manifest('  sidecar:\n    logLevel: critical') },
    ],
  },
  {
    trap: 'osmLogLevel takes other words than sidecar.logLevel, and those in any letter case',
    naive: 'judges both by the levels of Envoy',
    cases: [
      { what: 'capitals', input: manifest('  observability:\n    osmLogLevel: INFO') },
      { what: 'a level that Envoy lacks', input: manifest('  observability:\n    osmLogLevel: disabled') },
      {
        what: 'a level that only Envoy has',
        input: manifest('  observability:\n    osmLogLevel: warning  # <- osm-mesh-config-unknown-log-level'),
      },
    ],
  },
  {
    trap: 'In 0.9.0 and 0.9.1 the preset is a second MeshConfig',
    naive: 'calls each MeshConfig of another name inert, or none',
    cases: [
      {
        what: '0.9.1',
        input: documents(
          controlPlane('0.9.1'),
          captured('  traffic: {}', 'osm-system', 'preset-mesh-config'),
        ),
      },
      {
        what: '0.11.1',
        input: documents(
          controlPlane('0.11.1'),
          captured('  traffic: {}', 'osm-system', 'preset-mesh-config  # <- osm-mesh-config-inert'),
        ),
      },
    ],
  },
  {
    trap: 'The preset is copied once: later neither its values nor those of the chart reach the mesh',
    naive: 'judges ConfigMap preset-mesh-config as the configuration',
    cases: [
      { what: 'in the preset', input: documents(controlPlane('1.1.1'), preset('-1')) },
      {
        what: 'in the MeshConfig',
        input: documents(
          controlPlane('1.1.1'),
          captured(
            '  sidecar:\n    maxDataPlaneConnections: -1  # <- osm-mesh-config-negative-connection-limit',
          ),
        ),
      },
    ],
  },
  {
    trap: 'A negative connection limit rejects every proxy up to 1.1, and means no limit from 1.2',
    naive: 'takes it for no limit everywhere, or for an error everywhere',
    cases: [
      {
        what: '1.1',
        input: manifest(
          '  sidecar:\n    maxDataPlaneConnections: -1  # <- osm-mesh-config-negative-connection-limit',
        ),
        told: { mesh: { osm: '1.1.4' } },
      },
      {
        what: '1.2',
        input: manifest('  sidecar: { maxDataPlaneConnections: -1 }'),
        told: { mesh: { osm: '1.2.0' } },
      },
    ],
  },
  {
    trap: 'A key at the wrong place is dropped without a word',
    naive: 'judges the keys that it knows, and sees none here',
    cases: [
      {
        what: 'osmLogLevel below tracing',
        input: manifest(
          '  observability:\n    tracing:\n      osmLogLevel: info  # <- osm-mesh-config-unknown-key',
        ),
      },
      {
        what: 'the validity of certificates below observability',
        input: manifest(
          '  observability:\n    serviceCertValidityDuration: true  # <- osm-mesh-config-unknown-key',
        ),
      },
      {
        what: 'translated keys',
        input: manifest('  traffic:\n    出站端口排除列表: [6379]  # <- osm-mesh-config-unknown-key'),
      },
      { what: 'the right place', input: manifest('  observability: { osmLogLevel: info }') },
    ],
  },
  {
    trap: 'Commas in a text make no list, and true in quotes is no boolean',
    naive: 'accepts what the tables of the documentation show',
    cases: [
      {
        what: 'ranges in one text',
        input: manifest(
          '  traffic:\n    outboundIPRangeExclusionList: 10.0.0.0/32,1.1.1.1/32  # <- osm-mesh-config-wrong-type',
        ),
      },
      {
        what: 'a flag in quotes',
        input: manifest('  featureFlags:\n    enableWASMStats: "true"  # <- osm-mesh-config-wrong-type'),
      },
      {
        what: 'a word for a number',
        input: manifest('  sidecar:\n    maxDataPlaneConnections: error  # <- osm-mesh-config-wrong-type'),
      },
      {
        what: 'list, boolean and number',
        input: manifest(`
  traffic: { outboundIPRangeExclusionList: [10.0.0.0/32, 1.1.1.1/32] }
  featureFlags: { enableWASMStats: yes }
  sidecar: { maxDataPlaneConnections: 0 }`),
      },
    ],
  },
  {
    trap: 'The pattern of IP ranges has no anchor and no limits, so the API server takes ranges that are none',
    naive: 'trusts the schema of the CRD',
    cases: [
      {
        what: 'no octet, no prefix',
        input: manifest(
          '  traffic:\n    outboundIPRangeExclusionList:\n    - 999.1.1.1/99  # <- osm-mesh-config-bad-cidr',
        ),
      },
      {
        what: 'two ranges in one item, which iptables reads',
        input: manifest('  traffic: { outboundIPRangeExclusionList: ["10.0.0.0/8,192.168.0.0/16"] }'),
      },
      {
        what: 'an address inside its range, which works',
        input: manifest(
          '  traffic:\n    outboundIPRangeExclusionList:\n    - 1.1.1.1/24  # <- osm-mesh-config-cidr-host-bits',
        ),
      },
      { what: 'ranges', input: manifest('  traffic: { outboundIPRangeExclusionList: [1.1.1.0/24] }') },
    ],
  },
  {
    trap: 'The least resync interval is one minute up to 0.11.0 and half a minute from 0.11.1',
    naive: 'accepts each duration',
    cases: [
      {
        what: '0.11.0',
        input: manifest('  sidecar:\n    configResyncInterval: 30s  # <- osm-mesh-config-short-resync'),
        told: { mesh: { osm: '0.11.0' } },
      },
      {
        what: '0.11.1',
        input: manifest('  sidecar: { configResyncInterval: 30s }'),
        told: { mesh: { osm: '0.11.1' } },
      },
      { what: 'none at all', input: manifest('  sidecar: { configResyncInterval: "0s" }') },
      { what: 'no text, which is none', input: manifest('  sidecar: { configResyncInterval: "" }') },
    ],
  },
  {
    trap: 'Go knows no days, and takes a bare zero',
    naive: 'accepts 1d and refuses 0',
    cases: [
      {
        what: 'a day',
        input: manifest('  sidecar:\n    configResyncInterval: 1d  # <- osm-mesh-config-bad-duration'),
      },
      { what: 'parts and fractions', input: manifest('  sidecar: { configResyncInterval: 1h30m0.5s }') },
      { what: 'a bare zero', input: manifest('  sidecar: { configResyncInterval: "0" }') },
    ],
  },
  {
    trap: 'certKeyBitSize is required from 0.10, and a MeshConfig that 0.9 wrote lacks it and works',
    naive: 'calls the carried-over object refused, or the manifest complete',
    cases: [
      {
        what: 'a manifest for 0.11',
        input: manifest(
          '  certificate:  # <- osm-mesh-config-missing-field\n    serviceCertValidityDuration: 24h',
        ),
        told: { mesh: { osm: '0.11.1' } },
      },
      {
        what: 'carried over to 0.11: only the next write is refused',
        input: documents(
          controlPlane('0.11.1'),
          captured(
            `  sidecar: { initContainerImage: openservicemesh/init:v0.9.1, envoyImage: envoyproxy/envoy-alpine:v1.18.3 }
  certificate:  # <- osm-mesh-config-outgrown-certificate
    serviceCertValidityDuration: 24h`,
          ),
        ),
      },
      {
        what: '0.9',
        input: documents(
          controlPlane('0.9.2'),
          captured('  certificate: { serviceCertValidityDuration: 24h }'),
        ),
      },
    ],
  },
  {
    trap: 'v1alpha2 came with 1.1, v1alpha1 is served on, and v1alpha3 was never released',
    naive: 'takes the highest version for the best',
    cases: [
      {
        what: 'v1alpha3',
        input: manifest(
          '  traffic: {}',
          'apiVersion: config.openservicemesh.io/v1alpha3  # <- osm-mesh-config-unserved-version',
        ),
      },
      {
        what: 'v1alpha2 in 1.0',
        input: manifest(
          '  traffic: {}',
          'apiVersion: config.openservicemesh.io/v1alpha2  # <- osm-mesh-config-unserved-version',
        ),
        told: { mesh: { osm: '1.0.0' } },
      },
      {
        what: 'v1alpha2 in 1.1',
        input: manifest('  traffic: {}', 'apiVersion: config.openservicemesh.io/v1alpha2'),
        told: { mesh: { osm: '1.1.0' } },
      },
      { what: 'v1alpha1 in 1.2', input: manifest('  traffic: {}'), told: { mesh: { osm: '1.2.4' } } },
    ],
  },
  {
    trap: 'useHTTPSIngress is a field up to 0.11, and gone from 1.0',
    naive: 'knows one list of fields',
    cases: [
      {
        what: '0.11',
        input: manifest('  traffic: { useHTTPSIngress: true }'),
        told: { mesh: { osm: '0.11.1' } },
      },
      {
        what: '1.0',
        input: manifest('  traffic:\n    useHTTPSIngress: true  # <- osm-mesh-config-wrong-release'),
        told: { mesh: { osm: '1.0.0' } },
      },
    ],
  },
  {
    trap: 'OSM 0.8 reads booleans as Go does: t and 1 are true, yes is an error that counts as false',
    naive: 'accepts true and false only, or whatever YAML takes for a boolean',
    cases: [
      {
        what: 't and 1',
        input: documents(
          controlPlane('0.8.3', 'kube-system'),
          configMap('  egress: t\n  tracing_enable: "1"'),
        ),
      },
      {
        what: 'yes',
        input: documents(
          controlPlane('0.8.3', 'kube-system'),
          configMap('  tracing_enable: "0"\n  egress: "yes"  # <- osm-config-map-bad-value'),
        ),
      },
    ],
  },
  {
    trap: 'A required key that osm-config lacks blocks updates only, and AKS installs the map without tracing_enable',
    naive: 'calls the control plane of AKS broken',
    cases: [
      {
        what: 'AKS without tracing_enable',
        input: documents(controlPlane('0.8.3', 'kube-system'), configMap('  egress: "true"')),
      },
      {
        what: 'without egress',
        input: documents(
          controlPlane('0.8.3', 'kube-system'),
          configMap('  tracing_enable: "false"').replace(
            '\ndata:',
            '\ndata:  # <- osm-config-map-missing-key',
          ),
        ),
      },
    ],
  },
  {
    trap: 'OSM 0.8 has no MeshConfig, and later lines read no osm-config',
    naive: 'asks every cluster for osm-mesh-config',
    cases: [
      {
        what: '0.8',
        input: documents(controlPlane('0.8.3', 'kube-system'), configMap('  egress: "true"')),
        told: { complete: ['config.openservicemesh.io/MeshConfig'] },
      },
      {
        what: '0.9',
        input: controlPlane('0.9.2').replace(
          'name: osm-controller\n',
          'name: osm-controller  # <- osm-mesh-config-missing\n',
        ),
        told: { complete: ['config.openservicemesh.io/MeshConfig'] },
      },
    ],
  },
];
