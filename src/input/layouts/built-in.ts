import { KNOWN_KINDS, type KnownKind } from '../kinds.js';

/** A group of custom resources whose name looks like one of Kubernetes' own. */
const GATEWAY_API = 'gateway.networking.k8s.io';

/** Whether Kubernetes itself serves the kinds of a group. No two of them have the same plural. */
export function isBuiltIn({ group }: Pick<KnownKind, 'group'>): boolean {
  return group !== GATEWAY_API && (!group.includes('.') || group.endsWith('.k8s.io'));
}

const BY_PLURAL: ReadonlyMap<string, KnownKind> = new Map(
  KNOWN_KINDS.filter(isBuiltIn).map((known) => [known.plural, known]),
);

/**
 * The kind of Kubernetes itself that a plural without a group means: kubectl and the clients that ask for preferred
 * resources take it before a custom resource of the same plural. Undefined where Kubernetes has none.
 */
export function builtInKind(plural: string): KnownKind | undefined {
  return BY_PLURAL.get(plural);
}

/** Secrets are never read: what they hold is nobody's business. */
export function isSecret({ group, kind }: Pick<KnownKind, 'group' | 'kind'>): boolean {
  return group === '' && kind === 'Secret';
}
