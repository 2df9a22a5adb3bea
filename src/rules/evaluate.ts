import type { Graph } from '../graph/graph.js';
import { pick } from '../graph/query.js';
import type { Need } from '../graph/unknown.js';
import { pointerOf } from '../input/path.js';
import type { Problem } from '../input/source.js';
import { explaining, type Traced, type TracedFinding, underTheirCauses } from './causes.js';
import type { CompiledRule } from './compile.js';
import type { Check, Verdict } from './condition.js';
import type { Finding, Undecided } from './finding.js';
import { findingsOf, placeOf, type SubjectValue } from './findings.js';
import type { Setting } from './judgement.js';
import { askedMeshes, type MeshName, MeshReleases, type Releases } from './releases.js';
import type { Rule } from './rule.js';

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

/** What one rule says of one subject. A judged subject gives findings, or an undecided, or neither. */
interface Judged {
  readonly findings: readonly TracedFinding[];
  readonly undecided: readonly TracedUndecided[];
  readonly asked: readonly MeshName[];
}

/** Runs rules on a graph. `stated` are the releases that the user states. */
export function evaluate(rules: readonly CompiledRule[], graph: Graph, stated: Releases = {}): Outcome {
  const setting: Setting = { graph, releases: new MeshReleases(graph, stated) };
  const problems: Problem[] = [];
  const judged = rules.flatMap((compiled) => {
    try {
      return judgeRule(compiled, setting);
    } catch (error) {
      problems.push(stoppedRule(compiled.rule, error));
      return [];
    }
  });
  const asked = new Set(judged.flatMap((each) => each.asked));
  const found = judged.flatMap(({ findings }) => findings);
  return {
    findings: underTheirCauses(found),
    undecided: openQuestions(
      judged.flatMap((each) => each.undecided),
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

function judgeRule(compiled: CompiledRule, setting: Setting): readonly Judged[] {
  const { rule } = compiled;
  const subjects = subjectsOf(rule, setting.graph);
  if (rule.mesh === undefined) return subjects.map((subject) => judgeSubject(compiled, setting, subject));
  const asked = { findings: [], undecided: [], asked: subjects.length === 0 ? [] : askedMeshes(rule.mesh) };
  if (!setting.releases.satisfy(rule.mesh)) return [asked];
  return [asked, ...subjects.map((subject) => judgeSubject(compiled, setting, subject))];
}

function subjectsOf(rule: Rule, graph: Graph): readonly SubjectValue[] {
  const { kinds, apiVersions, captured, at } = rule.subject;
  return kinds
    .flatMap((kind) => graph.ofKind(kind))
    .filter((resource) => apiVersions?.includes(resource.version) ?? true)
    .filter((resource) => captured === undefined || captured === resource.captured)
    .flatMap((resource) =>
      at.flatMap((query) => pick(resource.value, query).map((picked) => ({ ...picked, resource }))),
    );
}

/** The conditions narrow the subject one after the other; an undecided one leaves the question open to the next. */
function judgeSubject(compiled: CompiledRule, setting: Setting, subject: SubjectValue): Judged {
  const { rule } = compiled;
  const whole = { resource: subject.resource, path: [], value: subject.resource.value };
  const where = verdictOf(compiled.where, setting, whole);
  if (where.outcome === 'fail') return nothing([]);
  const when = verdictOf(compiled.when, setting, subject);
  if (when.outcome === 'fail') return nothing(when.judgement.asked);
  const expect = verdictOf(compiled.expect, setting, subject);
  if (expect.outcome === 'pass') return nothing(expect.asked);
  const needs = [where, when, expect].flatMap((verdict) =>
    verdict.outcome === 'undecided' ? verdict.needs : [],
  );
  if (expect.outcome === 'undecided' || needs.length > 0) return undecided(rule, subject, needs);
  const { judgement } = expect;
  if (judgement.probable.length > 0 && rule.probably === undefined) {
    return undecided(rule, subject, judgement.missing);
  }
  const references = [...judgement.references.values()];
  const findings = findingsOf(compiled, subject, expect).map((finding) => ({
    finding,
    rule,
    subject,
    references,
  }));
  return { findings, undecided: [], asked: [...judgement.asked] };
}

const PASSED: Verdict = { outcome: 'pass', asked: [] };

function verdictOf(
  check: Check | undefined,
  setting: Setting,
  { resource, path, value }: SubjectValue,
): Verdict {
  return check?.(setting, { resource, path }, value) ?? PASSED;
}

function nothing(asked: Iterable<MeshName>): Judged {
  return { findings: [], undecided: [], asked: [...asked] };
}

function undecided(rule: Rule, subject: SubjectValue, needs: readonly Need[]): Judged {
  const { resource, path, location } = placeOf(rule, subject);
  const open = { rule, resource, path: pointerOf(path), location, needs, worlds: [] };
  return { findings: [], undecided: [{ rule, subject, undecided: open }], asked: [] };
}

function stoppedRule(rule: Rule, error: unknown): Problem {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    level: 'error',
    subject: `rule ${rule.id}`,
    message: `The rule stopped and judged nothing: ${reason}. All other rules ran.`,
  };
}
