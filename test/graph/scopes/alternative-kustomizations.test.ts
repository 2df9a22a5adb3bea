import { describe, expect, test } from 'vitest';
import { built, check, flux, NAMESPACE, services, type Tree } from './scopes-in.js';

describe('kustomizations', () => {
  const base = { ...services('base/a.yaml'), 'base/kustomization.yaml': built('a.yaml') };
  const root = (folder: string, more = '') => ({
    [`${folder}/kustomization.yaml`]: `resources: [own.yaml, ../base]\n${more}`,
    ...services(`${folder}/own.yaml`),
  });

  test.each<[string, Tree, readonly string[]]>([
    [
      'that share a base are alternatives',
      { ...base, ...root('east'), ...root('west'), ...services('other.yaml') },
      ['east: base/a.yaml, east/own.yaml, other.yaml', 'west: base/a.yaml, west/own.yaml, other.yaml'],
    ],
    [
      'that give a base different namespaces can meet',
      { ...base, ...root('east', 'namespace: east\n'), ...root('west', 'namespace: west\n') },
      [],
    ],
    [
      'that give a base different names can meet',
      { ...base, ...root('east', 'namePrefix: east-\n'), ...root('west', 'namePrefix: west-\n') },
      [],
    ],
    [
      'that share a component can meet',
      {
        ...services('part/a.yaml', 'east/own.yaml', 'west/own.yaml'),
        'part/kustomization.yaml': `kind: Component\n${built('a.yaml')}`,
        'east/kustomization.yaml': `${built('own.yaml')}components: [../part]\n`,
        'west/kustomization.yaml': `${built('own.yaml')}components: [../part]\n`,
      },
      [],
    ],
    [
      'that share a Namespace can meet',
      { ...base, 'base/a.yaml': NAMESPACE, ...root('east'), ...root('west') },
      [],
    ],
    [
      'of which one takes all can meet but for that one',
      {
        ...services('a/base/a.yaml', 'b/base/b.yaml'),
        'a/base/kustomization.yaml': built('a.yaml'),
        'b/base/kustomization.yaml': built('b.yaml'),
        ...services('a/live/c.yaml', 'b/live/d.yaml', 'all/e.yaml'),
        'a/live/kustomization.yaml': built('c.yaml', '../base'),
        'b/live/kustomization.yaml': built('d.yaml', '../base'),
        'all/kustomization.yaml': built('e.yaml', '../a/base', '../b/base'),
      },
      [
        'a/live + b/live: a/base/a.yaml, b/base/b.yaml, a/live/c.yaml, b/live/d.yaml',
        'all: a/base/a.yaml, b/base/b.yaml, all/e.yaml',
      ],
    ],
    [
      'bring what only they reach',
      {
        ...services(
          'overlays/eu/a.yaml',
          'overlays/us/b.yaml',
          'parts/c.yaml',
          'parts/d.yaml',
          'shared/e.yaml',
        ),
        'overlays/eu/kustomization.yml': built('a.yaml', '../../parts/c.yaml', '../../shared'),
        'overlays/us/Kustomization': built('b.yaml', '../../parts/d.yaml', '../../shared'),
        'shared/kustomization.yaml': built('e.yaml'),
      },
      [
        'eu: overlays/eu/a.yaml, parts/c.yaml, shared/e.yaml',
        'us: overlays/us/b.yaml, parts/d.yaml, shared/e.yaml',
      ],
    ],
    [
      'keep away what some alternatives share from the others',
      {
        ...services('overlays/a/a.yaml', 'overlays/b/b.yaml', 'overlays/c/c.yaml', 'part/d.yaml'),
        'overlays/a/kustomization.yaml': built('a.yaml', '../../part/d.yaml'),
        'overlays/b/kustomization.yaml': built('b.yaml', '../../part/d.yaml'),
      },
      ['a: overlays/a/a.yaml, part/d.yaml', 'b: overlays/b/b.yaml, part/d.yaml', 'c: overlays/c/c.yaml'],
    ],
    [
      'that build on another alternative contain it',
      {
        ...services('overlays/a/a.yaml', 'overlays/b/b.yaml', 'overlays/c/c.yaml'),
        'overlays/a/kustomization.yaml': built('a.yaml'),
        'overlays/b/kustomization.yaml': built('b.yaml', '../a'),
      },
      ['b: overlays/a/a.yaml, overlays/b/b.yaml', 'c: overlays/c/c.yaml'],
    ],
    [
      'that gather alternatives show that these meet',
      {
        ...services('environments/a/a.yaml', 'environments/b/b.yaml'),
        'environments/a/kustomization.yaml': built('a.yaml'),
        'environments/b/kustomization.yaml': built('b.yaml'),
        'kustomization.yaml': built('environments/a', 'environments/b'),
      },
      [],
    ],
    [
      'that nobody applies show nothing of what meets',
      {
        ...services('environments/a/a.yaml', 'environments/b/b.yaml'),
        'one/kustomization.yaml': built('../environments/a/a.yaml'),
        'two/kustomization.yaml': built('../environments/b/b.yaml'),
      },
      ['a: environments/a/a.yaml', 'b: environments/b/b.yaml'],
    ],
    [
      'leave common what others use as well',
      {
        ...services('overlays/a/a.yaml', 'overlays/b/b.yaml', 'part/c.yaml', 'part/d.yaml'),
        'overlays/a/kustomization.yaml': built('a.yaml', '../../part'),
        'part/kustomization.yaml': built('c.yaml', 'd.yaml'),
        'e.yaml': flux('./part'),
      },
      [
        'a: overlays/a/a.yaml, part/c.yaml, part/d.yaml, e.yaml',
        'b: overlays/b/b.yaml, part/c.yaml, part/d.yaml, e.yaml',
      ],
    ],
    [
      'that have different bases can meet though each conflicts with others',
      {
        ...services('base/a/a.yaml', 'base/b/b.yaml', 'base/c/c.yaml', 'base/d/d.yaml'),
        'base/a/kustomization.yaml': built('a.yaml'),
        'base/b/kustomization.yaml': built('b.yaml'),
        'base/c/kustomization.yaml': built('c.yaml'),
        'base/d/kustomization.yaml': built('d.yaml'),
        ...services('r/a.yaml', 'r/b.yaml', 'r/c.yaml', 'r/d.yaml'),
        'a/kustomization.yaml': built('../r/a.yaml', '../base/a'),
        'abd/kustomization.yaml': built('../r/b.yaml', '../base/a', '../base/b', '../base/d'),
        'bc/kustomization.yaml': built('../r/c.yaml', '../base/b', '../base/c'),
        'cd/kustomization.yaml': built('../r/d.yaml', '../base/c', '../base/d'),
      },
      [
        'a + bc: base/a/a.yaml, base/b/b.yaml, base/c/c.yaml, r/a.yaml, r/c.yaml',
        'abd: base/a/a.yaml, base/b/b.yaml, base/d/d.yaml, r/b.yaml',
        'cd + a: base/a/a.yaml, base/c/c.yaml, base/d/d.yaml, r/a.yaml, r/d.yaml',
      ],
    ],
    [
      'in a circle',
      {
        ...services('overlays/a/a.yaml', 'overlays/b/b.yaml', 'c.yaml', 'd.yaml'),
        'overlays/a/kustomization.yaml': built('a.yaml', '../../x'),
        'x/kustomization.yaml': built('../y', '../c.yaml'),
        'y/kustomization.yaml': built('../x', '../overlays/a'),
        'z/kustomization.yaml': built('.', '../d.yaml'),
      },
      ['a: overlays/a/a.yaml, c.yaml, d.yaml', 'b: overlays/b/b.yaml, d.yaml'],
    ],
    [
      'that are broken',
      { 'a/kustomization.yaml': 'resources: [', 'b/kustomization.yaml': 'resources: {{ x }}' },
      [],
    ],
  ])('%s', (_, tree, expected) => {
    expect(check(tree)).toEqual(expected);
  });
});
