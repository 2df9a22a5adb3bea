import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Claim } from '../../src/input/claim.js';
import { type ReadInput, readInput } from '../../src/input/read.js';
import { directory } from '../cli/meshlint.js';
import { tarOf } from './archives/archives.js';

const NODES = '{"kind":"NodeList","apiVersion":"v1","items":[{"metadata":{"name":"worker-1"}}]}';
const NO_CONTROLLERS = '{"kind":"ReplicationControllerList","apiVersion":"v1","items":null}';
const POD = '{"metadata":{"name":"orders-1","namespace":"shop"}}';
const PODS = `{"kind":"PodList","apiVersion":"v1","items":[${POD}]}`;

/** `full Pod in shop by dump/shop/pods.json`. */
function line({ completeness, kind, namespaces, evidence }: Claim): string {
  return `${completeness} ${kind}${namespaces ? ` in ${[...namespaces].join(', ')}` : ''} by ${evidence}`;
}

function told({ documents, broken, duplicates, bundles, problems }: ReadInput) {
  return {
    objects: documents
      .flatMap(({ objects }) => objects)
      .map(({ value: { kind, metadata } }) => `${kind} ${(metadata as { name: string }).name}`)
      .sort(),
    claims: bundles.flatMap(({ claims }) => claims.map(line)).sort(),
    problems: problems.map(({ level, subject, message }) => `${level} ${subject}: ${message}`),
    mistakes: [...broken, ...duplicates].map(({ message }) => message),
  };
}

async function read(files: Readonly<Record<string, string | Buffer>>) {
  return told(await readInput(['.'], { cwd: directory(files) }));
}

const RECAPTURE =
  'So nothing is known of what it should hold; capture it again, or say with --complete what is complete.';

/** A dump of `kubectl cluster-info dump` whose pods are this text. */
const dumpWith = (pods: string, extension = 'json') =>
  read({
    [`dump/nodes.${extension}`]: NODES,
    [`dump/shop/replication-controllers.${extension}`]: NO_CONTROLLERS,
    [`dump/shop/pods.${extension}`]: pods,
  });

const SOUND = (extension = 'json') => [
  `full Node by dump/nodes.${extension}`,
  `full ReplicationController in shop by dump/shop/replication-controllers.${extension}`,
];

describe('a file that can be read proves what its place says:', () => {
  test.each<[string, string, readonly string[]]>([
    ['a list', PODS, ['Pod orders-1']],
    ['a list of null', '{"kind":"PodList","apiVersion":"v1","items":null}', []],
    ['an empty list', '{"kind":"PodList","apiVersion":"v1","items":[]}', []],
    ['an empty List of kubectl', '{"kind":"List","apiVersion":"v1","items":[]}', []],
    ['a list without a kind', `{"metadata":{},"items":[${POD}]}`, ['Pod orders-1']],
    ['an array', `[${POD}]`, ['Pod orders-1']],
    ['an empty array', '[]', []],
    ['YAML', 'apiVersion: v1\nitems:\n- metadata:\n    name: orders-1\nkind: PodList\n', ['Pod orders-1']],
    [
      'with keys that masking made equal',
      `{"kind":"PodList","apiVersion":"v1","items":[{"metadata":{"name":"orders-1","a":1,"a":2}}]}`,
      ['Pod orders-1'],
    ],
    ['in UTF-16, as PowerShell writes it', PODS, ['Pod orders-1']],
  ])('%s', async (name, pods, objects) => {
    const text = name.includes('UTF-16') ? Buffer.from(`\ufeff${pods}`, 'utf16le') : pods;
    expect(
      await read({
        'dump/nodes.json': NODES,
        'dump/shop/replication-controllers.json': NO_CONTROLLERS,
        'dump/shop/pods.json': text,
      }),
    ).toEqual({
      objects: ['Node worker-1', ...objects],
      claims: [
        'full Node by dump/nodes.json',
        'full Pod in shop by dump/shop/pods.json',
        'full ReplicationController in shop by dump/shop/replication-controllers.json',
      ],
      problems: [],
      mistakes: [],
    });
  });
});

