import fc from 'fast-check';
import { expect, it } from 'vitest';
import { argo, built, flux, scopesIn, services } from './scopes-in.js';

it('keeps the alternatives of the largest fork only, where combining would make too many', () => {
  const clusters = Array.from({ length: 9 }, (_, index) => `clusters/c${index}/a.yaml`);
  const references = clusters.flatMap((_, cluster) =>
    Array.from({ length: 9 }, (__, overlay) => [`clusters/c${cluster}/overlays/o${overlay}/b.yaml`]).flat(),
  );
  const scopes = scopesIn(services(...clusters, ...references));
  expect(scopes.map(({ name }) => name)).toEqual(clusters.map((_, index) => `c${index}`));
});

it('leaves no source out, whatever refers to whatever', () => {
  const folder = fc.constantFrom(
    'a',
    'dev',
    'prod',
    'overlays/x',
    'overlays/y',
    'clusters/dev',
    'clusters/prod',
    'base',
  );
  const folders = fc.array(
    fc.array(folder, { minLength: 1, maxLength: 3 }).map((names) => names.join('/')),
    { minLength: 1, maxLength: 9 },
  );
  const kinds = fc.constantFrom('kustomization', 'flux', 'argo', 'argo elsewhere');
  const links = fc.array(fc.tuple(fc.nat(8), fc.nat(8), kinds), { maxLength: 9 });
  fc.assert(
    fc.property(folders, links, (paths, pairs) => {
      const tree: Record<string, string> = { ...services(...paths.map((path) => `${path}/a.yaml`)) };
      for (const [from, to, kind] of pairs) {
        const [source = 'z', target = 'z'] = [paths[from], paths[to]];
        if (kind === 'kustomization')
          tree[`${source}/kustomization.yaml`] = built(
            'a.yaml',
            `${'../'.repeat(source.split('/').length)}${target}`,
          );
        if (kind === 'flux') tree[`${source}/flux.yaml`] = flux(target);
        if (kind.startsWith('argo'))
          tree[`${source}/${kind}.yaml`] = argo(target, kind === 'argo' ? '{}' : '{ name: x }');
      }
      const scopes = scopesIn(tree);
      const lost = Object.keys(tree).filter(
        (name) => scopes.length > 0 && !scopes.some(({ has }) => has(name)),
      );
      expect(lost).toEqual([]);
      expect(new Set(scopes.map(({ name }) => name)).size).toBe(scopes.length);
      expect(scopes.length).not.toBe(1);
    }),
    { numRuns: 200 },
  );
});
