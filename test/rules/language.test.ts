import { describe, expect, it } from 'vitest';
import { judge, told } from './judge.js';

const SERVICES = `
apiVersion: v1
kind: List
metadata: { resourceVersion: "" }
items:
- apiVersion: v1
  kind: Service
  metadata: { name: orders, namespace: shop, uid: a }
  spec: { ports: [{ port: 80 }], selector: { app: orders } }
- apiVersion: v1
  kind: Service
  metadata: { name: billing, namespace: shop, uid: b }
- apiVersion: networking.k8s.io/v1
  kind: Ingress
  metadata: { name: front, namespace: shop, uid: c }
  spec: { backends: [{ service: ordrs, port: 80 }] }
`;

const BACKEND = 'subject: { kind: networking.k8s.io/Ingress, at: /spec/backends/*/service }';

describe('exists', () => {
  const rule = `
${BACKEND}
expect: { exists: { kind: Service, name: . } }
message: "No Service '{.}'."
`;
  const INGRESS = `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: front, namespace: shop }
spec: { backends: [{ service: ordrs }] }
`;

  it.each([
    ['a full claim: no', SERVICES, { complete: ['Service'] }, `${rule}`, ["error 16:33 No Service 'ordrs'."]],
    ['a probable claim without the rule taking it', SERVICES, {}, rule, ['undecided 16: Service in shop']],
    [
      'a probable claim that the rule takes, at its lower severity',
      SERVICES,
      {},
      `${rule}probably: warning\n`,
      ["warning 16:33 No Service 'ordrs'."],
    ],
    ['nothing captured: undecided, naming the kind', INGRESS, {}, rule, ['undecided 5: Service in shop']],
    ['every kind stated complete', INGRESS, { complete: ['*'] }, rule, ["error 5:31 No Service 'ordrs'."]],
    [
      'a placeholder is filled in later',
      INGRESS.replace('ordrs', '"$(SERVICE)"'),
      { complete: ['*'] },
      rule,
      [],
    ],
    [
      'a namespace that is known to be missing has no Services either',
      INGRESS.replace('namespace: shop', 'namespace: shpo'),
      { complete: ['Namespace'] },
      rule,
      ["error 5:31 No Service 'ordrs'."],
    ],
  ])('%s', (_, input, given, text, expected) => {
    expect(told(judge(text, input, given))).toEqual(expected);
  });

  it('names the nearest candidate, and what the absence rests on', () => {
    const [finding] = judge(rule, SERVICES, { complete: ['Service'] }).findings;
    expect(
      finding?.related.map(({ message, location }) => `${location.range.start.line} ${message}`),
    ).toEqual(["8 did you mean 'orders'?"]);
    expect(finding?.notes).toEqual([
      "All objects of kind Service of namespace 'shop' are in the input, as '--complete' says.",
    ]);
  });

  it('takes the columns of a resource that is there for all of them', () => {
    const column = `
${BACKEND}
when: { exists: { kind: Service, name: billing } }
expect: { exists: { kind: Service, name: { const: orders }, where: { /spec/ports/*/port: ../port } } }
message: "Port {../port}."
`;
    expect(told(judge(column, SERVICES))).toEqual([]);
    expect(told(judge(column, SERVICES.replace('port: 80 }] }\n', 'port: 81 }] }\n')))).toEqual([
      'error 16:33 Port 81.',
    ]);
  });

  it('finds a kind without a definition nowhere', () => {
    const custom = `
${BACKEND}
expect: { exists: { kind: mesh.example.com/Route, name: . } }
message: "No Route."
`;
    expect(told(judge(custom, SERVICES))).toEqual(['undecided 16: mesh.example.com/Route in shop']);
    expect(
      told(judge(custom, SERVICES, { complete: ['apiextensions.k8s.io/CustomResourceDefinition'] })),
    ).toEqual(['error 16:33 No Route.']);
  });

  it('says which of what it needs is not there', () => {
    const notes = (text: string, input: string, complete: string) =>
      judge(text, input, { complete: [complete] }).findings.flatMap((finding) => finding.notes);
    const elsewhere = INGRESS.replace('namespace: shop', 'namespace: shpo');
    expect(notes(rule, elsewhere, 'Namespace')).toEqual([
      "There is no Namespace 'shpo', as '--complete' says.",
    ]);
    const custom = `${BACKEND}\nexpect: { exists: { kind: mesh.example.com/Route, name: . } }\nmessage: "No Route."\n`;
    expect(notes(custom, SERVICES, 'apiextensions.k8s.io/CustomResourceDefinition')).toEqual([
      "The cluster does not know the kind mesh.example.com/Route, as '--complete' says.",
    ]);
  });

  it('holds what is authored beside its user for probably missing in manifests, never in captures', () => {
    const beside = `
${BACKEND}
probably: warning
expect: { exists: { kind: specs.smi-spec.io/HTTPRouteGroup, name: ., beside: true } }
message: "No group."
`;
    expect(told(judge(beside, INGRESS))).toEqual(['warning 5:31 No group.']);
    expect(told(judge(beside, SERVICES))).toEqual(['undecided 16: specs.smi-spec.io/HTTPRouteGroup in shop']);
  });

  it('is decided under a negation only by what is there', () => {
    const none = `
${BACKEND}
expect: { not: { exists: { kind: Service, name: { const: orders } } } }
message: "There is one."
`;
    expect(told(judge(none, SERVICES))).toEqual(['error 16:33 There is one.']);
    expect(told(judge(none, INGRESS))).toEqual(['undecided 5: Service in shop']);
  });
});