describe('a file that cannot be read is a note, and proves that nothing is known:', () => {
  test.each<[string, string, string]>([
    ['empty', '', `This is empty. ${RECAPTURE}`],
    ['of blank lines', '\n \r\n', `This is empty. ${RECAPTURE}`],
    [
      'an error of kubectl',
      'Error from server (Forbidden): pods is forbidden\n',
      `This holds no objects but 'Error from server (Forbidden): pods is forbidden'. ${RECAPTURE}`,
    ],
    [
      'a table',
      'NAME       READY\norders-1   2/2\n',
      `This holds no objects but 'NAME       READY'. ${RECAPTURE}`,
    ],
    ['a long line', 'x'.repeat(200), `This holds no objects but '${'x'.repeat(120)}...'. ${RECAPTURE}`],
    ['null', 'null', `This holds no objects but 'null'. ${RECAPTURE}`],
    [
      'an answer of the server',
      '{"kind":"Status","apiVersion":"v1","status":"Failure","message":"pods is forbidden"}',
      'This is an answer of the API server and no object: pods is forbidden. Nothing is known of what should stand here; capture it again.',
    ],
    [
      'an answer of the server without words',
      '{"kind":"Status","apiVersion":"v1"}',
      'This is an answer of the API server and no object. Nothing is known of what should stand here; capture it again.',
    ],
    [
      'JSON that is cut off',
      `${PODS.slice(0, -4)}\n`,
      `Line 1 cannot be read: the text ends in the middle of a JSON value. ${RECAPTURE}`,
    ],
    [
      'YAML that is cut off between two lines',
      'apiVersion: v1\nitems:\n- metadata:\n    name: orders-1\n',
      'This list ends before it says of what kind it is: the file is cut off, so nothing of it was read. Capture it again.',
    ],
    [
      'YAML that is cut off in a text',
      'apiVersion: v1\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata:\n    name: "orders',
      `Line 6 cannot be read: this quote is never closed. ${RECAPTURE}`,
    ],
    [
      'an old kubectl',
      '{\n    "ListMeta": {},\n    "Items": [{"Name": "orders-1"}]\n}',
      'This was written by kubectl 1.10 or older, whose format names no kinds, so nothing of it was read; capture the cluster with a newer kubectl.',
    ],
  ])('%s', async (_, pods, message) => {
    expect(await dumpWith(pods)).toEqual({
      objects: ['Node worker-1'],
      claims: ['failed Pod in shop by dump/shop/pods.json', ...SOUND()],
      problems: [`note dump/shop/pods.json: ${message}`],
      mistakes: [],
    });
  });

  test.each<[string, string]>([
    ['behind', `${PODS}\nError from server: the rest timed out\n`],
    ['before', `Warning: v1 is deprecated\n${PODS}\n`],
  ])('an error %s a list', async (_, pods) => {
    const { claims, problems } = await dumpWith(pods);
    expect(claims).toEqual(['failed Pod in shop by dump/shop/pods.json', ...SOUND()]);
    expect(problems).toEqual([
      expect.stringMatching(/^note dump\/shop\/pods\.json: Line 2 cannot be read: /),
    ]);
  });

  test('what could be read beside it is kept, and the message tells the rest', async () => {
    const { objects, claims, problems } = await dumpWith(
      `apiVersion: v1\nitems:\n- metadata:\n    name: orders-1\nkind: PodList\n---\nError from server\n`,
      'yaml',
    );
    expect([objects, claims]).toEqual([
      ['Node worker-1', 'Pod orders-1'],
      ['failed Pod in shop by dump/shop/pods.yaml', ...SOUND('yaml')],
    ]);
    expect(problems).toEqual([expect.not.stringContaining("no objects but 'apiVersion: v1'")]);
  });

  test('what is no text', async () => {
    const { claims, problems } = await read({
      'dump/nodes.json': NODES,
      'dump/shop/replication-controllers.json': NO_CONTROLLERS,
      'dump/shop/pods.json': Buffer.from([0, 5, 22, 7, 0, 2, 0, 0]),
    });
    expect([claims, problems]).toEqual([
      ['failed Pod in shop by dump/shop/pods.json', ...SOUND()],
      ['note dump/shop/pods.json: This is not text, so it was left alone.'],
    ]);
  });
});

