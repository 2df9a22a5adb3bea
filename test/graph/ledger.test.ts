import { describe, expect, it } from 'vitest';
import { type Knowledge, Ledger, stronger, weaker } from '../../src/graph/ledger.js';
import type { Claim } from '../../src/input/claim.js';

/** A claim in one line: `full Service in shop,depot by a.yaml`. */
function claim(line: string): Claim {
  const [, completeness, kind = '', namespaces, evidence = ''] =
    /^(full|probable|failed) (\S+)(?: in (\S*))? by (\S+)$/.exec(line) ?? [];
  return {
    kind,
    namespaces: namespaces === undefined ? undefined : new Set(namespaces.split(',')),
    completeness: completeness as Claim['completeness'],
    evidence,
  };
}

/** What a ledger of claims knows of a kind: `full by a.yaml`, or `none`. */
function known(claims: readonly string[], kind: string, namespace: string | undefined): string {
  return told(new Ledger(claims.map(claim)).of(kind, namespace));
}

function told(knowledge: Knowledge): string {
  return knowledge.completeness === 'none' ? 'none' : `${knowledge.completeness} by ${knowledge.evidence}`;
}

const WEBHOOK = 'admissionregistration.k8s.io/MutatingWebhookConfiguration';

describe('of', () => {
  it.each<[string, readonly string[], string, string | undefined, string]>([
    ['no claim', [], 'Service', 'shop', 'none'],
    [
      'the first of several, of namespaces and of the whole cluster',
      ['full Service in shop by a', 'full Service by b', 'full Service in shop by c'],
      'Service',
      'shop',
      'full by a',
    ],
    [
      'the whole cluster where other namespaces were claimed before',
      ['full Service in depot by a', 'full Service by b'],
      'Service',
      'shop',
      'full by b',
    ],
    [
      'a failure of the whole cluster after a claim of a namespace',
      ['full Service in shop by a', 'failed Service by b'],
      'Service',
      'shop',
      'failed by b',
    ],
    [
      'a failure of the whole cluster before a claim of a namespace',
      ['failed Service by b', 'full Service in shop by a'],
      'Service',
      'shop',
      'failed by b',
    ],
    ['no claim, in the whole cluster', [], 'Service', undefined, 'none'],
    ['another kind', ['full Pod by a'], 'Service', 'shop', 'none'],
    [
      'the same kind of another group',
      ['full networking.k8s.io/Ingress by a'],
      'extensions/Ingress',
      'shop',
      'none',
    ],
    ['the whole cluster covers a namespace', ['full Service by a'], 'Service', 'shop', 'full by a'],
    ['the whole cluster covers itself', ['full Service by a'], 'Service', undefined, 'full by a'],
    ['a probable claim', ['probable Service by a'], 'Service', 'shop', 'probable by a'],
    [
      'a namespace that the claim names',
      ['full Service in shop,depot by a'],
      'Service',
      'depot',
      'full by a',
    ],
    ['a namespace that it does not name', ['full Service in shop,depot by a'], 'Service', 'bank', 'none'],
    ['a claim on no namespace', ['full Service in  by a'], 'Service', 'shop', 'none'],
    [
      'some namespaces say little of the cluster',
      ['full Service in shop by a'],
      'Service',
      undefined,
      'probable by a',
    ],
    ['a kind without namespaces, asked in one', [`full ${WEBHOOK} by a`], WEBHOOK, 'shop', 'full by a'],
    [
      'a kind without namespaces, claimed in one',
      [`full ${WEBHOOK} in shop by a`],
      WEBHOOK,
      undefined,
      'full by a',
    ],
    [
      'a kind without namespaces, asked in another',
      [`probable ${WEBHOOK} in shop by a`],
      WEBHOOK,
      'depot',
      'probable by a',
    ],
    ['every kind', ['full * by a'], 'Service', 'shop', 'full by a'],
    ['every kind, a custom one', ['full * by a'], 'split.smi-spec.io/TrafficSplit', undefined, 'full by a'],
    ['every kind of a namespace', ['full * in shop by a'], 'Service', 'depot', 'none'],
    ['every kind, asked for all at once', ['full * by a'], '*', undefined, 'full by a'],
    ['one kind, asked for all at once', ['full Service by a'], '*', undefined, 'none'],
    [
      'the fuller of two claims',
      ['probable Service by a', 'full Service by b'],
      'Service',
      'shop',
      'full by b',
    ],
    [
      'the fuller of two claims, first',
      ['full Service by a', 'probable Service by b'],
      'Service',
      'shop',
      'full by a',
    ],
    [
      'the first of two equal claims',
      ['probable Service by a', 'probable Service by b'],
      'Service',
      'shop',
      'probable by a',
    ],
    ['every kind beside one kind', ['probable Service by a', 'full * by b'], 'Service', 'shop', 'full by b'],
    ['a failed capture', ['failed Service by a'], 'Service', 'shop', 'failed by a'],
    [
      'a failed capture spoils a full one',
      ['full Service by a', 'failed Service by b'],
      'Service',
      'shop',
      'failed by b',
    ],
    [
      'a failed capture of every kind',
      ['full Service by a', 'failed * by b'],
      'Service',
      'shop',
      'failed by b',
    ],
    [
      'a failed capture of that namespace',
      ['full Service by a', 'failed Service in shop by b'],
      'Service',
      'shop',
      'failed by b',
    ],
    [
      'a failed capture of another namespace',
      ['full Service by a', 'failed Service in depot by b'],
      'Service',
      'shop',
      'full by a',
    ],
    [
      'a failed capture of one namespace spoils the cluster',
      ['full Service by a', 'failed Service in depot by b'],
      'Service',
      undefined,
      'failed by b',
    ],
    [
      'a failed capture of another kind',
      ['full Service by a', 'failed Pod by b'],
      'Service',
      'shop',
      'full by a',
    ],
  ])('%s', (_, claims, kind, namespace, expected) => {
    expect(known(claims, kind, namespace)).toBe(expected);
  });
});

describe('two pieces of knowledge', () => {
  const [none, probable, full] = [
    { completeness: 'none' },
    { completeness: 'probable', evidence: 'p' },
    { completeness: 'full', evidence: 'f' },
  ] as const satisfies readonly Knowledge[];

  it.each<[string, Knowledge, Knowledge, string, string]>([
    ['none and probable', none, probable, 'none', 'probable by p'],
    ['none and full', none, full, 'none', 'full by f'],
    ['probable and full', probable, full, 'probable by p', 'full by f'],
    ['full and probable', full, probable, 'probable by p', 'full by f'],
    ['full and none', full, none, 'none', 'full by f'],
    ['two alike: the first', full, { ...full, evidence: 'other' }, 'full by f', 'full by f'],
  ])('%s', (_, one, other, weak, strong) => {
    expect([told(weaker(one, other)), told(stronger(one, other))]).toEqual([weak, strong]);
  });
});
