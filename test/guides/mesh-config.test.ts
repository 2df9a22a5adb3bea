import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { parseConfiguration } from '../../src/input/configuration.js';
import { isObject, type Json, type JsonObject } from '../../src/input/json.js';
import { controlPlane, documents } from '../traps/trap.js';
import { findingsIn, verdicts } from '../verdicts.js';

const read = (file: string) => readFileSync(join(import.meta.dirname, file), 'utf8');

const MESH_CONFIG_2021 = read('mesh-config-2021.yaml');
const MESH_CONFIG_011 = read('mesh-config-0.11.yaml');

describe('the MeshConfig that both troubleshooting pages and the onboarding page show', () => {
  it.each(['0.9.1', '0.9.2'])('is whole in %s, of which it is', async (version) => {
    const told = { mesh: { osm: version } };
    expect(await verdicts(documents(controlPlane(version, 'kube-system'), MESH_CONFIG_2021), told)).toEqual(
      [],
    );
  });

  it('is in 0.11 one that was carried over an upgrade', async () => {
    expect(await verdicts(documents(controlPlane('0.11.1', 'kube-system'), MESH_CONFIG_011))).toEqual([
      '19 osm-mesh-config-outgrown-certificate',
    ]);
  });

  it('does not go into a repository for 0.11 as it is', async () => {
    const manifest = MESH_CONFIG_011.replaceAll(/^ {2}(?:creation|generation|resource|uid).*\n/gm, '');
    expect(await verdicts(manifest, { mesh: { osm: '0.11.1' } })).toEqual([
      '7 osm-mesh-config-missing-field',
    ]);
  });

  it('has what AKS installs, so nothing in it counts as changed', async () => {
    const findings = await findingsIn(documents(controlPlane('0.9.1', 'kube-system'), MESH_CONFIG_2021));
    expect(findings.filter(({ rule }) => rule.id === 'osm-mesh-config-drift')).toEqual([]);
  });
});

/** A row of the table of values: the field, its default as the page states it, and the command that sets it. */
interface Row {
  readonly field: string;
  readonly usual: Json;
  readonly command: string;
}

function rowsOf(file: string): readonly Row[] {
  const lines = read(file).trim().split('\n');
  return lines.map((line) => {
    const [field = '', usual = '', command = ''] = line.split(' | ');
    return { field, usual: JSON.parse(usual), command };
  });
}