test('an old kubectl is told once, other faults each', async () => {
  const old = '{"ListMeta": {}, "Items": []}';
  const { problems, claims } = await read({
    'dump/nodes.json': old,
    'dump/shop/replication-controllers.json': old,
    'dump/shop/pods.json': old,
    'dump/shop/services.json': '',
    'dump/shop/events.json': '',
  });
  expect(problems.map((each) => each.split(':')[0])).toEqual([
    'note dump/nodes.json',
    'note dump/shop/events.json',
    'note dump/shop/services.json',
  ]);
  expect(claims).toEqual([
    'failed Event in shop by dump/shop/events.json',
    'failed Node by dump/nodes.json',
    'failed Pod in shop by dump/shop/pods.json',
    'failed ReplicationController in shop by dump/shop/replication-controllers.json',
    'failed Service in shop by dump/shop/services.json',
  ]);
});

test('two dumps are two bundles, and a manifest beside them is in none', async () => {
  const input = await readInput(['.'], {
    cwd: directory({
      'east/nodes.json': NODES,
      'east/shop/replication-controllers.json': NO_CONTROLLERS,
      'west/nodes.json': NODES,
      'west/shop/replication-controllers.json': NO_CONTROLLERS,
      'service.yaml': 'apiVersion: v1\nkind: Service\nmetadata: { name: orders }\n',
    }),
  });
  expect(input.bundles.map(({ bundle, claims }) => [bundle.name, claims.map(line)])).toEqual([
    [
      'east',
      [
        'full Node by east/nodes.json',
        'full ReplicationController in shop by east/shop/replication-controllers.json',
      ],
    ],
    [
      'west',
      [
        'full Node by west/nodes.json',
        'full ReplicationController in shop by west/shop/replication-controllers.json',
      ],
    ],
  ]);
  expect(input.documents.map(({ source }) => [source.name, source.place?.bundle.name])).toEqual([
    ['east/nodes.json', 'east'],
    ['east/shop/replication-controllers.json', 'east'],
    ['west/nodes.json', 'west'],
    ['west/shop/replication-controllers.json', 'west'],
    ['service.yaml', undefined],
  ]);
});

describe('a bundle whose claims follow from several files', () => {
  const CRDS = JSON.stringify({
    kind: 'CustomResourceDefinitionList',
    apiVersion: 'apiextensions.k8s.io/v1',
    items: [
      {
        metadata: { name: 'traffictargets.access.smi-spec.io' },
        spec: {
          group: 'access.smi-spec.io',
          names: { kind: 'TrafficTarget', plural: 'traffictargets' },
          scope: 'Namespaced',
        },
      },
    ],
  });
  const FILES: readonly (readonly [string, string])[] = [
    ['bundle/version.yaml', 'apiVersion: troubleshoot.sh/v1beta2\nkind: SupportBundle\n'],
    ['bundle/cluster-resources/custom-resource-definitions.json', CRDS],
    [
      'bundle/cluster-resources/namespaces.json',
      '{"kind":"NamespaceList","apiVersion":"v1","items":[{"metadata":{"name":"shop"}}]}',
    ],
    ['bundle/cluster-resources/pods/shop.json', PODS],
    [
      'bundle/cluster-resources/services/shop.json',
      `{"kind":"ServiceList","apiVersion":"v1","items":[${'{"metadata":{"name":"a"}},'.repeat(200)}{"metadata":{"name":"b"}}]}`,
    ],
  ];
  const kinds = (claims: readonly string[]) => claims.map((each) => each.split(' ').slice(0, 2).join(' '));

  test('concludes that there are no TrafficTargets', async () => {
    const { claims } = await read({ 'bundle.tgz': gzipSync(await tarOf(FILES)) });
    expect(kinds(claims)).toEqual([
      'full Namespace',
      'full Pod',
      'full Service',
      'full access.smi-spec.io/TrafficTarget',
      'full apiextensions.k8s.io/CustomResourceDefinition',
    ]);
  });

  test('concludes nothing where the archive is cut off', async () => {
    const whole = await tarOf(FILES);
    const { claims, problems, objects } = await read({
      'bundle.tar': whole.subarray(0, whole.length - 4_096),
    });
    expect(problems.some((each) => each.startsWith('error bundle.tar'))).toBe(true);
    expect(objects).toContain('Pod orders-1');
    expect(kinds(claims)).not.toContain('full access.smi-spec.io/TrafficTarget');
    expect(kinds(claims)).not.toContain('full Service');
    expect(kinds(claims)).toContain('full Pod');
  });
});
