import { describe, expect, it } from 'vitest';
import { nearest } from '../../src/rules/nearest.js';

describe('nearest', () => {
  it.each<[string, string, readonly string[], string | undefined]>([
    ['one letter missing', 'ordrs', ['orders', 'billing'], 'orders'],
    ['two letters swapped', 'ordesr', ['orders', 'billing'], 'orders'],
    ['other capitals', 'Orders', ['orders'], 'orders'],
    ['a third of the word', 'enabeld', ['enabled', 'disabled'], 'enabled'],
    ['more than a third of the word', 'abc', ['xyc'], undefined],
    ['one letter of a short word', 'on', ['of'], 'of'],
    ['nothing near', 'checkout', ['orders', 'billing'], undefined],
    ['no candidates', 'orders', [], undefined],
    ['the word itself is no misspelling', 'orders', ['orders'], undefined],
    ['the word itself beside a misspelling', 'orders', ['orders', 'order'], 'order'],
    ['the nearest of several', 'billin', ['billing-v2', 'billing', 'bill'], 'billing'],
    ['a candidate that is there twice', 'ordrs', ['orders', 'orders'], 'orders'],
    [
      'the only one that lengthens the word',
      'istiod',
      ['istiod-asm-1104-6', 'istio-ingressgateway'],
      'istiod-asm-1104-6',
    ],
    ['several that lengthen the word', 'istiod', ['istiod-asm-1096-2', 'istiod-asm-1104-6'], undefined],
    ['the only one that the word lengthens', 'istiod-asm-1104-6', ['istiod', 'pilot'], 'istiod'],
    ['several that the word lengthens', 'orders-v1-canary', ['orders', 'canary'], undefined],
    [
      'one that lengthens the word and one that it lengthens',
      'orders-release',
      ['orders-release-canary', 'orders'],
      undefined,
    ],
    [
      'one that lengthens the word, there twice',
      'istiod',
      ['istiod-asm-1104-6', 'istiod-asm-1104-6'],
      'istiod-asm-1104-6',
    ],
    ['a misspelling before one that lengthens', 'istiod', ['istiod-asm-1104-6', 'istio'], 'istio'],
    [
      'a misspelling before several that lengthen',
      'istiod',
      ['istiod-asm-1096-2', 'istiod-asm-1104-6', 'istiodd'],
      'istiodd',
    ],
    [
      'a misspelling that is farther than a part',
      'enableEgres',
      ['enableEgressPolicyForAll', 'enableIngress'],
      'enableIngress',
    ],
    ['a short word is part of too many', 'app', ['app-of-apps-for-all'], undefined],
    ['a word of four letters may be a part', 'cart', ['shopping-cart'], 'shopping-cart'],
    ['an empty word', '', ['orders', 'a'], 'a'],
    [
      'a word of which one part was translated',
      'serviceCert有效期时长',
      ['serviceCertValidityDuration', 'certKeyBitSize'],
      'serviceCertValidityDuration',
    ],
    [
      'a word to which a translation was added',
      'enableEgress策略',
      ['enableEgress', 'enableDebugServer'],
      'enableEgress',
    ],
    ['a word that was translated', '出站端口排除列表', ['outboundPortExclusionList'], undefined],
    ['a word with accents', 'café', ['cafe', 'tea'], 'cafe'],
  ])('%s', (_, word, candidates, expected) => {
    expect(nearest(word, candidates)).toBe(expected);
  });

  it('does not depend on the order of what is not equally near', () => {
    const candidates = ['orders-v1', 'order', 'ordr', 'borders-and-more'];
    expect(nearest('ordrs', candidates)).toBe('ordr');
    expect(nearest('ordrs', [...candidates].reverse())).toBe('ordr');
  });
});
