import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { describe, expect, test } from 'vitest';
import { directory, meshlint } from './meshlint.js';

const NAMESPACES = {
  apiVersion: 'v1',
  kind: 'NamespaceList',
  items: [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: 'shop',
        uid: 'u1',
        labels: {
          'openservicemesh.io/monitored-by': 'osm',
          'openservicemesh.io/sidecar-injection': 'enabled',
        },
      },
    },
  ],
};

const LOG = '{"level":"info"}\n{"level":"error","message":"SMI API for Kind=TCPRoute is not available"}\n';

/** A troubleshoot bundle, as a customer sends it. */
const BUNDLE: Readonly<Record<string, string>> = {
  'bundle-1/version.yaml': 'apiVersion: troubleshoot.sh/v1beta2\nkind: SupportBundle\n',
  'bundle-1/cluster-resources/namespaces.json': JSON.stringify(NAMESPACES),
  'bundle-1/cluster-resources/pods/shop.json': '{"apiVersion":"v1","kind":"PodList","items":[',
  'bundle-1/cluster-resources/pods/logs/osm-system/osm-controller-1/osm-controller.log': LOG,
};

async function tarOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const tar = pack();
  for (const [name, text] of Object.entries(files)) tar.entry({ name }, text);
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return gzipSync(Buffer.concat(chunks));
}

describe('a bundle in an archive', async () => {
  const tgz = await tarOf(BUNDLE);

  test('is read member by member, logs too, and -v says what it was taken for', () => {
    const { code, out } = meshlint(['-v', 'bundle.tgz'], directory({ 'bundle.tgz': tgz }));
    expect(code).toBe(1);
    expect(out).toContain(
      "Read 'bundle.tgz!/bundle-1' as a Replicated troubleshoot support bundle, because 'cluster-resources/' stands beside 'version.yaml'.",
    );
    expect(out).toContain(
      'bundle.tgz!/bundle-1/cluster-resources/pods/logs/osm-system/osm-controller-1/osm-controller.log:2:1',
    );
    expect(out).toContain('bundle.tgz!/bundle-1/cluster-resources/namespaces.json:1:');
    expect(out).toMatch(
      /note: bundle\.tgz!\/bundle-1\/cluster-resources\/pods\/shop\.json: .*capture it again/,
    );
  });

  test.each<[string, readonly string[], Buffer | string]>([
    ['a directory', ['unpacked'], ''],
    ['standard input', ['-'], tgz],
    ['a directory that holds the archive', ['.'], ''],
  ])('has the same findings from %s', (_, paths, input) => {
    const files = paths[0] === 'unpacked' ? unpacked() : paths[0] === '.' ? { 'ticket/b.tgz': tgz } : {};
    const rules = (text: string) => JSON.parse(text).findings.map(({ rule }: { rule: string }) => rule);
    const whole = meshlint(['--format', 'json', 'b.tgz'], directory({ 'b.tgz': tgz }));
    const { out } = meshlint(['--format', 'json', ...paths], directory(files), input);
    expect(rules(out)).toEqual(rules(whole.out));
    expect(rules(out)).toContain('osm-log-smi-kind-unavailable');
  });

  test('inside a repository is somebody’s package, unless it is named', () => {
    const cwd = directory({
      '.git/HEAD': '',
      'a.yaml': 'kind: Namespace\napiVersion: v1\nmetadata: { name: a }\n',
      'b.tgz': tgz,
    });
    expect(meshlint(['-q'], cwd).out).toBe('No findings; 0 undecided; 1 object in 1 file.\n');
    expect(meshlint(['-q', 'b.tgz'], cwd).out).toContain('osm-log-smi-kind-unavailable');
  });

  test('meets limits, which options change', () => {
    const cwd = directory({ 'b.tgz': tgz });
    const { code, out } = meshlint(['--limit', 'members=1', 'b.tgz'], cwd);
    expect([code, out]).toEqual([2, expect.stringContaining('--limit members=2')]);
    const wrong = meshlint(['--limit', 'size=1', 'b.tgz'], cwd);
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('unpacked')]);
  });
});

function unpacked(): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(BUNDLE).map(([name, text]) => [join('unpacked', name), text]));
}

