import { expect, test } from 'vitest';
import { factsOf, plain } from '../facts.js';

const retry = (name: string, source: string, destinations: readonly string[], namespace = 'shop') => `
apiVersion: policy.openservicemesh.io/v1alpha1
kind: Retry
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  source: { kind: ServiceAccount, name: ${source}, namespace: shop }
  destinations: [${destinations.map((each) => `{ kind: Service, name: ${each}, namespace: shop }`).join()}]
`;

/** Each destination, with the earlier Retries of the same calls. */
const destinations = (...retries: readonly string[]) =>
  factsOf('RetryDestination', retries.join('---')).map((each) => {
    const { retry: name, source, service, earlier } = plain(each);
    return [name, source, service, earlier];
  });

test('each destination of a Retry is a call of its own', () => {
  expect(destinations(retry('a', 'cart', ['orders', 'bank']))).toEqual([
    ['a', 'cart', 'orders', []],
    ['a', 'cart', 'bank', []],
  ]);
});

test('Retries of the same call know the earlier ones', () => {
  const told = destinations(
    retry('a', 'cart', ['orders', 'bank']),
    retry('b', 'cart', ['bank']),
    retry('c', 'web', ['bank']),
  );
  expect(told.filter(([, , service]) => service === 'bank')).toEqual([
    ['a', 'cart', 'bank', []],
    ['b', 'cart', 'bank', ['a']],
    ['c', 'web', 'bank', []],
  ]);
});

test('two files of one Retry are no repetition', () => {
  expect(destinations(retry('a', 'cart', ['bank']), retry('a', 'cart', ['bank']))).toEqual([
    ['a', 'cart', 'bank', []],
    ['a', 'cart', 'bank', []],
  ]);
});

test('a Retry that leaves its source open is for no call', () => {
  expect(destinations(retry('a', '""', ['bank']))).toEqual([]);
});
