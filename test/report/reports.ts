import type { ResourceId } from '../../src/graph/resource.js';
import type { Location, Position, Source } from '../../src/input/source.js';
import type { Finding, RuleInfo, Undecided } from '../../src/rules/finding.js';
import type { Report } from '../../src/triage/report.js';

/** Small reports for the tests of all formats. */

export const TOOL = { name: 'meshlint', version: '1.2.3' };

export const RULE: RuleInfo = {
  id: 'smi-traffic-target-unknown-match',
  severity: 'error',
  title: 'A TrafficTarget names a match that its HTTPRouteGroup does not define',
  why: 'OSM drops an unknown match without an error, so the traffic meant to be allowed is denied in silence.',
  fix: "Correct the name, or add the match to the group's spec.matches.",
  sources: ['openservicemesh/osm pkg/catalog/inbound_traffic_policies.go'],
  tags: ['smi'],
  equivalent: [],
  group: undefined,
};

/** Has the optional parts that the other one lacks. */
export const RELEASED: RuleInfo = {
  id: 'osm-old',
  severity: 'warning',
  title: 'The release gets no fixes',
  why: 'Nobody mends it',
  fix: 'Upgrade.',
  sources: [],
  tags: ['osm', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k'],
  equivalent: ['IST0123'],
  group: undefined,
};

export const TARGET: ResourceId = {
  group: 'access.smi-spec.io',
  kind: 'TrafficTarget',
  namespace: 'shop',
  name: 'orders',
};

export const SECRET: ResourceId = { group: '', kind: 'Secret', namespace: 'shop', name: 'db' };

const EMPTY: Report = {
  rules: [],
  findings: [],
  undecided: [],
  problems: [],
  assumptions: [],
  controlPlanes: [],
  captureCommands: [],
  captures: [],
  worlds: [],
  counts: {
    files: 0,
    filesNotKubernetes: 0,
    patches: 0,
    templates: 0,
    fixtures: 0,
    objects: 0,
    severities: { error: 0, warning: 0, note: 0 },
    undecided: 0,
    suppressed: 0,
  },
  exitCode: 0,
};

/** A report with the given parts; counts of findings follow from them. */
export function reportOf(parts: Partial<Report>): Report {
  const { findings = [], undecided = [] } = parts;
  const count = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  const severities = { error: count('error'), warning: count('warning'), note: count('note') };
  return { ...EMPTY, counts: { ...EMPTY.counts, severities, undecided: undecided.length }, ...parts };
}

/** A finding at `location`, otherwise like that of the rule's own example. */
export function findingAt(location: Location, parts: Partial<Finding> = {}): Finding {
  return {
    rule: RULE,
    severity: 'error',
    message: "HTTPRouteGroup 'order-routes' defines no match named 'craete'.",
    resource: TARGET,
    path: '/spec/rules/0/matches/1',
    location,
    related: [],
    notes: [],
    consequences: [],
    worlds: [],
    fingerprint: '5f0c1d',
    ...parts,
  };
}

export function undecidedAt(location: Location, parts: Partial<Undecided> = {}): Undecided {
  const needs = [{ kind: 'specs.smi-spec.io/HTTPRouteGroup', namespace: 'shop' }];
  return { rule: RULE, resource: TARGET, path: '/spec/rules/0/name', location, needs, worlds: [], ...parts };
}

/** Up to three places, between `«` and `»`, in their order, in a source without these marks. */
export function places(name: string, marked: string): readonly [Location, Location, Location] {
  const source: Source = { name, text: marked.replace(/[«»]/g, '') };
  const found = Array.from(marked.matchAll(/«[^»]*»/g), (match) => {
    const start = marked.slice(0, match.index).replace(/[«»]/g, '').length;
    const end = start + match[0].length - 2;
    return { source, range: { start: positionOf(source.text, start), end: positionOf(source.text, end) } };
  });
  const [first, second = first, third = first] = found;
  if (first === undefined || second === undefined || third === undefined)
    throw new Error(`No place in ${name}.`);
  return [first, second, third];
}

export function place(name: string, marked: string): Location {
  return places(name, marked)[0];
}

function positionOf(text: string, offset: number): Position {
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

export const ACCESS = `apiVersion: access.smi-spec.io/v1alpha3
kind: TrafficTarget
metadata:
  name: orders
  namespace: shop
spec:
  rules:
    - kind: HTTPRouteGroup
      name: order-routes
      matches:
        - list
        - «craete»
`;

export const ROUTES = `apiVersion: specs.smi-spec.io/v1alpha4
kind: HTTPRouteGroup
metadata:
  name: order-routes
  namespace: shop
spec:
  matches:
    - name: list
    - name: «create»
`;
