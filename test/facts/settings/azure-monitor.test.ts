import { expect, test } from 'vitest';
import { factsOf, plain, textAtPlace } from '../facts.js';

const TABLE = '[osm_metric_collection_configuration.settings]';

/** The settings as a block of a ConfigMap. */
function settings(...lines: readonly string[]): string {
  const text = lines.map((line) => `    ${line}`).join('\n');
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: container-azm-ms-osmconfig, namespace: kube-system }\ndata:\n  osm-metric-collection-configuration: |\n${text}\n`;
}

test.each([
  ['no quotes', [TABLE, 'monitor_namespaces = [shop]'], 'its settings are no TOML: invalid value', 's'],
  [
    'a text',
    [TABLE, '  monitor_namespaces = "shop"'],
    'monitor_namespaces is no list',
    'monitor_namespaces = "shop"',
  ],
  [
    'an empty list',
    [TABLE, 'monitor_namespaces = []'],
    'the list monitor_namespaces is empty',
    'monitor_namespaces = []',
  ],
  [
    'a number among them',
    [TABLE, 'monitor_namespaces = ["shop", 7]'],
    '7 in the list monitor_namespaces is no text',
    'monitor_namespaces = ["shop", 7]',
  ],
  [
    'no list',
    [TABLE],
    'it does not set osm_metric_collection_configuration.settings.monitor_namespaces',
    '|',
  ],
])('%s', (_, lines, fault, text) => {
  const [fact] = factsOf('AzureMonitorConfig', settings(...lines));
  expect(fact && plain(fact)).toEqual({ fault, namespaces: [] });
  expect(fact && textAtPlace(fact, '/fault')).toBe(text);
});

test('a line that stands twice is found where it counts', () => {
  const lines = ['# settings', '[other]', 'x = 1', TABLE, 'monitor_namespaces = [', '  "shop",', ']'];
  const [fact] = factsOf('AzureMonitorConfig', settings(...lines));
  expect(fact && textAtPlace(fact, '/namespaces/0/name')).toBe('shop');
});

test('settings that somebody hid are no fact', () => {
  expect(factsOf('AzureMonitorConfig', settings('***HIDDEN***'))).toEqual([]);
});