test('Secrets of a backup are not read, and appear nowhere', async () => {
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's', namespace: 'shop' },
    data: { key: 'aHVudGVyMg==' },
  };
  const tgz = await tarOf({
    'metadata/version': '1.1.0\n',
    'resources/secrets/namespaces/shop/s.json': JSON.stringify(secret),
    'resources/namespaces/cluster/shop.json': JSON.stringify(NAMESPACES.items[0]),
  });
  const cwd = directory({ 'backup.tar.gz': tgz });
  for (const format of ['text', 'json', 'sarif']) {
    const { out, err } = meshlint(['-v', '--format', format, 'backup.tar.gz'], cwd);
    expect(out + err).not.toContain('aHVudGVyMg');
    expect(out).toContain('osm-namespace-injection-as-label');
  }
});

test('--require-complete fails where something could not be judged', () => {
  const target = `apiVersion: access.smi-spec.io/v1alpha3
kind: TrafficTarget
metadata: { name: a, namespace: shop }
spec:
  destination: { kind: ServiceAccount, name: a, namespace: shop }
  rules: [{ kind: TCPRoute, name: r }]
  sources: [{ kind: ServiceAccount, name: b, namespace: shop }]
`;
  const route = `apiVersion: specs.smi-spec.io/v1alpha4
kind: TCPRoute
metadata: { name: r, namespace: shop }
spec: { matches: { ports: [80] } }
`;
  const cwd = directory({ 'a.yaml': `${target}---\n${route}` });
  expect(meshlint(['-q', 'a.yaml'], cwd).code).toBe(0);
  expect(meshlint(['-q', '--require-complete', 'a.yaml'], cwd).code).toBe(1);
  expect(
    meshlint(['-q', '--require-complete', '--complete', '*', '--fail-on', 'none', 'a.yaml'], cwd).code,
  ).toBe(0);
});

test('two clusters are judged apart, and findings name theirs', () => {
  const namespace = (uid: string, labels: string) => `apiVersion: v1
kind: Namespace
metadata: { name: shop, uid: ${uid}, labels: ${labels} }
---
apiVersion: v1
kind: Namespace
metadata: { name: kube-system, uid: k${uid} }
`;
  const cwd = directory({
    'east.yaml': namespace('1', '{ openservicemesh.io/sidecar-injection: enabled }'),
    'west.yaml': namespace('2', '{}'),
  });
  const { out } = meshlint(['.'], cwd);
  expect(out).toContain("Judged as 2 clusters that know nothing of each other: 'east.yaml' and 'west.yaml'.");
  expect(out).toContain('= in: east.yaml');
});

test('a configuration says which files make a cluster, and is told where it is wrong', () => {
  const cwd = directory({
    '.meshlint.yaml': 'scopes:\n  - name: prod\n    path: [a]\n',
    'a/a.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: { name: a }\n',
  });
  const { code, err } = meshlint([], cwd);
  expect(code).toBe(2);
  expect(err).toContain(
    ".meshlint.yaml:3:5: error: scopes[0].path is not a known key: did you mean 'paths'?",
  );
});

test('capture prints a script, for the rules of the user too', () => {
  const { code, out } = meshlint(['capture'], directory({}));
  expect(code).toBe(0);
  expect(out).toMatch(/^#!\/bin\/sh\n/);
  expect(out).toContain('\nget deployments.apps\n');
  expect(out).not.toMatch(/^get secrets$/m);
});

test('what kubectl cluster-info dump prints is a capture: its lists prove, and its logs are searched', () => {
  const pods = {
    kind: 'PodList',
    apiVersion: 'v1',
    items: [{ metadata: { name: 'osm-controller-1', namespace: 'osm-system', uid: 'u1' } }],
  };
  const log = `==== START logs for container osm-controller of pod osm-system/osm-controller-1 ====\n${LOG}==== END logs for container osm-controller of pod osm-system/osm-controller-1 ====\n`;
  const dump = `${JSON.stringify(pods, undefined, 4)}\n${log}`;
  const { code, out } = meshlint(['-v', 'dump.txt'], directory({ 'dump.txt': dump }));
  expect(code).toBe(0);
  expect(out).toContain(
    "Read 'dump.txt' as a kubectl cluster-info dump, because logs of pods stand between its lists.",
  );
  const line = dump.split('\n').findIndex((text) => text.includes('SMI API')) + 1;
  expect(out).toContain(`--> dump.txt:${line}:1`);
  expect(out).toContain('warning[osm-log-smi-kind-unavailable]');
});
