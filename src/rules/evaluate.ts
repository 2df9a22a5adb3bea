import type { Graph } from '../graph/graph.js';
import { type Measure, unmeasured } from '../graph/measure.js';
import { pick } from '../graph/query.js';
import type { Resource } from '../graph/resource.js';
import type { Need } from '../graph/unknown.js';
import { pointerOf } from '../input/path.js';
import type { Problem } from '../input/source.js';
import { explaining, type Traced, type TracedFinding, underTheirCauses } from './causes.js';
import type { CompiledRule } from './compile.js';
import { type Answer, PASSED, type Verdict } from './condition.js';
import type { Finding, Undecided } from './finding.js';
import { findingsOf, placeOf, type SubjectValue } from './findings.js';
import type { Setting } from './judgement.js';
import { askedMeshes, type MeshName, MeshReleases, type Releases } from './releases.js';
import type { Rule, Subject } from './rule.js';

/** What the rules say of a graph. */
export interface Outcome {
  readonly findings: readonly Finding[];
  readonly undecided: readonly Undecided[];
  /** Rules that stopped: a fault of the rule or of meshlint, never of the input. */
  readonly problems: readonly Problem[];
  /** Meshes of which a rule asked the release where it had to be assumed. */
  readonly assumed: readonly MeshName[];
}

interface TracedUndecided extends Traced {
  readonly undecided: Undecided;
}

/** What rules say, as it is collected. A judged subject adds findings, or an undecided, or neither. */
interface Said {
  readonly findings: TracedFinding[];
  readonly undecided: TracedUndecided[];
  readonly asked: Set<MeshName>;
}

/** Runs rules on a graph. `stated` are the releases that the user states. */
export function evaluate(
  rules: readonly CompiledRule[],
  graph: Graph,
  stated: Releases = {},
  measure: Measure = unmeasured,
): Outcome {
  const setting: Setting = { graph, releases: new MeshReleases(graph, stated) };
  const problems: Problem[] = [];
  const said = rules.flatMap((compiled) => {
    try {
      return [measure('rules', compiled.rule.id, () => judgeRule(compiled, setting))];
    } catch (error) {
      problems.push(stoppedRule(compiled.rule, error));
      return [];
    }
  });
  const asked = new Set(said.flatMap((each) => [...each.asked]));
  const found = said.flatMap(({ findings }) => findings);
  return {
    findings: underTheirCauses(found),
    undecided: openQuestions(
      said.flatMap((each) => each.undecided),
      found,
    ),
    problems,
    assumed: [...asked].filter((mesh) => setting.releases.isAssumed(mesh)).sort(),
  };
}

/** What would stand under a finding, if it were one, is no open question: whoever mends the cause answers it. */
function openQuestions(
  undecided: readonly TracedUndecided[],
  found: readonly TracedFinding[],
): readonly Undecided[] {
  const isExplained = explaining(found);
  return undecided.filter((each) => !isExplained(each)).map((each) => each.undecided);
}

function judgeRule(compiled: CompiledRule, setting: Setting): Said {
  const said: Said = { findings: [], undecided: [], asked: new Set() };
  const { subject, mesh } = compiled.rule;
  const isOutside = mesh !== undefined && !setting.releases.satisfy(mesh);
  for (const resource of resourcesOf(subject, setting.graph)) {
    const hasSubjects = judgeResource(compiled, setting, resource, isOutside ? undefined : said);
    if (hasSubjects && mesh !== undefined) addAll(askedMeshes(mesh), said.asked);
    if (hasSubjects && isOutside) break;
  }
  return said;
}

function* resourcesOf({ kinds, apiVersions, captured }: Subject, graph: Graph): Iterable<Resource> {
  for (const kind of kinds) {
    for (const resource of graph.ofKind(kind)) {
      const isOfVersion = apiVersions?.includes(resource.version) ?? true;
      if (isOfVersion && (captured ?? resource.captured) === resource.captured) yield resource;
    }
  }
}

/** Whether a resource has subjects, which are judged where there is somebody to say it to. */
function judgeResource(
  compiled: CompiledRule,
  setting: Setting,
  resource: Resource,
  said: Said | undefined,
): boolean {
  let where: Answer | undefined;
  for (const query of compiled.rule.subject.at) {
    for (const { path, value } of pick(resource.value, query)) {
      if (said === undefined) return true;
      where ??= compiled.where?.(setting, { resource, path: [] }, resource.value) ?? PASSED;
      if (where.outcome === 'fail') return true;
      judgeSubject(compiled, setting, { resource, path, value }, where, said);
    }
  }
  return where !== undefined;
}

/** The conditions narrow the subject one after the other; an undecided one leaves the question open to the next. */
function judgeSubject(
  compiled: CompiledRule,
  setting: Setting,
  subject: SubjectValue,
  where: Answer,
  said: Said,
): void {
  const when = compiled.when?.(setting, subject, subject.value) ?? PASSED;
  if (when.outcome === 'fail') {
    addAll(when.asked, said.asked);
    return;
  }
  const expect = compiled.expect(setting, subject, subject.value);
  if (expect.outcome === 'pass') addAll(expect.asked, said.asked);
  else conclude(compiled, subject, [where, when, expect], said);
}

/** What is said of a subject that is not what it should be, as far as the conditions before that could tell. */
function conclude(
  compiled: CompiledRule,
  subject: SubjectValue,
  verdicts: readonly [where: Answer, when: Answer, expect: Verdict],
  said: Said,
): void {
  const { rule } = compiled;
  const [, , expect] = verdicts;
  const needs = verdicts.flatMap((verdict) => (verdict.outcome === 'undecided' ? verdict.needs : []));
  if (expect.outcome !== 'fail' || needs.length > 0) {
    said.undecided.push(undecided(rule, subject, needs));
    return;
  }
  const { judgement } = expect;
  if (judgement.probable.length > 0 && rule.probably === undefined) {
    said.undecided.push(undecided(rule, subject, judgement.missing));
    return;
  }
  const references = [...judgement.references.values()];
  for (const finding of findingsOf(compiled, subject, expect)) {
    said.findings.push({ finding, rule, subject, references });
  }
  addAll(judgement.asked, said.asked);
}

function addAll<T>(items: Iterable<T>, set: Set<T>): void {
  for (const item of items) set.add(item);
}

function undecided(rule: Rule, subject: SubjectValue, needs: readonly Need[]): TracedUndecided {
  const { resource, path, location } = placeOf(rule, subject);
  const open = { rule, resource, path: pointerOf(path), location, needs, worlds: [] };
  return { rule, subject, undecided: open };
}

function stoppedRule(rule: Rule, error: unknown): Problem {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    level: 'error',
    subject: `rule ${rule.id}`,
    message: `The rule stopped and judged nothing: ${reason}. All other rules ran.`,
  };
}
