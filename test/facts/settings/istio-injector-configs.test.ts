import { expect, test } from 'vitest';
import { factsOf, plain, textAtPlace } from '../facts.js';

const configMap = (name: string, data: string) => `
apiVersion: v1
kind: ConfigMap
metadata: { name: ${name}, namespace: istio-system, uid: c1 }
data:
${data}
`;
const CONFIG = `
  config: |-
    policy: enabled
    aliases: { gateway: [sidecar] }
    templates:
      sidecar: "spec: {}"
      grpc-agent: "spec: {}"
  values: |-
    { "global": {} }
`;

function configs(name: string, data: string) {
  return factsOf('IstioInjectorConfig', configMap(name, data));
}

test('what the injector is told', () => {
  const [found] = configs('istio-sidecar-injector-asm-1106-2', CONFIG);
  expect(found && plain(found)).toEqual({
    revision: 'asm-1106-2',
    missingKeys: [],
    configReadable: true,
    valuesReadable: true,
    policy: 'enabled',
    templates: ['sidecar', 'grpc-agent'],
    aliases: ['gateway'],
  });
  expect(found && textAtPlace(found, '/policy')).toBe('enabled');
});

test.each([
  ['no values', '  config: "policy: enabled"', { missingKeys: ['values'], configReadable: true }],
  ['values that are no YAML', '  values: "{ \\"a\\": "', { missingKeys: ['config'], valuesReadable: false }],
  [
    'values that are masked',
    '  values: "{{ .Values }}"',
    { valuesReadable: 'unknown ConfigMap istio-system' },
  ],
  ['no policy', '  config: "templates: {}"', { policy: '' }],
  ['a policy that is not read', '  config: "[]"', { configReadable: false, policy: undefined }],
])('a broken one: %s', (_, data, expected) => {
  expect(configs('istio-sidecar-injector', data).map(plain)[0]).toMatchObject(
    Object.fromEntries(Object.entries(expected).filter(([, value]) => value !== undefined)),
  );
});

test('other ConfigMaps are none', () => {
  expect(configs('istio', CONFIG)).toEqual([]);
});
