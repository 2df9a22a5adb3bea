import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { directory, meshlint } from './meshlint.js';

const HEALTHY = `apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels:
    openservicemesh.io/monitored-by: osm
  annotations:
    openservicemesh.io/sidecar-injection: enabled
`;
const BROKEN = HEALTHY.replace('enabled', 'enabeld');
const FINDING = "a.yaml:8:43: error[osm-namespace-injection-unknown-value]: Namespace 'shop'";

it('--profile prints where time went behind the report, and changes nothing else', () => {
  const cwd = directory({ 'a.yaml': BROKEN });
  const [plain, profiled] = [meshlint([], cwd), meshlint(['--profile'], cwd)];
  expect([profiled.code, profiled.out]).toEqual([plain.code, plain.out]);
  expect(plain.err).toBe('');
  expect(profiled.err).toMatch(/^room +ms +heap MB\ninput /);
  expect(profiled.err).toMatch(/^osm-namespace-injection-unknown-value +\d/m);
});

describe('exit codes', () => {
  it.each(['text', 'sarif', 'json'])('are the same in format %s', (format) => {
    const code = (files: Record<string, string>, ...args: string[]) =>
      meshlint(['--format', format, ...args], directory(files)).code;
    expect(code({ 'a.yaml': HEALTHY })).toBe(0);
    expect(code({ 'a.yaml': BROKEN })).toBe(1);
    expect(code({ 'a.yaml': BROKEN }, '--fail-on', 'none')).toBe(0);
    expect(code({ 'a.yaml': BROKEN }, 'a.yaml', 'not-there.yaml')).toBe(2);
    expect(code({ 'values.yaml': 'replicas: 1\n' })).toBe(2);
    expect(code({ 'values.yaml': 'replicas: 1\n' }, '--allow-empty')).toBe(0);
    expect(code({})).toBe(2);
  });

  it('hold warnings against --fail-on', () => {
    const cwd = directory({
      'a.yaml': `${HEALTHY}  name: shop\n`.replace('  name: shop\n  labels', '  labels'),
    });
    const twice = directory({
      'a.yaml': HEALTHY.replace('kind: Namespace', 'kind: Namespace\nkind: Namespace'),
    });
    expect(meshlint([], twice).code).toBe(0);
    expect(meshlint(['--fail-on', 'warning'], twice).code).toBe(1);
    expect(cwd).not.toBe(twice);
  });

  it.each([
    [['--formt', 'json'], "error: unknown option '--formt'\n(Did you mean --format?)"],
    [['--format', 'xml'], 'text, sarif, json'],
    [['--output', 'sarif'], 'FORMAT=FILE'],
    [['--mesh', 'osm'], 'NAME=RELEASE'],
    [['--rules', 'nowhere'], 'nowhere'],
    [['--enable', 'migratoin'], 'It is one of migration, upgrade.'],
    [
      ['--complete', 'Servise,Pod'],
      "--complete: 'Servise' is no kind that any rule asks for. Did you mean 'Service'?",
    ],
    [['explain', 'no-such-rule'], "There is no rule 'no-such-rule'"],
    [['explain', 'broken-documnet'], "Did you mean 'broken-document'?"],
  ])('are 2 for wrong usage: %j', (args, message) => {
    const { code, out, err } = meshlint(args, directory({ 'a.yaml': HEALTHY }));
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });
});

describe('input', () => {
  it.each([
    ['this directory by default', [], FINDING],
    ['a file, whatever its name', ['a.yaml'], FINDING],
    ['a glob', ['*.yaml'], FINDING],
  ])('is %s', (_, args, expected) => {
    expect(meshlint(['-q', ...args], directory({ 'a.yaml': BROKEN })).out).toContain(expected);
  });

  it('is standard input for a dash, and only then', () => {
    const { code, out } = meshlint(['-q', '-'], directory({}), BROKEN);
    expect(code).toBe(1);
    expect(out).toContain('<stdin>:8:43: error[');
  });

  it('says in a sentence what is not there', () => {
    expect(meshlint(['nope'], directory({})).out).toContain(
      'nope: There is no such file or directory, and no file matches it.',
    );
    expect(meshlint([], directory({ 'x.yaml': 'a: 1\n' })).out).toContain(
      'No Kubernetes objects were found in 1 file.',
    );
  });

  it('is reported under the same names from anywhere', () => {
    const cwd = directory({ 'sub/a.yaml': BROKEN, '.git/HEAD': '' });
    const { out } = meshlint(['--format', 'sarif'], cwd);
    expect(meshlint(['--format', 'sarif', cwd], cwd).out).toBe(out);
    expect(meshlint(['--format', 'sarif', cwd], directory({})).out).toBe(out);
    expect(meshlint(['--format', 'sarif'], cwd).out).toBe(out);
    expect(out).not.toContain(cwd);
  });
});