/** The words that a shell makes of a command; undefined where it would wait for the end of a quotation. */
function wordsOf(command: string): readonly string[] | undefined {
  if (command.split("'").length % 2 === 0) return undefined;
  return Array.from(command.matchAll(/(?:[^\s']|'[^']*')+/g), ([word]) => word.replaceAll("'", ''));
}

/** The patch of a command, or what keeps it from being one. */
function patchIn(command: string): JsonObject | 'an open quotation' | 'no JSON' {
  const words = wordsOf(command);
  if (words === undefined) return 'an open quotation';
  try {
    return JSON.parse(words[words.indexOf('-p') + 1] ?? '');
  } catch {
    return 'no JSON';
  }
}

/** A JSON merge patch, as `kubectl patch --type=merge` applies it. */
function merged(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const base = isObject(target) ? target : {};
  const changed = Object.entries(patch).map(([key, value]) => [key, merged(base[key], value)] as const);
  return Object.fromEntries(Object.entries({ ...base, ...Object.fromEntries(changed) }).filter(isKept));
}

function isKept([, value]: readonly [string, Json]): boolean {
  return value !== null;
}

/** The errors and warnings on a MeshConfig after a patch: the rule, and the text at which it points. */
async function afterPatch({ meshConfig, version }: Page, patch: Json): Promise<readonly string[]> {
  const [document] = parseConfiguration({ name: 'mesh-config.yaml', text: meshConfig }).documents;
  const text = JSON.stringify(merged(document?.value, patch), undefined, 1);
  const input = documents(controlPlane(version, 'kube-system'), text);
  const found = await findingsIn(input);
  return found
    .filter(({ severity }) => severity !== 'note')
    .map(({ rule, location }) => `${rule.id}: ${lineOf(input, location.range.start.line)}`);
}

function lineOf(input: string, line: number): string | undefined {
  return input.split('\n')[line - 1]?.trim().replace(/,$/, '');
}

/** A page of the documentation, what its commands bring about, and what its defaults would. Other rows do no harm. */
interface Page {
  readonly page: string;
  readonly rows: readonly Row[];
  readonly meshConfig: string;
  readonly version: string;
  readonly commands: Readonly<Record<string, readonly string[]>>;
  readonly defaults: Readonly<Record<string, readonly string[]>>;
}

const flag = (name: string, value: string) => [`osm-mesh-config-wrong-type: "enable${name}": "${value}"`];

const FLAGS = {
  'spec.featureFlags.enableWASMStats': flag('WASMStats', 'true'),
  'spec.featureFlags.enableEgressPolicy': flag('EgressPolicy', 'true'),
  'spec.featureFlags.enableMulticlusterMode': flag('MulticlusterMode', 'false'),
  'spec.featureFlags.enableSnapshotCacheMode': flag('SnapshotCacheMode', 'false'),
  'spec.featureFlags.enableAsyncProxyServiceMapping': flag('AsyncProxyServiceMapping', 'false'),
  'spec.featureFlags.enableIngressBackendPolicy': flag('IngressBackendPolicy', 'true'),
  'spec.featureFlags.enableEnvoyActiveHealthChecks': flag('EnvoyActiveHealthChecks', 'false'),
};

const NO_NUMBER = ['osm-mesh-config-wrong-type: "maxDataPlaneConnections": "error"'];

const PAGES: readonly Page[] = [
  {
    page: 'of 2021, on 0.9',
    rows: rowsOf('patches-2021.txt'),
    meshConfig: MESH_CONFIG_2021,
    version: '0.9.2',
    commands: {
      'spec.traffic.outboundPortExclusionList': ['no JSON'],
      'spec.traffic.outboundIPRangeExclusionList': [
        'osm-mesh-config-wrong-type: "outboundIPRangeExclusionList": "10.0.0.0/32,1.1.1.1/24"',
      ],
      'spec.observability.enableDebugServer': [
        'osm-mesh-config-unknown-key: "serviceCertValidityDuration": true',
      ],
      'spec.observability.tracing.address': ['an open quotation'],
      'spec.sidecar.maxDataPlaneConnections': NO_NUMBER,
      'spec.sidecar.configResyncInterval': ['osm-mesh-config-short-resync: "configResyncInterval": "30s"'],
    },
    defaults: {
      'spec.observability.tracing.enable': [
        'osm-mesh-config-wrong-type: "enable": "jaeger.osm-system.svc.cluster.local"',
      ],
      'spec.observability.tracing.endpoint': ['osm-mesh-config-wrong-type: "endpoint": false'],
    },
  },
  {
    page: 'of 0.11',
    rows: rowsOf('patches-0.11.txt'),
    meshConfig: MESH_CONFIG_011.replace('24h', '24h\n    certKeyBitSize: 2048'),
    version: '0.11.1',
    commands: {
      ...FLAGS,
      'spec.traffic.outboundIPRangeExclusionList': ['osm-mesh-config-cidr-host-bits: "1.1.1.1/24"'],
      'spec.observability.tracing.endpoint': ['an open quotation'],
      'spec.observability.tracing.osmLogLevel': ['osm-mesh-config-unknown-key: "osmLogLevel": "info"'],
      'spec.sidecar.maxDataPlaneConnections': NO_NUMBER,
    },
    defaults: {
      ...FLAGS,
      'spec.traffic.出站端口排除列表': ['osm-mesh-config-unknown-key: "出站端口排除列表": []'],
      'spec.certificate.serviceCert有效期时长': [
        'osm-mesh-config-unknown-key: "serviceCert有效期时长": "24h"',
      ],
      'spec.observability.tracing.osmLogLevel': ['osm-mesh-config-unknown-key: "osmLogLevel": "info"'],
    },
  },
];

describe.each(PAGES)('the table of values $page', (page) => {
  const { rows, commands, defaults } = page;

  it('has the rows of which something is told', () => {
    const fields = rows.map(({ field }) => field);
    expect(
      [...Object.keys(commands), ...Object.keys(defaults)].filter((one) => !fields.includes(one)),
    ).toEqual([]);
    expect(fields.length).toBeGreaterThan(16);
  });

  it.each(rows)('the command for $field', async ({ field, command }) => {
    const patch = patchIn(command);
    const told = typeof patch === 'string' ? [patch] : await afterPatch(page, patch);
    expect(told).toEqual(commands[field] ?? []);
  });

  it.each(rows)('the default of $field, written there', async ({ field, usual }) => {
    const patch = field.split('.').reduceRight<Json>((value, key) => ({ [key]: value }), usual);
    expect(await afterPatch(page, patch)).toEqual(defaults[field] ?? []);
  });
});

test.each([
  ['a stray quotation mark', "kubectl patch -p '{}' --type=merge' --type=merge", 'an open quotation'],
  ['two values', `kubectl patch -p '{"a":1,2}' --type=merge`, 'no JSON'],
  ['a patch', `kubectl patch meshconfig x -p '{"a": [1]}'  --type=merge`, { a: [1] }],
])('a command with %s', (_, command, expected) => {
  expect(patchIn(command)).toEqual(expected);
});

const CONFIG_MAP = `apiVersion: v1
kind: ConfigMap
metadata: { name: osm-config, namespace: kube-system, uid: c1 }
data:
  egress: "true"
  enable_debug_server: "true"
  enable_privileged_init_container: "false"
  envoy_log_level: error
  permissive_traffic_policy_mode: "true"
  prometheus_scraping: "false"
  service_cert_validity_duration: 24h
  use_https_ingress: "false"`;

test.each([
  ['2m', []],
  ['15s', ['21 osm-config-map-short-resync']],
])('the ConfigMap of 0.8 after the patch of config_resync_interval to %s', async (interval, expected) => {
  const input = documents(
    controlPlane('0.8.2', 'kube-system'),
    `${CONFIG_MAP}\n  config_resync_interval: ${interval}`,
  );
  expect(await verdicts(input)).toEqual(expected);
});
