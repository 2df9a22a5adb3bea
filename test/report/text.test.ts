import { expect, test } from 'vitest';
import { renderText } from '../../src/report/text.js';
import type { Counts, Report } from '../../src/triage/report.js';
import { findingAt, place, RELEASED, reportOf, undecidedAt } from './reports.js';

type Verbosity = 'quiet' | 'normal' | 'verbose';

function check(report: Report, verbosity: Verbosity, expected: string): void {
  expect(`\n${renderText(report, { color: false, verbosity })}`).toBe(expected);
}

const FULL = reportOf({
  findings: [
    findingAt(place('shop/a.yaml', 'a: «b»\n')),
    findingAt(place('::error::x.yaml', 'a: «b»\n'), { rule: RELEASED, severity: 'note' }),
  ],
  undecided: [
    undecidedAt(place('shop/a.yaml', 'a: b\nc: «d»\n')),
    undecidedAt(place('shop/b.yaml', '«a»: b\n'), {
      needs: [
        { kind: 'Service', namespace: undefined },
        { kind: 'specs.smi-spec.io/HTTPRouteGroup', namespace: 'shop' },
        { kind: 'Pod', namespace: undefined },
      ],
    }),
    undecidedAt(place('shop/c.yaml', '«a»: b\n'), { needs: [] }),
  ],
  captureCommands: [
    'kubectl get services -A -o yaml > services.yaml',
    'kubectl get pods -A -o yaml > pods.yaml',
  ],
  problems: [
    {
      level: 'error',
      subject: 'bundle.tgz',
      message: 'The archive ends in the middle of a file: capture it again.',
    },
    { level: 'note', subject: 'old.txt', message: 'Not read: it is no text.' },
  ],
  assumptions: ['Open Service Mesh 1.2 is assumed, because the input does not hold the control plane.'],
  controlPlanes: ["Open Service Mesh 0.11.1 (AKS add-on) in namespace 'kube-system'"],
  exitCode: 2,
});

test('quiet: a line for each finding and each loss, and the summary', () => {
  check(
    FULL,
    'quiet',
    `
shop/a.yaml:1:4: error[smi-traffic-target-unknown-match]: HTTPRouteGroup 'order-routes' defines no match named 'craete'.
:\u2060:error::x.yaml:1:4: note[osm-old]: HTTPRouteGroup 'order-routes' defines no match named 'craete'.
problem: bundle.tgz: The archive ends in the middle of a file: capture it again.
1 error, 0 warnings, 1 note; 3 undecided; 1 problem; 0 objects in 0 files.
`,
  );
});

test('normal: everything, the undecided in one paragraph', () => {
  check(
    FULL,
    'normal',
    `
error[smi-traffic-target-unknown-match]: HTTPRouteGroup 'order-routes' defines no match named 'craete'.
 --> shop/a.yaml:1:4
  |
1 | a: b
  |    ^
  = help: Correct the name, or add the match to the group's spec.matches.

note[osm-old]: HTTPRouteGroup 'order-routes' defines no match named 'craete'.
 --> ::error::x.yaml:1:4
  |
1 | a: b
  |    ^
  = help: Upgrade.

undecided: 3 subjects could not be judged, because the input lacks specs.smi-spec.io/HTTPRouteGroup, Service and Pod.
  = help: Capture what is missing, and add it to the input:
      kubectl get services -A -o yaml > services.yaml
      kubectl get pods -A -o yaml > pods.yaml

problem: bundle.tgz: The archive ends in the middle of a file: capture it again.
note: old.txt: Not read: it is no text.

note: Open Service Mesh 1.2 is assumed, because the input does not hold the control plane.
Found Open Service Mesh 0.11.1 (AKS add-on) in namespace 'kube-system'.

1 error, 0 warnings, 1 note; 3 undecided; 1 problem; 0 objects in 0 files.
`,
  );
});

test('verbose: every undecided subject', () => {
  check(
    { ...FULL, findings: [], problems: [], assumptions: [], controlPlanes: [], captureCommands: [] },
    'verbose',
    `
undecided: 3 subjects could not be judged, because the input lacks specs.smi-spec.io/HTTPRouteGroup, Service and Pod.
  --> shop/a.yaml:2:4: smi-traffic-target-unknown-match needs specs.smi-spec.io/HTTPRouteGroup in namespace 'shop'
  --> shop/b.yaml:1:1: smi-traffic-target-unknown-match needs Service, specs.smi-spec.io/HTTPRouteGroup in namespace 'shop' and Pod
  --> shop/c.yaml:1:1: smi-traffic-target-unknown-match

1 error, 0 warnings, 1 note; 3 undecided; 0 objects in 0 files.
`,
  );
});