describe('--complete', () => {
  const CALL = `apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: { name: osm-webhook-osm, uid: a }
webhooks: [{ name: osm-inject.k8s.io, clientConfig: { service: { name: osm-injector, namespace: osm-system, port: 9090 } } }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: osm-injector, namespace: osm-system, uid: b, labels: { app: osm-injector } }
`;

  it.each(['Service', 'services', 'SERVICE', '*'])('takes %s for the kind that is meant', (kind) => {
    const cwd = directory({ 'a.yaml': CALL });
    expect(meshlint(['-q'], cwd).out).not.toContain('osm-webhook-service-missing');
    expect(meshlint(['-q', '--complete', kind], cwd).out).toContain('error[osm-webhook-service-missing]');
  });
});

describe('output', () => {
  it('goes to files beside standard output, in several formats', () => {
    const cwd = directory({ 'a.yaml': BROKEN });
    const { code, out } = meshlint(['-q', '-o', 'sarif=out.sarif', '-o', 'json=out.json'], cwd);
    expect(code).toBe(1);
    expect(out).toContain(FINDING);
    expect(JSON.parse(readFileSync(join(cwd, 'out.sarif'), 'utf8')).version).toBe('2.1.0');
    expect(JSON.parse(readFileSync(join(cwd, 'out.json'), 'utf8')).findings).toHaveLength(1);
  });

  it('is the report and nothing else', () => {
    const { out, err } = meshlint(['--format', 'json'], directory({ 'a.yaml': BROKEN }));
    expect(JSON.parse(out).counts.objects).toBe(1);
    expect(err).toBe('');
  });

  it('is coloured when asked', () => {
    const cwd = directory({ 'a.yaml': BROKEN });
    expect(meshlint(['--color', 'always'], cwd).out).toContain('\u001b[');
    expect(meshlint([], cwd).out).not.toContain('\u001b[');
  });
});

describe('--enable', () => {
  const SPLIT = `apiVersion: split.smi-spec.io/v1alpha2
kind: TrafficSplit
metadata: { name: orders, namespace: shop }
spec: { service: orders, backends: [{ service: orders-v1, weight: 1 }] }
`;

  it('runs the rules of a group, which run in no other run', () => {
    const cwd = directory({ 'a.yaml': SPLIT });
    expect(meshlint(['-q'], cwd).out).not.toContain('osm-migration-');
    expect(meshlint(['-q', '--enable', 'migration'], cwd).out).toContain(
      'note[osm-migration-istio-equivalent]',
    );
  });

  it('is told where rules are listed and explained', () => {
    const cwd = directory({});
    expect(meshlint(['rules'], cwd).out).toMatch(/^osm-migration-retirement .*\(with --enable migration\)$/m);
    expect(meshlint(['explain', 'osm-migration-retirement'], cwd).out).toContain('--enable migration');
  });
});

