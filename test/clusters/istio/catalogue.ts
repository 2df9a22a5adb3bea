import type { Choice, Flavor } from './installation.js';

/** The releases of which we make clusters, with the flavors that they were seen in. */
const SEEN: Readonly<Record<string, readonly Flavor[]>> = {
  '1.9.9': ['default'],
  '1.10.6': ['default'],
  '1.10.6-asm.2': ['asm'],
  '1.14.3': ['default', 'revisioned', 'canary'],
  '1.17.2': ['default', 'tagged', 'remote', 'aks'],
  '1.20.8': ['revisioned', 'canary', 'external', 'managed', 'aks'],
  '1.21.5-asm.34': ['asm'],
  '1.24.2': ['default', 'tagged', 'ambient', 'remote'],
  '1.26.4': ['default', 'canary', 'ambient'],
  '1.28.0': ['default', 'revisioned', 'tagged', 'ambient', 'external'],
};

export const CATALOGUE: readonly Choice[] = Object.entries(SEEN).flatMap(([version, flavors]) =>
  flavors.map((flavor) => ({ version, flavor })),
);
