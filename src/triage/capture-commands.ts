import { kubectlName } from '../graph/kinds.js';
import type { Need } from '../graph/unknown.js';
import { groupBy } from '../input/group-by.js';
import { isClusterScoped } from '../input/kinds.js';
import type { Undecided } from '../rules/finding.js';

/** Of a fact that every kind may tell, `*`, no command could fetch the missing part. */
const NEVER_ASKED: ReadonlySet<string> = new Set(['Secret', '*']);

/**
 * The commands for each world, behind a comment that names it: what one cluster lacks, another may have. Worlds that lack
 * the same share theirs; where there is but one world, nobody has to be told.
 */
export function commandsByWorld(
  undecided: readonly Pick<Undecided, 'needs' | 'worlds'>[],
  worlds: readonly string[],
): readonly string[] {
  if (worlds.length === 0) return captureCommands(undecided.flatMap(({ needs }) => needs));
  const lists = worlds.map((world) => ({
    world,
    commands: captureCommands(undecided.flatMap((each) => (each.worlds.includes(world) ? each.needs : []))),
  }));
  const alike = groupBy(
    lists.filter(({ commands }) => commands.length > 0),
    ({ commands }) => commands.join('\n'),
  );
  return [...alike.values()].flatMap((group) => [
    `# of '${group.map(({ world }) => world).join("', '")}'`,
    ...(group[0]?.commands ?? []),
  ]);
}

/**
 * The commands that would capture what was missing, one for each kind: the next mail to the customer. Secrets are never
 * asked for, because a dump of them holds their data.
 */
export function captureCommands(needs: readonly Need[]): readonly string[] {
  const kinds = [...new Set(needs.map(({ kind }) => kind))].filter((kind) => !NEVER_ASKED.has(kind)).sort();
  return kinds.map((kind) => {
    const namespaces = new Set(needs.filter((need) => need.kind === kind).map(({ namespace }) => namespace));
    const plural = kubectlName(kind);
    return `kubectl get ${plural}${scope(kind, namespaces)} -o yaml > ${plural}.yaml`;
  });
}

function scope(kind: string, namespaces: ReadonlySet<string | undefined>): string {
  if (isClusterScoped(kind)) return '';
  const [only] = namespaces;
  return namespaces.size === 1 && only !== undefined ? ` -n ${only}` : ' --all-namespaces';
}
