import { describe, expect, test } from 'vitest';
import { factsOf, plain, textAtPlace } from '../facts.js';

function meshConfig(mesh: string, name = 'istio'): string {
  return `apiVersion: v1
kind: ConfigMap
metadata: { name: ${name}, namespace: istio-system }
data: { mesh: '${mesh}' }
---
`;
}

function telemetry(spec: string, metadata = 'name: own, namespace: shop'): string {
  return `apiVersion: telemetry.istio.io/v1
kind: Telemetry
metadata: { ${metadata} }
spec: ${spec}
---
`;
}

const OTEL = '{ extensionProviders: [{ name: otel, opentelemetry: { service: a.b, port: 1 } }] }';
const TRACES = '{ tracing: [{ providers: [{ name: otel }] }] }';
const LOGS = '{ accessLogging: [{ providers: [{ name: otel }] }] }';

describe('a provider', () => {
  test.each([
    ['of the mesh configuration', meshConfig(OTEL) + telemetry(TRACES), { known: true, fits: true }],
    ['for another use', meshConfig(OTEL) + telemetry(LOGS), { known: true, fits: false }],
    ['that is not there', meshConfig('{}') + telemetry(TRACES), { known: false, fits: true }],
    ['without mesh configuration', telemetry(TRACES), { known: 'unknown ConfigMap' }],
    ['in a mesh configuration that is no YAML', meshConfig('a: [') + telemetry(TRACES), { known: true }],
    [
      'of another revision',
      meshConfig(OTEL) +
        meshConfig('{}', 'istio-next') +
        telemetry(TRACES, 'name: own, namespace: shop, labels: { istio.io/rev: next }'),
      { known: false },
    ],
    [
      'that is built in',
      meshConfig('{}') + telemetry(LOGS.replace('otel', 'envoy')),
      { known: true, fits: true },
    ],
  ])('%s', (_, yaml, expected) => {
    const [found] = factsOf('IstioPolicyProvider', yaml);
    expect(found && plain(found)).toMatchObject(expected);
    expect(found && textAtPlace(found, '/known')).toMatch(/^(otel|envoy)$/);
  });

  test('that is filled in later is none', () => {
    expect(factsOf('IstioPolicyProvider', telemetry(TRACES.replace('otel', '"$(OTEL)"')))).toEqual([]);
  });
});

describe('access logs without provider', () => {
  const UNNAMED = '{ accessLogging: [{}] }';
  const ENVOY = '{ accessLogging: [{ providers: [{ name: envoy }] }] }';

  test.each([
    ['go nowhere', meshConfig('{}') + telemetry(UNNAMED), false],
    [
      'go to the default',
      meshConfig('{ defaultProviders: { accessLogging: [envoy] } }') + telemetry(UNNAMED),
      true,
    ],
    [
      'go where those of the mesh go',
      telemetry(UNNAMED) + telemetry(ENVOY, 'name: all, namespace: istio-system'),
      true,
    ],
    [
      'do not go where those of another namespace go',
      meshConfig('{}') + telemetry(UNNAMED) + telemetry(ENVOY, 'name: all, namespace: depot'),
      false,
    ],
    ['go nobody knows where', telemetry(UNNAMED), 'unknown ConfigMap'],
  ])('%s', (_, yaml, hasDefault) => {
    const found = factsOf('IstioPolicyProvider', yaml).map((each) => plain(each).hasDefault);
    expect(found.filter((each) => each !== undefined)).toEqual([hasDefault]);
  });
});