describe('selects', () => {
  const rule = `
subject: { kind: Service, at: /spec/selector }
probably: warning
expect: { type: object, selects: { any: [{ kind: Pod, labels: /metadata/labels }] } }
message: "Service '{/metadata/name}' selects no pod."
`;
  const pod = (app: string) => `
- apiVersion: v1
  kind: Pod
  metadata: { name: p, namespace: shop, uid: d, labels: { app: ${app} } }
`;

  it.each([
    ['a pod that matches', `${SERVICES.trimEnd()}${pod('orders')}`, {}, []],
    [
      'no pod that matches',
      `${SERVICES.trimEnd()}${pod('other')}`,
      {},
      ["warning 9:34 Service 'orders' selects no pod."],
    ],
    ['all pods known', SERVICES, { complete: ['Pod'] }, ["error 9:34 Service 'orders' selects no pod."]],
    ['pods not captured', SERVICES, {}, ['undecided 9: Pod in shop']],
  ])('%s', (_, input, given, expected) => {
    expect(told(judge(rule, input, given))).toEqual(expected);
  });
});

describe('unique', () => {
  const split = (name: string, namespace: string) => `
apiVersion: split.smi-spec.io/v1alpha2
kind: TrafficSplit
metadata: { name: ${name}, namespace: ${namespace} }
spec: { service: orders }
---`;
  const rule = `
subject: { kind: split.smi-spec.io/TrafficSplit, at: /spec/service }
expect: { unique: { key: [/spec/service] } }
message: "Two splits of '{.}'."
`;

  it.each([
    [
      'another in the namespace',
      split('a', 'shop') + split('b', 'shop'),
      ["error 5:18 Two splits of 'orders'.", "error 10:18 Two splits of 'orders'."],
    ],
    ['another in another namespace', split('a', 'shop') + split('b', 'depot'), []],
    [
      'two whose namespace is left open',
      (split('a', '') + split('b', '')).replaceAll(/, namespace: /g, ''),
      [],
    ],
    ['two overlays of one object', split('a', 'shop') + split('a', 'shop'), []],
  ])('%s', (_, input, expected) => {
    expect(told(judge(rule, input))).toEqual(expected);
  });
});

describe('releases', () => {
  const rule = `
subject: { kind: Service, at: /spec/ports/0/port }
expect: { if: { mesh: { osm: ">=1.2" } }, then: { const: 1 }, else: { const: 80 } }
message: "{osm}: {mistakes}."
`;

  it('lets one rule expect one thing of one line and another of the next', () => {
    expect(told(judge(rule, SERVICES, { mesh: { osm: '0.11.1' } }))).toEqual([]);
    expect(told(judge(rule, SERVICES, { mesh: { osm: 'v1.2' } }))).toEqual([
      'error 9:27 1.2.4: spec.ports[0].port is the number 80 where 1 belongs.',
    ]);
  });

  it('assumes the newest line, and says so where the mesh is seen', () => {
    const monitored = `${SERVICES}- { apiVersion: v1, kind: Namespace, metadata: { name: shop, labels: { openservicemesh.io/monitored-by: osm } } }\n`;
    const outcome = judge(rule, monitored);
    expect(told(outcome)).toEqual(['error 9:27 1.2.4: spec.ports[0].port is the number 80 where 1 belongs.']);
    expect(outcome.assumed).toEqual(['osm']);
    expect(judge(rule, monitored, { mesh: { osm: '1.2.4' } }).assumed).toEqual([]);
    expect(judge(rule, SERVICES).assumed).toEqual([]);
  });

  it('keeps what must be known from what is assumed', () => {
    const known = rule.replace('">=1.2" }', '">=1.2", known: true }');
    expect(told(judge(known, SERVICES))).toEqual([]);
  });

  it('asks OSM of nothing where another SMI mesh is seen and no OSM', () => {
    const osm = `${rule}mesh: { osm: "*" }\n`;
    const linkerd = `${SERVICES}- { apiVersion: v1, kind: Namespace, metadata: { name: shop, annotations: { linkerd.io/inject: enabled } } }\n`;
    expect(told(judge(osm, SERVICES))).toHaveLength(1);
    expect(told(judge(osm, linkerd))).toEqual([]);
  });
});

