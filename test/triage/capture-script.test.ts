import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isMasked } from '../../src/input/masks.js';
import { parseSources, readInput } from '../../src/input/read.js';
import { loadRuleSet } from '../../src/rule-set.js';
import { knownKinds } from '../../src/rules/known-kinds.js';
import { CONFIG_MAPS, captureScript } from '../../src/triage/capture-script.js';
import { directory } from '../cli/meshlint.js';

/** What the cluster answers to `kubectl get` of a resource; nothing: an empty List. */
interface Answer {
  readonly out?: string;
  readonly error?: string;
  readonly code?: number;
}

const list = (...items: readonly object[]) =>
  `${JSON.stringify({ apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } }, undefined, 4)}\n`;
const object = (apiVersion: string, kind: string, path: string, more: object = {}, annotations?: object) => {
  const [namespace, name] = path.includes('/') ? path.split('/') : [undefined, path];
  return { apiVersion, kind, metadata: { annotations, name, namespace, uid: `uid-of-${name}` }, ...more };
};

/** Stands for kubectl: notes what it is asked, and answers from files. */
const KUBECTL = `#!/bin/sh
echo "$*" >> "$ANSWERS/asked"
if [ "$4" = "--no-headers" ]; then cat "$ANSWERS/names" 2> /dev/null; exit 0; fi
if [ "$2" = configmap ]; then cat "$ANSWERS/configmap.$4.$5"; exit $?; fi
if [ -f "$ANSWERS/$2.error" ]; then cat "$ANSWERS/$2.error" >&2; fi
if [ -f "$ANSWERS/$2.out" ]; then cat "$ANSWERS/$2.out"; fi
if [ -f "$ANSWERS/$2.code" ]; then exit "$(cat "$ANSWERS/$2.code")"; fi
if [ ! -f "$ANSWERS/$2.out" ]; then echo '${list().replaceAll('\n', ' ').trim()}'; fi
`;

const KINDS = [
  'Pod',
  'Secret',
  'ConfigMap',
  'Namespace',
  'apps/Deployment',
  'access.smi-spec.io/TrafficTarget',
  '*',
];

/** Runs the script against a cluster that answers so. */
function capture(
  answers: Readonly<Record<string, Answer>>,
  configMaps: Readonly<Record<string, string>> = {},
  kinds = KINDS,
) {
  const root = directory({
    'capture.sh': captureScript(kinds, '1.2.3'),
    'bin/kubectl': KUBECTL,
    'answers/asked': '',
  });
  chmodSync(join(root, 'bin/kubectl'), 0o755);
  const answer = (name: string, text: string | undefined) =>
    text !== undefined && writeFileSync(join(root, 'answers', name), text);
  for (const [resource, { out, error, code }] of Object.entries(answers)) {
    answer(`${resource}.out`, out);
    answer(`${resource}.error`, error);
    answer(`${resource}.code`, code === undefined ? undefined : String(code));
  }
  answer(
    'names',
    Object.keys(configMaps)
      .map((name) => `${name.replace('/', '   ')}\n`)
      .join(''),
  );
  for (const [name, text] of Object.entries(configMaps)) answer(`configmap.${name.replace('/', '.')}`, text);
  const { status, stderr, stdout } = spawnSync('/bin/sh', ['capture.sh', 'out dir'], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: `${join(root, 'bin')}:${process.env.PATH}`, ANSWERS: join(root, 'answers') },
  });
  const out = join(root, 'out dir');
  return {
    out,
    status,
    stderr,
    stdout,
    asked: readFileSync(join(root, 'answers/asked'), 'utf8').trim().split('\n'),
    files: readdirSync(out).sort(),
    text: (name: string) => readFileSync(join(out, name), 'utf8'),
  };
}

/** What the directory is read as. */
async function read(cwd: string) {
  const { bundles, documents, problems } = await readInput(['.'], { cwd });
  return {
    layouts: bundles.map(({ bundle }) => bundle.layout.name),
    claims: bundles.flatMap(({ claims }) =>
      claims.map(({ kind, namespaces, completeness, evidence }) => {
        expect(namespaces).toBeUndefined();
        return `${completeness} ${kind} by ${evidence}`;
      }),
    ),
    objects: documents
      .flatMap(({ objects }) => objects)
      .map(({ value: { kind, metadata } }) => {
        const { namespace, name } = metadata as { namespace?: string; name: string };
        return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
      })
      .sort(),
    problems: problems.map(({ level, subject }) => `${level} ${subject}`),
  };
}

