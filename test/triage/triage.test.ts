import { describe, expect, it, test } from 'vitest';
import { deriveFacts } from '../../src/facts/derive.js';
import { buildGraph } from '../../src/graph/build.js';
import type { Need } from '../../src/graph/unknown.js';
import { parseConfiguration } from '../../src/input/configuration.js';
import type { JsonObject } from '../../src/input/json.js';
import { parseSources } from '../../src/input/read.js';
import type { Problem } from '../../src/input/source.js';
import { compileRules } from '../../src/rules/compile.js';
import { evaluate } from '../../src/rules/evaluate.js';
import { readRule } from '../../src/rules/read-rule.js';
import type { Releases } from '../../src/rules/releases.js';
import { captureCommands, commandsByWorld } from '../../src/triage/capture-commands.js';
import { controlPlaneLine } from '../../src/triage/control-plane-line.js';
import type { Report } from '../../src/triage/report.js';
import { type Threshold, triage } from '../../src/triage/triage.js';

/** Rules that stand in one text, each a document: what they say of the word in a ConfigMap's data. */
const RULES = `
id: b-word
severity: error
subject: { kind: ConfigMap, at: /data/* }
expect: { not: { const: wrong } }
message: "{key}."
---
id: a-word
severity: warning
subject: { kind: ConfigMap, at: /data/* }
expect: { not: { enum: [wrong, odd] } }
message: "{key}."
---
id: c-word
severity: note
subject: { kind: ConfigMap, at: /data/* }
expect: { not: { enum: [plain] } }
message: "{key}."
---
id: d-service
severity: error
subject: { kind: ConfigMap, at: /data/service }
expect: { exists: { kind: Service, name: . } }
message: "No {.}."
---
id: d-secret
severity: error
subject: { kind: ConfigMap, at: /data/secret }
expect: { exists: { kind: Secret, name: . } }
message: "No {.}."
---
id: e-release
severity: note
mesh: { osm: ">=1.0" }
subject: { kind: split.smi-spec.io/TrafficSplit }
expect: false
message: "New."
---
id: f-stops
severity: error
subject: { kind: ConfigMap, at: /data/stop }
expect: false
message: "{/nothing}."
`;

interface Told {
  readonly failOn?: Threshold;
  readonly problems?: readonly Problem[];
  readonly mesh?: Releases;
  readonly requireComplete?: boolean;
}

/** The report on files, by their names. */
function reportOn(
  files: Readonly<Record<string, string>>,
  { failOn = 'error', problems = [], mesh = {}, requireComplete = false }: Told = {},
): Report {
  const rules = parseConfiguration({ name: 'rules.yaml', text: RULES }).documents.map(({ value }) =>
    readRule(value as JsonObject, 'test'),
  );
  const input = parseSources(Object.entries(files).map(([name, text]) => ({ name, text })));
  const graph = deriveFacts(buildGraph(input));
  const outcome = evaluate(compileRules(rules, new Map()), graph, mesh);
  const worlds = [{ name: undefined, graph, outcome }];
  return triage({ rules, worlds, problems, captures: [], files: input.counts }, { failOn, requireComplete });
}