describe('places', () => {
  it('makes several wrong fields of one object one finding, at the first, with the others beside it', () => {
    const rule = `
subject: { kind: Service, at: /spec }
expect: { type: object, properties: { type: { const: ClusterIP }, clusterIP: { type: string }, sessionAffinity: { enum: [None, ClientIP] } }, required: [ports] }
message: "{mistakes}."
`;
    const service = `
apiVersion: v1
kind: Service
metadata: { name: orders }
spec:
  type: NodePort
  clusterIP: 10
  sessionAffinity: ClientIp
`;
    const outcome = judge(rule, service);
    expect(told(outcome)).toEqual([
      "error 5:1 spec.ports is missing; spec.type is the text 'NodePort' where 'ClusterIP' belongs; spec.clusterIP is the number 10 where a text belongs; spec.sessionAffinity is the text 'ClientIp' where one of 'None' or 'ClientIP' belongs: did you mean 'ClientIP'?",
    ]);
    expect(outcome.findings[0]?.related.map(({ location }) => location.range.start.line)).toEqual([6, 7, 8]);
  });

  it('makes each mistake a finding of its own where the rule says so', () => {
    const rule = `
subject: { kind: Service, at: /spec }
findingPer: mistake
expect: { type: object, additionalProperties: false, properties: { type: { type: string }, ports: { type: array } } }
judge: [additionalProperties]
message: "{field}: {actual}, {expected}."
`;
    const service = `
apiVersion: v1
kind: Service
metadata: { name: orders }
spec:
  type: 1
  prots: []
  selectr: {}
`;
    expect(told(judge(rule, service))).toEqual([
      "error 7:3 spec.prots: 'prots', ports.",
      "error 8:3 spec.selectr: 'selectr', one of 'type' or 'ports'.",
    ]);
  });

  it('stands at its line inside YAML that is the text of a ConfigMap', () => {
    const rule = `
subject: { kind: ConfigMap, at: /data/mesh/<yaml>/defaultConfig/port }
expect: { type: integer }
message: "{mistakes}."
`;
    const map = `
apiVersion: v1
kind: ConfigMap
metadata: { name: istio }
data:
  mesh: |-
    # the mesh
    defaultConfig:
      name: ünï 😀
      port: "15012"
`;
    expect(told(judge(rule, map))).toEqual([
      "error 10:13 data.mesh.defaultConfig.port is the text '15012' where a whole number belongs.",
    ]);
    const escaped = map.replace(/mesh: \|-.*$/s, 'mesh: "a: 1\\ndefaultConfig:\\n  port: x\\n"\n');
    expect(told(judge(rule, escaped))).toEqual([
      "error 6:40 data.mesh.defaultConfig.port is the text 'x' where a whole number belongs.",
    ]);
  });

  it('points at a key, or elsewhere, where the rule says so', () => {
    const rule = (point: string) => `
subject: { kind: Service, at: /metadata/labels/a~1b, point: ${point} }
expect: false
message: "{key}."
`;
    const service = `
apiVersion: v1
kind: Service
metadata:
  name: orders
  labels:
    a/b: c
`;
    expect(told(judge(rule('key'), service))).toEqual(['error 7:5 a/b.']);
    expect(told(judge(rule('/metadata/name'), service))).toEqual(['error 5:9 a/b.']);
  });
});

describe('a rule that is wrong', () => {
  it('stops loudly, and alone', () => {
    const rule = `
subject: { kind: Service }
expect: false
message: "{/spec/nothing}."
`;
    expect(told(judge(rule, SERVICES))).toEqual([
      'problem The rule stopped and judged nothing: nothing fills {/spec/nothing} at the root. All other rules ran.',
    ]);
  });
});

describe('Secrets', () => {
  it('never show their data', () => {
    const rule = `
subject: { kind: Secret, at: /data/ca.crt }
expect: { type: integer }
message: "{.} {mistakes}."
`;
    const secret = `
apiVersion: v1
kind: Secret
metadata: { name: ca }
data: { ca.crt: hunter2 }
`;
    const text = JSON.stringify(
      judge(rule, secret).findings.map(({ message, related, notes }) => [message, related, notes]),
    );
    expect(text).not.toContain('hunter2');
  });
});