const LAYOUT = 'capture by the script of meshlint';
const POD = object('v1', 'Pod', 'shop/orders-1', {});
const TARGET = object('access.smi-spec.io/v1alpha3', 'TrafficTarget', 'shop/orders');
const MESH_CONFIG = `${JSON.stringify(object('v1', 'ConfigMap', 'kube-system/osm-config', { data: { tracing_enable: 'true' } }), undefined, 4)}\n`;

describe('a cluster', () => {
  test('with everything in it', async () => {
    const { out, status, stderr, files, asked } = capture(
      {
        pods: { out: list(POD) },
        namespaces: { out: list(object('v1', 'Namespace', 'shop')) },
        'traffictargets.access.smi-spec.io': { out: list(TARGET) },
      },
      { 'kube-system/osm-config': MESH_CONFIG, 'shop/passwords': 'never', 'shop/my-osm-config': 'never' },
    );
    expect([status, stderr]).toEqual([0, '']);
    expect(asked).toEqual([
      'get deployments.apps --all-namespaces -o json',
      'get namespaces --all-namespaces -o json',
      'get pods --all-namespaces -o json',
      'get traffictargets.access.smi-spec.io --all-namespaces -o json',
      'get configmaps --all-namespaces --no-headers -o custom-columns=:.metadata.namespace,:.metadata.name',
      'get configmap -n kube-system osm-config -o json',
    ]);
    expect(files).toEqual([
      'configmap.kube-system.osm-config.json',
      'deployments.apps.json',
      'meshlint-capture.txt',
      'namespaces.json',
      'pods.json',
      'traffictargets.access.smi-spec.io.json',
    ]);
    expect(await read(out)).toEqual({
      layouts: [LAYOUT],
      claims: [
        'full apps/Deployment by deployments.apps.json',
        'full Namespace by namespaces.json',
        'full Pod by pods.json',
        'full access.smi-spec.io/TrafficTarget by traffictargets.access.smi-spec.io.json',
      ],
      objects: [
        'ConfigMap kube-system/osm-config',
        'Namespace shop',
        'Pod shop/orders-1',
        'TrafficTarget shop/orders',
      ],
      problems: [],
    });
  });

  test('with nothing in it', async () => {
    const { out, status, files } = capture({}, {}, ['Pod', 'ConfigMap']);
    expect([status, files]).toEqual([0, ['meshlint-capture.txt', 'pods.json']]);
    expect(await read(out)).toEqual({
      layouts: [LAYOUT],
      claims: ['full Pod by pods.json'],
      objects: [],
      problems: [],
    });
  });

  test('that forbids one kind and does not know another', async () => {
    const forbidden =
      'Error from server (Forbidden): pods is forbidden: User "x" cannot list resource "pods"\n';
    const unknown = 'error: the server doesn\'t have a resource type "traffictargets"\n';
    const { out, status, files, text } = capture({
      pods: { error: forbidden, out: list(), code: 1 },
      'traffictargets.access.smi-spec.io': { error: unknown, out: '', code: 1 },
    });
    expect(status).toBe(0);
    expect(files).toEqual([
      'deployments.apps.json',
      'meshlint-capture.txt',
      'namespaces.json',
      'pods.error',
      'pods.json',
      'traffictargets.access.smi-spec.io.error',
    ]);
    expect(text('meshlint-capture.txt')).toBe(
      'meshlint capture 1\ndeployments.apps 0\nnamespaces 0\npods 1\ntraffictargets.access.smi-spec.io 1\n',
    );
    const { claims, problems } = await read(out);
    expect([claims, problems]).toEqual([
      [
        'full apps/Deployment by deployments.apps.json',
        'full Namespace by namespaces.json',
        'failed Pod by pods.json',
        'full access.smi-spec.io/TrafficTarget by traffictargets.access.smi-spec.io.error',
      ],
      [],
    ]);
  });

  test.each<[string, string]>([
    [
      'did not find a group',
      'E0101 12:00:00 memcache.go:287] couldn\'t get resource list for access.smi-spec.io/v1alpha3: the server is currently unable to handle the request\nerror: the server doesn\'t have a resource type "traffictargets"\n',
    ],
    [
      'was not there',
      'The connection to the server localhost:8080 was refused - did you specify the right host or port?\n',
    ],
    ['wanted a password', 'error: You must be logged in to the server (Unauthorized)\n'],
  ])('that %s', async (_, error) => {
    const { out } = capture({ 'traffictargets.access.smi-spec.io': { error, out: '', code: 1 } }, {}, [
      'access.smi-spec.io/TrafficTarget',
    ]);
    const { claims } = await read(out);
    expect(claims.map((each) => each.split(' by ')[0])).toEqual(['failed access.smi-spec.io/TrafficTarget']);
  });

  test('warns and answers', async () => {
    const { out, files } = capture({ pods: { error: 'Warning: v1 is old\n', out: list(POD) } }, {}, ['Pod']);
    expect(files).toEqual(['meshlint-capture.txt', 'pods.error', 'pods.json']);
    expect((await read(out)).claims).toEqual(['full Pod by pods.json']);
  });
});