test('only one undecided subject', () => {
  const undecided = [undecidedAt(place('a.yaml', '«a»: b\n'))];
  check(
    reportOf({ undecided }),
    'normal',
    `
undecided: 1 subject could not be judged, because the input lacks specs.smi-spec.io/HTTPRouteGroup.

No findings; 1 undecided; 0 objects in 0 files.
`,
  );
});

const NONE = reportOf({}).counts;

const SUMMARIES: readonly (readonly [Partial<Counts>, string])[] = [
  [{}, 'No findings; 0 undecided; 0 objects in 0 files.'],
  [{ suppressed: 2 }, 'No findings; 0 undecided; 2 suppressed; 0 objects in 0 files.'],
  [
    {
      severities: { error: 2, warning: 1, note: 0 },
      undecided: 3,
      objects: 14,
      files: 5,
      filesNotKubernetes: 2,
      templates: 1,
    },
    '2 errors, 1 warning, 0 notes; 3 undecided; 14 objects in 5 files (2 files hold no Kubernetes objects, 1 template left alone).',
  ],
  [
    { objects: 1, files: 1, filesNotKubernetes: 1 },
    'No findings; 0 undecided; 1 object in 1 file (1 file holds no Kubernetes objects).',
  ],
  [
    { files: 3, patches: 2 },
    'No findings; 0 undecided; 0 objects in 3 files (2 Kustomize patches left alone).',
  ],
  [{ files: 2, templates: 2 }, 'No findings; 0 undecided; 0 objects in 2 files (2 templates left alone).'],
];

test.each(SUMMARIES)('summary of %j', (counts, expected) => {
  const report = reportOf({ counts: { ...NONE, ...counts } });
  check(report, 'normal', `\n${expected}\n`);
  check(report, 'quiet', `\n${expected}\n`);
});

test('colour only where it is asked for, and never from the input', () => {
  const [error] = FULL.findings;
  const related = [{ message: 'here', location: place('b.yaml', 'a: «b»\n') }];
  const findings = error === undefined ? [] : [{ ...error, related }];
  const text = renderText(reportOf({ findings }), { color: true, verbosity: 'normal' });
  expect(text.replaceAll('\u001b', '␛')).toBe(`\
␛[1m␛[31merror[smi-traffic-target-unknown-match]␛[39m␛[22m␛[1m: HTTPRouteGroup 'order-routes' defines no match named 'craete'.␛[22m
 ␛[1m␛[34m-->␛[39m␛[22m shop/a.yaml:1:4
␛[1m␛[34m  |␛[39m␛[22m
␛[1m␛[34m1 |␛[39m␛[22m a: b
␛[1m␛[34m  |␛[39m␛[22m    ␛[1m␛[31m^␛[39m␛[22m
␛[1m␛[34m  |␛[39m␛[22m
 ␛[1m␛[34m:::␛[39m␛[22m b.yaml:1:4
␛[1m␛[34m  |␛[39m␛[22m
␛[1m␛[34m1 |␛[39m␛[22m a: b
␛[1m␛[34m  |␛[39m␛[22m    ␛[1m␛[34m- here␛[39m␛[22m
␛[1m␛[34m  =␛[39m␛[22m ␛[1mhelp␛[22m: Correct the name, or add the match to the group's spec.matches.

1 error, 0 warnings, 0 notes; 0 undecided; 0 objects in 0 files.
`);
});

test('what a finding leads to is told under it, up to five', () => {
  const follows = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      findingAt(place('shop/b.yaml', `${'a: b\n'.repeat(index)}«c»: d\n`), { message: `Effect ${index}.` }),
    );
  const linesOf = (count: number) =>
    renderText(
      reportOf({ findings: [findingAt(place('a.yaml', 'a: «b»\n'), { consequences: follows(count) })] }),
      { color: false, verbosity: 'normal' },
    )
      .split('\n')
      .filter((line) => line.includes('leads to'));
  expect(linesOf(2)).toEqual([
    '  = leads to: Effect 0. (shop/b.yaml:1:1)',
    '  = leads to: Effect 1. (shop/b.yaml:2:1)',
  ]);
  expect(linesOf(5)).toHaveLength(5);
  expect(linesOf(7).slice(4)).toEqual([
    '  = leads to: Effect 4. (shop/b.yaml:5:1)',
    '  = leads to: 2 further findings.',
  ]);
});
