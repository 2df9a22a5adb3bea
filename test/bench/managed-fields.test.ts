import { expect, test } from 'vitest';
import { withManagedFields } from '../../bench/generate/managed-fields.js';
import { at, itemsAt } from '../clusters/objects.js';

const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'shop', labels: { app: 'shop' } },
  spec: { containers: [{ name: 'shop', args: ['-v'], ports: [{ containerPort: 80, protocol: 'TCP' }] }] },
  status: { phase: 'Running' },
};

test('an object tells who wrote which field', () => {
  const entries = itemsAt(withManagedFields(POD, '2023-03-01T10:00:00Z'), 'metadata', 'managedFields');
  expect(entries.map(({ manager, subresource }) => [manager, subresource])).toEqual([
    ['kube-controller-manager', undefined],
    ['Go-http-client', 'status'],
    ['kubelet', 'status'],
  ]);
  expect(at(entries[0], 'fieldsV1')).toEqual({
    'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
    'f:spec': {
      'f:containers': {
        '.': {},
        'k:{"name":"shop"}': {
          '.': {},
          'f:args': {},
          'f:name': {},
          'f:ports': {
            '.': {},
            'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {}, 'f:protocol': {} },
          },
        },
      },
    },
  });
  expect(at(entries[2], 'fieldsV1')).toEqual({ 'f:status': { 'f:phase': {} } });
});
