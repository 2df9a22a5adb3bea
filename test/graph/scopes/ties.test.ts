import { describe, expect, test } from 'vitest';
import { built, check, flux, services, type Tree } from './scopes-in.js';

describe('forks of one repository', () => {
  test.each<[string, Tree, readonly string[]]>([
    [
      'vary together where they have names in common',
      {
        ...services('shop/overlays/dev/a.yaml', 'shop/overlays/prod/b.yaml'),
        ...services('depot/overlays/prod/c.yaml', 'depot/overlays/staging/d.yaml', 'depot/base/e.yaml'),
        'depot/overlays/prod/kustomization.yaml': built('c.yaml', '../../base'),
        'depot/overlays/staging/kustomization.yaml': built('d.yaml', '../../base'),
        'depot/base/kustomization.yaml': built('e.yaml'),
      },
      [
        'dev: shop/overlays/dev/a.yaml, depot/base/e.yaml',
        'prod: shop/overlays/prod/b.yaml, depot/overlays/prod/c.yaml, depot/base/e.yaml',
        'staging: depot/overlays/staging/d.yaml, depot/base/e.yaml',
      ],
    ],
    [
      'vary together where their stages are spelled differently',
      services(
        'clusters/prod/a.yaml',
        'clusters/dev/b.yaml',
        'envs/production/c.yaml',
        'envs/development/d.yaml',
      ),
      [
        'dev: clusters/dev/b.yaml, envs/development/d.yaml',
        'prod: clusters/prod/a.yaml, envs/production/c.yaml',
      ],
    ],
    [
      'vary together where one has stages and the other regions of them',
      services(
        'clusters/prod-eu/a.yaml',
        'clusters/prod-us/b.yaml',
        'clusters/dev/c.yaml',
        'envs/prod/d.yaml',
        'envs/dev/e.yaml',
      ),
      [
        'dev: clusters/dev/c.yaml, envs/dev/e.yaml',
        'prod-eu: clusters/prod-eu/a.yaml, envs/prod/d.yaml',
        'prod-us: clusters/prod-us/b.yaml, envs/prod/d.yaml',
      ],
    ],
    [
      'vary side by side where they have nothing in common',
      services(
        'clusters/eu/a.yaml',
        'clusters/us/b.yaml',
        'overlays/x/c.yaml',
        'overlays/y/d.yaml',
        'overlays/z/e.yaml',
      ),
      [
        'eu + x: clusters/eu/a.yaml, overlays/x/c.yaml',
        'eu + z: clusters/eu/a.yaml, overlays/z/e.yaml',
        'us + y: clusters/us/b.yaml, overlays/y/d.yaml',
      ],
    ],
    [
      'follow references rather than their order',
      {
        ...services(
          'clusters/eu/a.yaml',
          'clusters/us/b.yaml',
          'overlays/blue/c.yaml',
          'overlays/green/d.yaml',
        ),
        'clusters/eu/kustomization.yaml': built('a.yaml', '../../overlays/green'),
        'clusters/us/kustomization.yaml': built('b.yaml', '../../overlays/blue'),
        'overlays/blue/kustomization.yaml': built('c.yaml'),
        'overlays/green/kustomization.yaml': built('d.yaml'),
      },
      [
        'eu + green: clusters/eu/a.yaml, overlays/green/d.yaml',
        'us + blue: clusters/us/b.yaml, overlays/blue/c.yaml',
      ],
    ],
    [
      'are bound by what refers to both',
      {
        ...services(
          'clusters/eu/a.yaml',
          'clusters/us/b.yaml',
          'overlays/blue/c.yaml',
          'overlays/green/d.yaml',
        ),
        'one/kustomization.yaml': built('../clusters/eu/a.yaml', '../overlays/green/d.yaml'),
        'two/kustomization.yaml': built('../clusters/us/b.yaml', '../overlays/blue/c.yaml'),
      },
      [
        'eu + green: clusters/eu/a.yaml, overlays/green/d.yaml',
        'us + blue: clusters/us/b.yaml, overlays/blue/c.yaml',
      ],
    ],
    [
      'of which one is used by several alternatives of another',
      {
        ...services('clusters/eu/a.yaml', 'clusters/us/b.yaml', 'apps/prod/c.yaml', 'apps/staging/d.yaml'),
        'clusters/eu/apps.yaml': flux('./apps/prod'),
        'clusters/us/apps.yaml': flux('./apps/prod'),
      },
      [
        'eu + prod: clusters/eu/a.yaml, apps/prod/c.yaml, clusters/eu/apps.yaml',
        'staging: apps/staging/d.yaml',
        'us + prod: clusters/us/b.yaml, apps/prod/c.yaml, clusters/us/apps.yaml',
      ],
    ],
    [
      'that contradict each other by name',
      {
        ...services('clusters/dev/a.yaml', 'clusters/prod/b.yaml', 'envs/dev/c.yaml', 'envs/prod/d.yaml'),
        'clusters/dev/apps.yaml': flux('./envs/prod'),
        'clusters/prod/apps.yaml': flux('./envs/dev'),
      },
      [
        'dev + prod: clusters/dev/a.yaml, envs/prod/d.yaml, clusters/dev/apps.yaml',
        'prod + dev: clusters/prod/b.yaml, envs/dev/c.yaml, clusters/prod/apps.yaml',
      ],
    ],
  ])('%s', (_, tree, expected) => {
    expect(check(tree)).toEqual(expected);
  });
});