describe('what somebody did to the directory', () => {
  test.each<[string, (out: string) => void, readonly string[]]>([
    [
      'took a file out before sending it',
      (out) => rmSync(join(out, 'pods.json')),
      ['failed Pod', 'full Namespace'],
    ],
    ['emptied a file', (out) => writeFileSync(join(out, 'pods.json'), ''), ['failed Pod', 'full Namespace']],
    [
      'sent half of a file',
      (out) => writeFileSync(join(out, 'pods.json'), list(POD).slice(0, -20)),
      ['failed Pod', 'full Namespace'],
    ],
    ['took the ledger out', (out) => rmSync(join(out, 'meshlint-capture.txt')), []],
    [
      'opened the ledger on Windows',
      (out) =>
        writeFileSync(join(out, 'meshlint-capture.txt'), 'meshlint capture 1\r\nnamespaces 0\r\npods 0\r\n'),
      ['full Namespace', 'full Pod'],
    ],
    [
      'stopped the script',
      (out) => writeFileSync(join(out, 'meshlint-capture.txt'), 'meshlint capture 1\nnamespaces 0\n'),
      ['full Namespace'],
    ],
  ])('%s', async (_, change, expected) => {
    const { out } = capture({ pods: { out: list(POD) } }, {}, ['Namespace', 'Pod']);
    change(out);
    const { claims } = await read(out);
    const known = new Set(claims.map((each) => each.split(' by ')[0] ?? ''));
    // What failed outweighs all else.
    const told = [...known].filter(
      (each) => !known.has(each.replace('full', 'failed')) || each.startsWith('failed'),
    );
    expect(told.sort()).toEqual(expected);
  });

  test('two captures in one directory', async () => {
    const { out } = capture({ pods: { out: list(POD) } }, {}, ['Pod']);
    mkdirSync(join(out, 'old'));
    writeFileSync(join(out, 'old', 'pods.json'), list(object('v1', 'Pod', 'shop/older')));
    expect((await read(out)).objects).toEqual(['Pod shop/orders-1']);
  });
});

