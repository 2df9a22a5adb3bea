import { expect, test } from 'vitest';
import { factsOf, origin, plain } from '../facts.js';

test('the last match of a name wins, in its own group', () => {
  const group = (name: string) => `
apiVersion: specs.smi-spec.io/v1alpha4
kind: HTTPRouteGroup
metadata: { name: ${name}, namespace: shop }
spec: { matches: [{ name: buy }, { pathRegex: /nameless }, { name: list }, { name: buy }] }
`;
  const facts = factsOf('RouteMatch', `${group('one')}---${group('two')}`).slice(0, 3);
  expect(facts.map((match) => [plain(match).name, plain(match).winner, plain(match).last])).toEqual([
    ['buy', false, 3],
    ['list', true, 2],
    ['buy', true, 3],
  ]);
  expect(facts.map((match) => origin(match, '/last'))).toEqual([
    'HTTPRouteGroup one /spec/matches/3/name',
    'HTTPRouteGroup one /spec/matches/2/name',
    'HTTPRouteGroup one /spec/matches/3/name',
  ]);
});
