import type { Graph } from '../graph/graph.js';
import { pick } from '../graph/query.js';
import { kindName, type ResourceId } from '../graph/resource.js';
import type { Outcome } from '../rules/evaluate.js';
import type { Finding, RuleInfo } from '../rules/finding.js';

/** Where objects tell `istioctl analyze` which of its messages nobody wants to hear: a pod inherits that of its template. */
const ANNOTATIONS = ['', '/spec/template', '/spec/jobTemplate/spec/template'].map(
  (owner) => `${owner}/metadata/annotations/galley.istio.io~1analyze-suppress`,
);

/** What the rules said, without what the annotations of the objects suppress. */
export interface Heard {
  readonly outcome: Outcome;
  readonly suppressed: readonly Finding[];
}

/**
 * Honours the suppressions of `istioctl analyze` for the rules that say the same: the annotation lists message codes, or
 * `*` for all of them. What a suppressed finding leads to goes with it.
 */
export function withoutSuppressed(graph: Graph, outcome: Outcome): Heard {
  const isSuppressed = suppressions(graph);
  const heard = outcome.findings.filter((finding) => !isSuppressed(finding));
  return {
    outcome: {
      ...outcome,
      findings: heard.map((finding) => ({
        ...finding,
        consequences: finding.consequences.filter((each) => !isSuppressed(each)),
      })),
      undecided: outcome.undecided.filter((undecided) => !isSuppressed(undecided)),
    },
    suppressed: outcome.findings.filter(isSuppressed),
  };
}

interface Said {
  readonly rule: RuleInfo;
  readonly resource: ResourceId;
}

/** The codes of an object are looked up once something is said of it that a code stands for. */
function suppressions(graph: Graph): (said: Said) => boolean {
  return ({ rule, resource }) => {
    if (rule.equivalent.length === 0) return false;
    const codes = codesAt(graph, resource);
    return codes.includes('*') || rule.equivalent.some((code) => codes.includes(code));
  };
}

function codesAt(graph: Graph, id: ResourceId): readonly string[] {
  const [resource] = graph.find({ kind: kindName(id), namespace: id.namespace, name: id.name });
  if (resource === undefined) return [];
  return ANNOTATIONS.flatMap((query) => pick(resource.value, query)).flatMap(({ value }) =>
    String(value)
      .split(',')
      .map((code) => code.trim()),
  );
}