describe('nothing secret is written', () => {
  const env = [
    { name: 'PASSWORD', value: 'hunter2' },
    { name: 'QUOTED', value: 'a "hunter2", b: {"c": "hunter2"}' },
    { name: 'ESCAPED', value: 'hunter2\\' },
    { name: 'FROM', valueFrom: { secretKeyRef: { key: 'value', name: 'REVISION' } } },
    { name: 'AFTER', value: 'hunter2' },
    { name: 'REVISION', value: 'asm-1104-6' },
    { name: 'MY_REVISION', value: 'hunter2' },
    { name: 'REVISION_OLD', value: 'hunter2' },
    { name: 'EMPTY', value: '' },
    { name: 'LAST', value: 'multi\nline hunter2' },
  ];
  const applied = {
    'kubectl.kubernetes.io/last-applied-configuration':
      '{"spec":{"env":[{"name":"PASSWORD","value":"hunter2"}]}}\n',
  };
  const spec = {
    containers: [{ env, image: 'registry/app:1', name: 'app' }],
    tolerations: [{ key: 'a', operator: 'Equal', value: 'b' }],
  };
  const pod = object('v1', 'Pod', 'shop/orders-1', { spec }, applied);
  const run = () =>
    capture(
      { pods: { out: list(pod) } },
      {
        'osm-system/osm-config': `${JSON.stringify(object('v1', 'ConfigMap', 'osm-system/osm-config', {}, applied), undefined, 4)}\n`,
      },
      ['Pod', 'ConfigMap', 'Secret'],
    );

  test('in any file', () => {
    const { out, files, text } = run();
    expect(files.filter((name) => text(name).includes('hunter2'))).toEqual([]);
    expect(existsSync(join(out, 'secrets.json'))).toBe(false);
  });

  test('and what is left is as it was', async () => {
    const { out } = run();
    const { documents, problems } = await readInput(['.'], { cwd: out });
    expect(problems).toEqual([]);
    const found = documents
      .flatMap(({ objects }) => objects)
      .find(({ value }) => value.kind === 'Pod')?.value;
    expect(found).toEqual({
      ...pod,
      metadata: {
        ...pod.metadata,
        annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '***HIDDEN***' },
      },
      spec: {
        ...spec,
        containers: [
          {
            ...spec.containers[0],
            env: env.map((each) =>
              'value' in each && each.name !== 'REVISION' ? { ...each, value: '***HIDDEN***' } : each,
            ),
          },
        ],
        tolerations: [{ key: 'a', operator: 'Equal', value: '***HIDDEN***' }],
      },
    });
    expect(isMasked('***HIDDEN***')).toBe(true);
  });

  test('for all rules, no Secret is asked for, and ConfigMaps by name only', async () => {
    const { rules } = await loadRuleSet([], join(import.meta.dirname, '../..'));
    const { asked, status, stderr } = capture({}, { 'istio-system/istio': MESH_CONFIG }, [
      ...knownKinds(rules),
      'Secret',
    ]);
    expect([status, stderr]).toEqual([0, '']);
    expect(asked.filter((each) => /secret/i.test(each))).toEqual([]);
    expect(asked.filter((each) => /configmap/i.test(each))).toEqual([
      'get configmaps --all-namespaces --no-headers -o custom-columns=:.metadata.namespace,:.metadata.name',
      'get configmap -n istio-system istio -o json',
    ]);
    expect(asked.filter((each) => !each.startsWith('get '))).toEqual([]);
  });
});

describe('ConfigMaps', () => {
  test('that rules know no kinds of are not asked for', () => {
    const { asked } = capture({}, { 'kube-system/osm-config': MESH_CONFIG }, ['Pod']);
    expect(asked).toEqual(['get pods --all-namespaces -o json']);
  });

  test('all of those in the examples of rules are fetched', async () => {
    const { rules } = await loadRuleSet([], join(import.meta.dirname, '../..'));
    const pattern = new RegExp(`^${CONFIG_MAPS}$`);
    const names = rules.flatMap(({ rule }) =>
      [...rule.fails, ...rule.passes, ...rule.undecided].flatMap(({ input }) =>
        parseSources([{ name: 'example.yaml', text: input }])
          .documents.flatMap(({ objects }) => objects)
          .filter(({ value: { apiVersion, kind } }) => apiVersion === 'v1' && kind === 'ConfigMap')
          .map(({ value }) => String((value.metadata as { name?: string } | undefined)?.name)),
      ),
    );
    expect(names.length).toBeGreaterThan(0);
    expect([...new Set(names)].filter((name) => !pattern.test(name))).toEqual([]);
  });
});

test('every kind that rules read can be told by its file', async () => {
  const { rules } = await loadRuleSet([], join(import.meta.dirname, '../..'));
  const kinds = knownKinds(rules).filter(
    (kind) => !['Secret', 'ConfigMap', '*', 'extensions/Ingress', 'events.k8s.io/Event'].includes(kind),
  );
  const { out } = capture({}, {}, kinds);
  const { claims } = await read(out);
  expect(claims.map((each) => each.split(' ')[1]).sort()).toEqual([...kinds].sort());
});