const map = (data: string, name = 'a') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}, namespace: shop }\ndata: ${data}\n`;
const SPLIT = 'apiVersion: split.smi-spec.io/v1alpha2\nkind: TrafficSplit\nmetadata: { name: a }\n';

describe('order', () => {
  const lines = ({ findings }: Report) =>
    findings.map(
      ({ location, rule, path }) =>
        `${location.source.name}:${location.range.start.line}:${location.range.start.column} ${rule.id} ${path}`,
    );

  it.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    [
      'by the name of the file, not by the order of reading',
      {
        'b.yaml': map('{ x: odd }'),
        'a.yaml': map('{ x: odd }'),
        'B.yaml': map('{ x: odd }'),
        'a/b.yaml': map('{ x: odd }'),
      },
      [
        'B.yaml:4:12 a-word /data/x',
        'a.yaml:4:12 a-word /data/x',
        'a/b.yaml:4:12 a-word /data/x',
        'b.yaml:4:12 a-word /data/x',
      ],
    ],
    [
      'by line, as a number',
      { 'a.yaml': `${map('{ x: odd }')}---\n${map('\n  x: odd', 'b')}` },
      ['a.yaml:4:12 a-word /data/x', 'a.yaml:10:6 a-word /data/x'],
    ],
    [
      'by column',
      { 'a.yaml': map('{ z: odd, a: odd }') },
      ['a.yaml:4:12 a-word /data/z', 'a.yaml:4:20 a-word /data/a'],
    ],
    [
      'by rule',
      { 'a.yaml': map('{ x: wrong }') },
      ['a.yaml:4:12 a-word /data/x', 'a.yaml:4:12 b-word /data/x'],
    ],
    [
      'by path, where several stand at one place',
      { 'a.yaml': map('{ x: &one odd, b: *one }') },
      ['a.yaml:4:17 a-word /data/b', 'a.yaml:4:17 a-word /data/x'],
    ],
  ])('of findings: %s', (_, files, expected) => {
    expect(lines(reportOn(files))).toEqual(expected);
  });

  it('of undecided subjects, and of rules', () => {
    const files = {
      'b.yaml': map('{ service: x }'),
      'a.yaml': `${map('{ service: w }')}---\n${map('{ service: z }', 'b')}`,
    };
    const { undecided, rules } = reportOn(files);
    expect(
      undecided.map(({ location: { source, range }, path }) => `${source.name}:${range.start.line} ${path}`),
    ).toEqual(['a.yaml:4 /data/service', 'a.yaml:9 /data/service', 'b.yaml:4 /data/service']);
    expect(rules.map(({ id }) => id)).toEqual([
      'a-word',
      'b-word',
      'c-word',
      'd-secret',
      'd-service',
      'e-release',
      'f-stops',
    ]);
  });

  it('of problems: those of the input first', () => {
    const problems: readonly Problem[] = [{ level: 'note', subject: 'z.yaml', message: 'Not read.' }];
    expect(reportOn({ 'a.yaml': map('{ stop: x }') }, { problems }).problems).toEqual([
      problems[0],
      {
        level: 'error',
        subject: 'rule f-stops',
        message:
          'The rule stopped and judged nothing: nothing fills {/nothing} at /data/stop. All other rules ran.',
      },
    ]);
  });
});

describe('the exit code', () => {
  const NOTE = map('{ x: plain }');
  const WARNING = map('{ x: odd }');
  const ERROR = map('{ x: wrong }');
  const NOTHING = map('{ x: fine }');
  const UNDECIDED = map('{ service: x }');

  it.each<[string, string, readonly [Threshold, number][]]>([
    [
      'nothing',
      NOTHING,
      [
        ['none', 0],
        ['error', 0],
        ['warning', 0],
        ['note', 0],
      ],
    ],
    [
      'a note',
      NOTE,
      [
        ['none', 0],
        ['error', 0],
        ['warning', 0],
        ['note', 1],
      ],
    ],
    [
      'a warning',
      WARNING,
      [
        ['none', 0],
        ['error', 0],
        ['warning', 1],
        ['note', 1],
      ],
    ],
    [
      'an error',
      ERROR,
      [
        ['none', 0],
        ['error', 1],
        ['warning', 1],
        ['note', 1],
      ],
    ],
    [
      'an undecided subject',
      UNDECIDED,
      [
        ['none', 0],
        ['error', 0],
        ['warning', 0],
        ['note', 0],
      ],
    ],
  ])('of %s', (_, text, expected) => {
    const codes = expected.map(([failOn]) => [failOn, reportOn({ 'a.yaml': text }, { failOn }).exitCode]);
    expect(codes).toEqual(expected);
  });

  it.each<[string, string, Told, number]>([
    ['input that was lost', NOTHING, { problems: [{ level: 'error', subject: 'a', message: 'A.' }] }, 2],
    [
      'input that was lost, beside findings',
      ERROR,
      { problems: [{ level: 'error', subject: 'a', message: 'A.' }] },
      2,
    ],
    [
      'input that was lost, and findings never count',
      ERROR,
      { failOn: 'none', problems: [{ level: 'error', subject: 'a', message: 'A.' }] },
      2,
    ],
    ['a note on the input', NOTHING, { problems: [{ level: 'note', subject: 'a', message: 'A.' }] }, 0],
    [
      'a note on the input, beside findings',
      ERROR,
      { problems: [{ level: 'note', subject: 'a', message: 'A.' }] },
      1,
    ],
    ['a rule that stopped', map('{ stop: x }'), {}, 2],
    ['a rule that stopped, and findings never count', map('{ stop: x }'), { failOn: 'none' }, 2],
  ])('of %s', (_, text, told, expected) => {
    expect(reportOn({ 'a.yaml': text }, told).exitCode).toBe(expected);
  });
});

describe('counts', () => {
  it('tell files, objects, severities and what is undecided', () => {
    const files = {
      'a.yaml': `${map('{ x: wrong, w: odd, z: plain }')}---\n${map('{ service: x }', 'b')}`,
      'values.yaml': 'replicas: 1\n',
      'chart.yaml': 'apiVersion: v1\nkind: {{ .kind }}\n',
      'list.yaml':
        'apiVersion: v1\nkind: PodList\nitems: [{ metadata: { name: a } }, { metadata: { name: b } }]\n',
      'broken.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {\n',
      'twice.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: 1\nspec: 2\n',
      'empty.yaml': '',
      'kustomization.yaml': 'resources: [a.yaml]\npatches: [{ path: patch.yaml }]\n',
      'patch.yaml': map('{ x: wrong }'),
    };
    expect(reportOn(files).counts).toEqual({
      files: 9,
      filesNotKubernetes: 3,
      templates: 1,
      fixtures: 0,
      patches: 1,
      objects: 5,
      severities: { error: 1, warning: 2, note: 1 },
      undecided: 1,
      suppressed: 0,
    });
  });

  it('tell nothing of nothing', () => {
    expect(reportOn({}).counts).toEqual({
      files: 0,
      filesNotKubernetes: 0,
      templates: 0,
      fixtures: 0,
      patches: 0,
      objects: 0,
      severities: { error: 0, warning: 0, note: 0 },
      undecided: 0,
      suppressed: 0,
    });
  });
});

describe('assumptions', () => {
  const ASSUMED =
    "No release of Open Service Mesh was found in the input: its newest line, 1.2, is assumed. State another with '--mesh osm=0.11'.";

  it.each<[string, string, Releases, readonly string[]]>([
    ['a rule asks for the release of what is there', SPLIT, {}, [ASSUMED]],
    ['the release is stated', SPLIT, { osm: '1.2' }, []],
    ['no rule asks, as there is nothing to judge', map('{ x: fine }'), {}, []],
  ])('where %s', (_, text, mesh, expected) => {
    expect(reportOn({ 'a.yaml': text }, { mesh }).assumptions).toEqual(expected);
  });

  it('are told for each mesh', () => {
    const outcome = { findings: [], undecided: [], problems: [], assumed: ['istio', 'osm'] as const };
    const files = { files: 0, filesNotKubernetes: 0, templates: 0, patches: 0, fixtures: 0, unread: 3 };
    const graph = buildGraph(parseSources([]));
    const worlds = [{ name: undefined, graph, outcome }];
    const bar = { failOn: 'error', requireComplete: false } as const;
    const report = triage({ rules: [], worlds, problems: [], captures: [], files }, bar);
    expect(report.counts.objects).toBe(3);
    expect(report.assumptions).toEqual([
      "No release of Istio was found in the input: a current one is assumed. State another with '--mesh istio=1.20'.",
      ASSUMED,
    ]);
  });
});

describe('capture commands', () => {
  /** Needs in words: `Service shop`, `Pod`. */
  const commands = (...needs: readonly string[]) =>
    captureCommands(
      needs.map((need): Need => {
        const [kind = '', namespace] = need.split(' ');
        return { kind, namespace };
      }),
    );

  it.each<[string, readonly string[], readonly string[]]>([
    ['nothing', [], []],
    ['one namespace', ['Service shop'], ['kubectl get services -n shop -o yaml > services.yaml']],
    [
      'one namespace twice',
      ['Service shop', 'Service shop'],
      ['kubectl get services -n shop -o yaml > services.yaml'],
    ],
    [
      'two namespaces',
      ['Service shop', 'Service depot'],
      ['kubectl get services --all-namespaces -o yaml > services.yaml'],
    ],
    ['all namespaces', ['Service'], ['kubectl get services --all-namespaces -o yaml > services.yaml']],
    [
      'one namespace, and all',
      ['Service shop', 'Service'],
      ['kubectl get services --all-namespaces -o yaml > services.yaml'],
    ],
    [
      'two kinds, in the order of their names',
      ['Service shop', 'Pod depot'],
      [
        'kubectl get pods -n depot -o yaml > pods.yaml',
        'kubectl get services -n shop -o yaml > services.yaml',
      ],
    ],
    ['a kind without namespaces', ['Namespace'], ['kubectl get namespaces -o yaml > namespaces.yaml']],
    [
      'a kind without namespaces, for one',
      ['Namespace shop'],
      ['kubectl get namespaces -o yaml > namespaces.yaml'],
    ],
    ['a Secret', ['Secret shop'], []],
    [
      'a Secret beside others',
      ['Secret shop', 'ConfigMap shop'],
      ['kubectl get configmaps -n shop -o yaml > configmaps.yaml'],
    ],
    [
      'a Secret of another group',
      ['example.com/Secret shop'],
      ['kubectl get secrets.example.com -n shop -o yaml > secrets.example.com.yaml'],
    ],
    ['every kind', ['*'], []],
  ])('for %s', (_, needs, expected) => {
    expect(commands(...needs)).toEqual(expected);
  });

  it.each([
    ['Pod', 'pods'],
    ['Endpoints', 'endpoints'],
    ['ServiceAccount', 'serviceaccounts'],
    ['apps/Deployment', 'deployments'],
    ['apps/ReplicaSet', 'replicasets'],
    ['batch/CronJob', 'cronjobs.batch'],
    ['networking.k8s.io/Ingress', 'ingresses'],
    ['networking.k8s.io/NetworkPolicy', 'networkpolicies'],
    ['discovery.k8s.io/EndpointSlice', 'endpointslices'],
    ['access.smi-spec.io/TrafficTarget', 'traffictargets.access.smi-spec.io'],
    ['specs.smi-spec.io/HTTPRouteGroup', 'httproutegroups.specs.smi-spec.io'],
    ['split.smi-spec.io/TrafficSplit', 'trafficsplits.split.smi-spec.io'],
    ['config.openservicemesh.io/MeshConfig', 'meshconfigs.config.openservicemesh.io'],
    ['policy.openservicemesh.io/Egress', 'egresses.policy.openservicemesh.io'],
    ['policy.openservicemesh.io/Retry', 'retries.policy.openservicemesh.io'],
    ['policy.openservicemesh.io/IngressBackend', 'ingressbackends.policy.openservicemesh.io'],
    ['networking.istio.io/Gateway', 'gateways.networking.istio.io'],
    ['networking.istio.io/ServiceEntry', 'serviceentries.networking.istio.io'],
    ['security.istio.io/AuthorizationPolicy', 'authorizationpolicies.security.istio.io'],
    ['telemetry.istio.io/Telemetry', 'telemetries.telemetry.istio.io'],
  ])('name a kind as kubectl does: %s', (kind, name) => {
    expect(commands(`${kind} shop`)).toEqual([`kubectl get ${name} -n shop -o yaml > ${name}.yaml`]);
  });

  it.each([
    ['Node', 'nodes'],
    ['storage.k8s.io/StorageClass', 'storageclasses'],
    ['networking.k8s.io/IngressClass', 'ingressclasses'],
    ['apiextensions.k8s.io/CustomResourceDefinition', 'customresourcedefinitions'],
    ['admissionregistration.k8s.io/MutatingWebhookConfiguration', 'mutatingwebhookconfigurations'],
  ])('name a kind without namespaces as kubectl does: %s', (kind, name) => {
    expect(commands(kind)).toEqual([`kubectl get ${name} -o yaml > ${name}.yaml`]);
  });

  it('stand in the report for what is undecided', () => {
    expect(reportOn({ 'a.yaml': map('{ service: x }') }).captureCommands).toEqual([
      'kubectl get services -n shop -o yaml > services.yaml',
    ]);
    expect(reportOn({ 'a.yaml': map('{ x: wrong }') }).captureCommands).toEqual([]);
  });
});

test('what only a Secret would tell is no open question', () => {
  const report = reportOn({ 'a.yaml': map('{ secret: x }') }, { requireComplete: true });
  expect([report.undecided, report.counts.undecided, report.exitCode]).toEqual([[], 0, 0]);
});

describe('a control plane', () => {
  it.each<[string, string]>([
    [
      '{ mesh: osm, release: 0.11.1, line: "0.11", flavor: aks, name: osm, namespace: kube-system }',
      "Open Service Mesh 0.11.1 (AKS add-on) 'osm' in namespace 'kube-system'",
    ],
    [
      '{ mesh: osm, line: "0.8", flavor: arc, name: osm, namespace: arc-osm-system }',
      "Open Service Mesh 0.8 (Azure Arc extension) 'osm' in namespace 'arc-osm-system'",
    ],
    [
      '{ mesh: osm, release: 1.2.4, flavor: upstream, namespace: osm-system }',
      "Open Service Mesh 1.2.4 in namespace 'osm-system'",
    ],
    [
      '{ mesh: istio, release: 1.10.4, flavor: asm, name: asm-1104-6, namespace: istio-system }',
      "Istio 1.10.4 (Anthos Service Mesh) 'asm-1104-6' in namespace 'istio-system'",
    ],
    [
      '{ mesh: istio, flavor: asm-managed, name: asm-managed, namespace: istio-system }',
      "Istio (managed Anthos Service Mesh) 'asm-managed' in namespace 'istio-system'",
    ],
    [
      '{ mesh: istio, flavor: external, name: default }',
      "Istio (control plane outside the cluster) 'default'",
    ],
    ['{ mesh: istio }', 'Istio'],
    ['{ mesh: linkerd, release: 2.14.0 }', 'Control plane 2.14.0'],
    ['{ mesh: osm, release: { not: text }, name: 5 }', 'Open Service Mesh'],
    ['{}', 'Control plane'],
  ])('%s', (plane, expected) => {
    const [document] = parseConfiguration({ name: 'plane.yaml', text: plane }).documents;
    expect(controlPlaneLine(document?.value as JsonObject)).toBe(expected);
  });

  it('stands in the report, one line for each', () => {
    const controller = (namespace: string, version: string) =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: osm-controller, namespace: ${namespace}, labels: { app: osm-controller, meshName: ${namespace}, app.kubernetes.io/version: ${version} } }\n`;
    const text = `${controller('one', 'v1.2.4')}---\n${controller('kube-system', 'v0.11.1')}`;
    expect(reportOn({ 'a.yaml': text }).controlPlanes).toEqual([
      "Open Service Mesh 1.2.4 'one' in namespace 'one'",
      "Open Service Mesh 0.11.1 (AKS add-on) 'kube-system' in namespace 'kube-system'",
    ]);
    expect(reportOn({ 'a.yaml': map('{ x: fine }') }).controlPlanes).toEqual([]);
  });
});

test('commands are told for each world that lacks something, and once for worlds that lack the same', () => {
  const needs = (kind: string): readonly Need[] => [{ kind, namespace: 'shop' }];
  const undecided = [
    { needs: needs('Service'), worlds: ['dev', 'prod'] },
    { needs: needs('Pod'), worlds: ['test'] },
  ];
  expect(commandsByWorld(undecided, ['dev', 'prod', 'test', 'whole'])).toEqual([
    "# of 'dev', 'prod'",
    'kubectl get services -n shop -o yaml > services.yaml',
    "# of 'test'",
    'kubectl get pods -n shop -o yaml > pods.yaml',
  ]);
});
