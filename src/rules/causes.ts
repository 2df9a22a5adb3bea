import { pick } from '../graph/query.js';
import { groupBy } from '../input/group-by.js';
import type { Json } from '../input/json.js';
import { type Finding, SEVERITIES, type Severity } from './finding.js';
import type { SubjectValue } from './findings.js';
import type { Reference } from './judgement.js';
import { operandValues } from './operand.js';
import type { Cause, Rule } from './rule.js';

/** What a rule says something of. */
export interface Traced {
  readonly rule: Rule;
  readonly subject: SubjectValue;
}

/** A finding, and what tells its cause. */
export interface TracedFinding extends Traced {
  readonly finding: Finding;
  /** The references that were followed to it. */
  readonly references: Iterable<Reference>;
}

/**
 * The findings that stand for themselves, each with those that would go away with it. A finding goes under that of a rule
 * which its own rule names as the cause, and else under the first that lacks the same object: one fault is said once. A cause
 * is as severe as the worst that it leads to, so that nothing severe is hidden.
 */
export function underTheirCauses(found: readonly TracedFinding[]): readonly Finding[] {
  const stated = statedCauses(found);
  const shared = sharedAbsences(found.filter((each) => !stated.has(each)));
  const causes = new Map([...shared, ...stated]);
  const consequences = groupBy(found, (each) => rootOf(each, causes));
  return found
    .filter((each) => rootOf(each, causes) === each)
    .map((root) =>
      leadingTo(
        root,
        (consequences.get(root) ?? []).filter((each) => each !== root),
      ),
    );
}

/** Whether one of these findings would explain that of a rule on a subject, if it were one. */
export function explaining(found: readonly TracedFinding[]): (traced: Traced) => boolean {
  const index = new CauseIndex(found);
  return (traced) => index.causeOf(traced) !== undefined;
}

function leadingTo({ finding }: TracedFinding, others: readonly TracedFinding[]): Finding {
  const consequences = others.map((each) => each.finding);
  return {
    ...finding,
    severity: worstOf([finding, ...consequences]) ?? finding.severity,
    consequences,
  };
}

function worstOf(findings: readonly Finding[]): Severity | undefined {
  const severities = new Set(findings.map(({ severity }) => severity));
  return SEVERITIES.find((each) => severities.has(each));
}

type Causes = ReadonlyMap<TracedFinding, TracedFinding>;

/** The last of the causes behind a finding. Causes that go round in a circle explain nothing: each stands for itself. */
function rootOf(found: TracedFinding, causes: Causes): TracedFinding {
  const passed = new Set([found]);
  let root = found;
  for (let next = causes.get(root); next !== undefined; next = causes.get(root)) {
    if (passed.has(next)) return found;
    passed.add(next);
    root = next;
  }
  return root;
}

function statedCauses(found: readonly TracedFinding[]): Causes {
  const index = new CauseIndex(found);
  return new Map(
    found.flatMap((each) => {
      const cause = index.causeOf(each);
      return cause === undefined ? [] : [[each, cause] as const];
    }),
  );
}

/** Finds causes by rule, and by the value of a column of what the rule judged: neither may cost a look at all findings. */
class CauseIndex {
  readonly #byRule: ReadonlyMap<string, readonly TracedFinding[]>;
  readonly #columns = new Map<string, Column>();

  constructor(found: readonly TracedFinding[]) {
    this.#byRule = groupBy(found, ({ rule }) => rule.id);
  }

  /** Where a rule names itself, the first of its findings is the cause of the others. */
  causeOf(found: Traced): TracedFinding | undefined {
    for (const cause of found.rule.consequenceOf) {
      for (const rule of cause.rules) {
        const first = this.#first(rule, cause, found);
        if (first !== undefined && first !== found) return first;
      }
    }
    return undefined;
  }

  #first(rule: string, { where }: Cause, { subject }: Traced): TracedFinding | undefined {
    const [fewest, ...others] = Object.entries(where)
      .map(([query, operand]) => {
        const column = this.#column(rule, query);
        const values = operandValues(operand, subject.resource.value, subject.path);
        return values.flatMap((value) => column.get(value) ?? []);
      })
      .toSorted((a, b) => sizeOf(a) - sizeOf(b));
    if (fewest === undefined) return this.#byRule.get(rule)?.[0];
    const meetsAll = (each: TracedFinding) =>
      others.every((groups) => groups.some((group) => group.has(each)));
    for (const group of fewest) {
      for (const each of group) if (meetsAll(each)) return each;
    }
    return undefined;
  }

  #column(rule: string, query: string): Column {
    const key = `${rule} ${query}`;
    const known = this.#columns.get(key);
    if (known !== undefined) return known;
    const cells = (this.#byRule.get(rule) ?? []).flatMap((found) =>
      pick(found.subject.resource.value, query).map(({ value }) => ({ value, found })),
    );
    const column = new Map(
      [...groupBy(cells, ({ value }) => value)].map(([value, group]) => [
        value,
        new Set(group.map(({ found }) => found)),
      ]),
    );
    this.#columns.set(key, column);
    return column;
  }
}

/** By value, the findings on what has it, in their order. */
type Column = ReadonlyMap<Json, ReadonlySet<TracedFinding>>;

function sizeOf(groups: readonly ReadonlySet<TracedFinding>[]): number {
  return groups.reduce((sum, group) => sum + group.size, 0);
}

/** The first and most severe of those that lack one object stands for all of them. */
function sharedAbsences(found: readonly TracedFinding[]): Causes {
  const lacking = found.flatMap((each) => {
    const object = missingObject(each);
    return object === undefined ? [] : [{ object, each }];
  });
  return new Map(
    [...groupBy(lacking, ({ object }) => object).values()].flatMap((group) => {
      const all = group.map(({ each }) => each);
      const worst = worstOf(all.map(({ finding }) => finding));
      const head = all.find(({ finding }) => finding.severity === worst);
      return head === undefined
        ? []
        : all.filter((each) => each !== head).map((each) => [each, head] as const);
    }),
  );
}

/** The named object that a finding lacks. A fact is no object, and one that is there but lacks something is not missing. */
function missingObject({ references }: TracedFinding): string | undefined {
  for (const { question, existence } of references) {
    const { kind, namespace, name } = question;
    const isMissing = existence.answer !== 'yes' && !('lacking' in existence);
    if (isMissing && name !== undefined && !kind.startsWith('meshlint/')) {
      return JSON.stringify([kind, namespace, name]);
    }
  }
  return undefined;
}