describe("users' rules", () => {
  const RULE = `id: shop-needs-team
severity: warning
title: A namespace has no team
why: Nobody is called.
fix: Add the label.
sources: [our handbook]
subject: { kind: Namespace, at: /metadata }
expect: { type: object, properties: { labels: { type: object, required: [team] } } }
message: Namespace '{./name}' has no team.
fails:
  - |
    apiVersion: v1
    kind: Namespace
    metadata:
      name: shop
      labels: { a: b } # <- here
passes:
  - "{ apiVersion: v1, kind: Namespace, metadata: { name: shop, labels: { team: a } } }"
`;

  it('judge beside those of meshlint', () => {
    const cwd = directory({ 'in/a.yaml': BROKEN, 'rules/shop-needs-team.yaml': RULE });
    const { out } = meshlint(['-q', '--rules', 'rules', 'in'], cwd);
    expect(out).toContain("in/a.yaml:5:3: warning[shop-needs-team]: Namespace 'shop' has no team.");
    expect(out).toContain('osm-namespace-injection-unknown-value');
  });

  it('have ids of their own', () => {
    const taken = RULE.replace('id: shop-needs-team', 'id: duplicate-key');
    const cwd = directory({ 'in/a.yaml': BROKEN, 'rules/duplicate-key.yaml': taken });
    const { code, err } = meshlint(['--rules', 'rules', 'in'], cwd);
    expect(code).toBe(2);
    expect(err).toBe(
      "rules/duplicate-key.yaml:1:5: error: Another rule has the id 'duplicate-key'; give this one its own.\n",
    );
  });

  it('run their examples', () => {
    const cwd = directory({ 'rules/shop-needs-team.yaml': RULE });
    expect(meshlint(['test-rules', 'rules'], cwd)).toEqual({
      code: 0,
      out: 'ok    shop-needs-team\n1 passed, 0 failed\n',
      err: '',
    });
    const wrong = directory({
      'rules/shop-needs-team.yaml': RULE.replace(' # <- here', '').replace(
        'name: shop\n',
        'name: shop # <- here\n',
      ),
    });
    expect(meshlint(['test-rules', 'rules'], wrong)).toEqual({
      code: 1,
      out: `FAIL  shop-needs-team
      fails/0: the findings stand on other lines.
        line 4: marked, not reported
        line 5: reported, not marked
0 passed, 1 failed
`,
      err: '',
    });
  });

  it.each([
    [
      'a misspelled key',
      RULE.replace('severity:', 'severty:'),
      [
        'rules/shop-needs-team.yaml:1:1: error: severity is missing.',
        "rules/shop-needs-team.yaml:2:1: error: severty is not a known key: did you mean 'severity'?",
      ],
    ],
    [
      'a misspelled keyword',
      RULE.replace('properties: { labels', 'propertys: { labels'),
      [
        "rules/shop-needs-team.yaml:8:25: error: expect.propertys is not a known key: did you mean 'properties'?",
      ],
    ],
    [
      'a severity that is none',
      RULE.replace('warning', 'warn'),
      [
        "rules/shop-needs-team.yaml:2:11: error: severity is the text 'warn' where one of 'error', 'warning' or 'note' belongs: did you mean 'warning'?",
      ],
    ],
    [
      'a keyword that says nothing alone',
      RULE.replace('{ type: object, required', '{ required'),
      [
        "rules/shop-needs-team.yaml:8:39: error: expect.properties.labels.type is missing, and 'required' says nothing without it.",
      ],
    ],
    [
      'a name of its own',
      RULE.replace('id: shop-needs-team', 'id: shop-needs-teams'),
      [
        "rules/shop-needs-team.yaml:1:5: error: The id 'shop-needs-teams' is not the name of the file, 'shop-needs-team'.",
      ],
    ],
    [
      'a placeholder that nothing fills',
      RULE.replace('{./name}', '{mistake}'),
      [
        'rules/shop-needs-team.yaml:9:10: error: Nothing fills the placeholder {mistake}. Did you mean {mistakes}?',
      ],
    ],
    [
      'no YAML',
      RULE.replace('title: A', "title: 'A"),
      [expect.stringMatching(/^rules\/shop-needs-team.yaml:\d+:\d+: error: /)],
    ],
  ])('with %s are told with their place and a hint', (_, text, expected) => {
    const { code, out, err } = meshlint(
      ['--rules', 'rules', 'in'],
      directory({ 'in/a.yaml': BROKEN, 'rules/shop-needs-team.yaml': text }),
    );
    expect([code, out]).toEqual([2, '']);
    expect(err.trimEnd().split('\n')).toEqual(expected);
  });
});

describe('explain and rules', () => {
  it('say everything of a rule', () => {
    const { code, out } = meshlint(['explain', 'duplicate-key'], directory({}));
    expect(code).toBe(0);
    expect(out).toContain('duplicate-key (warning)\nA key stands twice in one mapping.\n');
    for (const section of ['Why:', 'Fix:', 'An input that fails:', 'An input that passes:', 'Sources:']) {
      expect(out).toContain(`\n${section}\n`);
    }
  });

  it('list all rules in order', () => {
    const { out } = meshlint(['rules'], directory({}));
    const ids = out
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split(' ')[0] ?? '');
    expect(ids).toEqual([...ids].sort());
    expect(ids).toContain('smi-traffic-target-unknown-match');
  });
});
