import { describe, expect, test } from 'vitest';
import { argo, built, check, flux, services, type Tree } from './scopes-in.js';

describe('deployments', () => {
  test.each<[string, Tree, readonly string[]]>([
    [
      'of Flux, for several clusters',
      {
        'fleet/clusters/production/flux-system/gotk-sync.yaml': flux('./clusters/production'),
        'fleet/clusters/production/apps.yaml': flux('./apps/live'),
        'fleet/clusters/staging/flux-system/gotk-sync.yaml': flux('./clusters/staging'),
        'fleet/clusters/staging/apps.yaml': flux('./apps/trial'),
        ...services('fleet/apps/base/a.yaml', 'fleet/apps/live/b.yaml', 'fleet/apps/trial/inner/c.yaml'),
        'fleet/apps/live/kustomization.yaml': built('b.yaml', '../base'),
        'fleet/apps/base/kustomization.yaml': built('a.yaml'),
      },
      [
        'production: fleet/clusters/production/flux-system/gotk-sync.yaml, fleet/clusters/production/apps.yaml, fleet/apps/base/a.yaml, fleet/apps/live/b.yaml',
        'staging: fleet/clusters/staging/flux-system/gotk-sync.yaml, fleet/clusters/staging/apps.yaml, fleet/apps/trial/inner/c.yaml',
      ],
    ],
    [
      'of Flux, that apply their own folders',
      {
        'east/sync/root.yaml': flux('east'),
        'west/sync/root.yaml': flux('./west/'),
        ...services('east/a.yaml', 'west/b.yaml'),
      },
      ['east: east/sync/root.yaml, east/a.yaml', 'west: west/sync/root.yaml, west/b.yaml'],
    ],
    [
      'of Flux, that apply their own folders, one in another',
      {
        'east/root.yaml': flux('./east'),
        'east/in/root.yaml': flux('./east/in'),
        'west/root.yaml': flux('./west'),
        ...services('east/a.yaml', 'east/in/b.yaml', 'west/c.yaml'),
      },
      [
        'east/in: east/root.yaml, east/in/root.yaml, east/a.yaml, east/in/b.yaml',
        'west: west/root.yaml, east/a.yaml, west/c.yaml',
      ],
    ],
    [
      'of Flux, from one cluster',
      {
        'clusters/one/a.yaml': flux('./environments/a'),
        'clusters/one/b.yaml': flux('./environments/b'),
        ...services('environments/a/c.yaml', 'environments/b/d.yaml'),
      },
      [],
    ],
    [
      'of Flux, of which one is known',
      { 'a.yaml': flux('./environments/a'), ...services('environments/a/c.yaml', 'environments/b/d.yaml') },
      ['a: a.yaml, environments/a/c.yaml', 'b: environments/b/d.yaml'],
    ],
    [
      'of Flux, to other clusters',
      {
        'eu.yaml': flux('./x', '  kubeConfig: { secretRef: { name: eu } }\n'),
        'us.yaml': flux('./y', '  kubeConfig: { secretRef: { name: us } }\n'),
        ...services('x/a.yaml', 'y/b.yaml'),
      },
      ['eu: eu.yaml, us.yaml, x/a.yaml', 'us: eu.yaml, us.yaml, y/b.yaml'],
    ],
    [
      'of Flux, from elsewhere',
      {
        'a.yaml': flux('./', '  sourceRef: { kind: GitRepository, name: a }\n'),
        'b.yaml': flux('./envs', '  sourceRef: { kind: OCIRepository, name: b }\n'),
        'c.yaml': flux('3'),
        ...services('envs/a/a.yaml', 'envs/b/b.yaml'),
      },
      ['a: a.yaml, b.yaml, c.yaml, envs/a/a.yaml', 'b: a.yaml, b.yaml, c.yaml, envs/b/b.yaml'],
    ],
    [
      'of Flux, of all of some repository',
      {
        'a.yaml': flux('./', '  sourceRef: { kind: GitRepository, name: a }\n'),
        ...services('base/b.yaml', 'east/c.yaml'),
        'base/kustomization.yaml': built('b.yaml'),
        'east/kustomization.yaml': built('../base', 'c.yaml'),
        'kustomization.yaml': built('base'),
      },
      ['.: a.yaml, base/b.yaml', 'east: a.yaml, base/b.yaml, east/c.yaml'],
    ],
    [
      'of Argo CD, to several destinations',
      {
        'apps/a.yaml': argo('one', '{ server: "https://eu.example:6443" }'),
        'apps/b.yaml': argo('two', '{ server: "https://eu.example:6443" }'),
        'apps/c.yaml': argo('three', '{ name: us }'),
        'apps/d.yaml': argo('four', '{ server: "https://kubernetes.default.svc" }'),
        ...services('one/a.yaml', 'one/deep/b.yaml', 'two/c.yaml', 'three/d.yaml', 'four/e.yaml', 'f.yaml'),
      },
      [
        'eu.example:6443: apps/a.yaml, apps/b.yaml, apps/c.yaml, one/a.yaml, one/deep/b.yaml, two/c.yaml, f.yaml',
        'in-cluster: apps/a.yaml, apps/b.yaml, apps/c.yaml, apps/d.yaml, one/deep/b.yaml, four/e.yaml, f.yaml',
        'us: apps/a.yaml, apps/b.yaml, apps/c.yaml, one/deep/b.yaml, three/d.yaml, f.yaml',
      ],
    ],
    [
      'of Argo CD, to one destination',
      {
        'a.yaml': argo('overlays/a', '{ name: in-cluster }'),
        'b.yaml': argo('overlays/b', '{ name: in-cluster }'),
        ...services('overlays/a/c.yaml', 'overlays/b/d.yaml'),
      },
      [],
    ],
    [
      'of Argo CD, that apply their own folders',
      {
        'east/root.yaml': argo('east', '{ name: in-cluster }'),
        'west/root.yaml': argo('west', '{ name: in-cluster }'),
      },
      [],
    ],
    [
      'of Argo CD, from templates',
      {
        'a.yaml': argo('"{{path}}"', '{ name: eu }'),
        'b.yaml': argo('x', '{ name: "{{name}}" }'),
        'c.yaml': argo('z', '{ name: eu }'),
        ...services('x/d.yaml', 'z/e.yaml'),
      },
      [],
    ],
    [
      'of Argo CD, of folders with all that is in them',
      {
        'a.yaml': argo('x', '{ name: eu }', ', directory: { recurse: true }'),
        'b.yaml': argo('z', '{ name: us }'),
        ...services('x/in/c.yaml', 'z/crds/d.yaml'),
        'z/Chart.yaml': 'name: z\n',
      },
      ['eu: a.yaml, b.yaml, x/in/c.yaml', 'us: a.yaml, b.yaml, z/crds/d.yaml, z/Chart.yaml'],
    ],
  ])('%s', (_, tree, expected) => {
    expect(check(tree)).toEqual(expected);
  });
});
