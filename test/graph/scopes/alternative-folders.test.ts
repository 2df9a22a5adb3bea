import { describe, expect, test } from 'vitest';
import { check, services, type Tree } from './scopes-in.js';

describe('folders', () => {
  test.each<[string, Tree, readonly string[]]>([
    ['no fork', services('a.yaml', 'shop/b.yaml'), []],
    ['nothing at all', {}, []],
    [
      'clusters',
      services('clusters/eu/a.yaml', 'clusters/us/a.yaml'),
      ['eu: clusters/eu/a.yaml', 'us: clusters/us/a.yaml'],
    ],
    ['folders of one cluster', services('clusters/eu/shop/a.yaml', 'clusters/eu/depot/a.yaml'), []],
    [
      'overlays beside what they share',
      services('shop/overlays/blue/a.yaml', 'shop/overlays/green/b.yaml', 'shop/base/c.yaml'),
      [
        'blue: shop/overlays/blue/a.yaml, shop/base/c.yaml',
        'green: shop/overlays/green/b.yaml, shop/base/c.yaml',
      ],
    ],
    ['one overlay', services('shop/overlays/blue/a.yaml', 'shop/base/a.yaml'), []],
    [
      'a shared folder among clusters',
      services('clusters/eu/a.yaml', 'clusters/us/a.yaml', 'clusters/base/b.yaml'),
      ['eu: clusters/eu/a.yaml, clusters/base/b.yaml', 'us: clusters/us/a.yaml, clusters/base/b.yaml'],
    ],
    [
      'stages',
      services('apps/base/a.yaml', 'apps/staging/a.yaml', 'apps/production/a.yaml'),
      [
        'production: apps/base/a.yaml, apps/production/a.yaml',
        'staging: apps/base/a.yaml, apps/staging/a.yaml',
      ],
    ],
    [
      'stages of several regions',
      services('apps/prod-eu/a.yaml', 'apps/prod-us/a.yaml'),
      ['prod-eu: apps/prod-eu/a.yaml', 'prod-us: apps/prod-us/a.yaml'],
    ],
    ['a base and one stage', services('apps/base/a.yaml', 'apps/production/a.yaml'), []],
    ['folders that only begin like stages', services('apps/products/a.yaml', 'apps/tests/a.yaml'), []],
    [
      'overlays in clusters',
      services(
        'clusters/eu/overlays/x/a.yaml',
        'clusters/eu/overlays/y/b.yaml',
        'clusters/us/c.yaml',
        'clusters/eu/d.yaml',
      ),
      [
        'eu + x: clusters/eu/overlays/x/a.yaml, clusters/eu/d.yaml',
        'eu + y: clusters/eu/overlays/y/b.yaml, clusters/eu/d.yaml',
        'us: clusters/us/c.yaml',
      ],
    ],
    [
      'stages in stages of the same names',
      services('dev/overlays/dev/a.yaml', 'dev/overlays/prod/b.yaml', 'prod/c.yaml'),
      ['dev: dev/overlays/dev/a.yaml', 'dev + prod: dev/overlays/prod/b.yaml', 'prod: prod/c.yaml'],
    ],
  ])('%s', (_, tree, expected) => {
    expect(check(tree)).toEqual(expected);
  });
});
