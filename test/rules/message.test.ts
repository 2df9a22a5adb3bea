import { describe, expect, it } from 'vitest';
import { buildGraph } from '../../src/graph/build.js';
import { type Path, segmentsOf } from '../../src/input/path.js';
import { parseSources } from '../../src/input/read.js';
import { fillMessage, placeholdersOf } from '../../src/rules/message.js';
import { judge } from './judge.js';

const SERVICE = `
apiVersion: v1
kind: Service
metadata: { name: orders, labels: { istio.io/rev: canary } }
spec:
  ports: [{ name: http, port: 80 }, { name: grpc, port: 9090 }, { port: 443 }]
  text: "what?"
  nothing: null
  empty: []
  braces: "{mistakes}"
  dollar: "$& $1"
`;
const SECRET = `
apiVersion: v1
kind: Secret
metadata: { name: ca, labels: { app: mesh }, annotations: { kubectl.kubernetes.io/last-applied-configuration: hunter2 } }
type: Opaque
data: { ca.crt: hunter2, list: [hunter2] }
stringData: { password: hunter2 }
`;
const WORDS = { mistakes: 'spec is wrong', key: 'ports', hint: "did you mean 'spec'?", osm: '1.2.4' };

/** The message that a template gives for an object, seen from a place in it. */
function filled(template: string, here = '', text = SERVICE): string {
  const [resource] = buildGraph(parseSources([{ name: 'a.yaml', text }])).resources;
  if (resource === undefined) throw new Error('no resource');
  const path: Path = segmentsOf(here).map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  return fillMessage(template, resource, path, WORDS);
}

describe('fillMessage', () => {
  it.each<[string, string, string, string]>([
    ['no placeholder', 'Nothing is wrong.', '', 'Nothing is wrong.'],
    ['a path from the root', "Service '{/metadata/name}'.", '', "Service 'orders'."],
    ['a path with a slash', "'{/metadata/labels/istio.io~1rev}'", '', "'canary'"],
    ['the value here', 'Port {.}.', '/spec/ports/1/port', 'Port 9090.'],
    ['a child', 'Port {./port}.', '/spec/ports/0', 'Port 80.'],
    ['a sibling', 'Port {../name}.', '/spec/ports/1/port', 'Port grpc.'],
    ['several values', 'Ports {/spec/ports/*/port}.', '', 'Ports 80, 9090 and 443.'],
    ['the values that are there', 'Ports {/spec/ports/*/name}.', '', 'Ports http and grpc.'],
    ['a mapping', 'Port {.}.', '/spec/ports/2', 'Port {"port":443}.'],
    ['null', 'It is {/spec/nothing}.', '', 'It is null.'],
    ['a list without items', "It is '{/spec/empty}'.", '', "It is ''."],
    ['a word', '{osm}: {mistakes}.', '', '1.2.4: spec is wrong.'],
    ['two of them side by side', '{key}{osm}', '', 'ports1.2.4'],
    ['one twice', '{key} and {key}.', '', 'ports and ports.'],
    [
      'a fallback that is needed',
      'Port {../name|without a name}.',
      '/spec/ports/2/port',
      'Port without a name.',
    ],
    ['a fallback that is not needed', 'Port {../name|without a name}.', '/spec/ports/0/port', 'Port http.'],
    ['a fallback of nothing', "'{/spec/selector|}'", '', "''"],
    ['a fallback for a word', '{field|spec}.', '', 'spec.'],
    ['a fallback that is a question', '{field|why?}.', '', 'why?'],
    ['a question takes no period', 'Wrong: {hint}.', '', "Wrong: did you mean 'spec'?"],
    ['a value that is a question takes none', '{/spec/text}.', '', 'what?'],
    ['a question takes other signs', '{hint}, or', '', "did you mean 'spec'?, or"],
    ['a value in braces is not filled again', '{/spec/braces}.', '', '{mistakes}.'],
    ['a value with signs that replacing knows', '{/spec/dollar}.', '', '$& $1.'],
    ['empty braces are text', '{} {mistakes}', '', '{} spec is wrong'],
  ])('%s', (_, template, here, expected) => {
    expect(filled(template, here)).toBe(expected);
  });

  it.each<[string, string, string]>([
    ['{/spec/selector}', '', 'nothing fills {/spec/selector} at the root'],
    ['{../name}', '/spec/ports/2/port', 'nothing fills {../name} at /spec/ports/2/port'],
    ['{./x}', '/metadata/labels/istio.io~1rev', 'nothing fills {./x} at /metadata/labels/istio.io~1rev'],
    ['{mistake}', '', 'nothing fills {mistake} at the root'],
    ['{metadata/name}', '', 'nothing fills {metadata/name} at the root'],
  ])('stops at %s', (template, here, message) => {
    expect(() => filled(template, here)).toThrow(message);
  });
});

describe('a Secret', () => {
  it.each<[string, string, string]>([
    ['{/data/ca.crt}', '', '(hidden)'],
    ['{.}', '/data/ca.crt', '(hidden)'],
    ['{/data}', '', '(hidden)'],
    ['{/stringData}', '', '(hidden)'],
    ['{/stringData/password}', '', '(hidden)'],
    ['{/data/*}', '', '(hidden) and (hidden)'],
    ['{/data/list/0}', '', '(hidden)'],
    ['{.}', '', '(hidden)'],
    ['{/metadata}', '', '(hidden)'],
    ['{/metadata/annotations}', '', '(hidden)'],
    ['{/metadata/annotations/*}', '', '(hidden)'],
    ['{/data/tls.key|no key}', '', 'no key'],
    ['{/metadata/name} {/metadata/labels/app}', '', 'ca mesh'],
  ])('hides what it keeps: %s at "%s"', (template, here, expected) => {
    expect(filled(template, here, SECRET)).toBe(expected);
  });

  it.each<[string, string]>([
    ['/data/ca.crt', '{ type: integer }'],
    ['/data/ca.crt', '{ enum: [hunter1, hunter3] }'],
    ['/data/ca.crt', '{ type: string, format: cidr-list }'],
    ['/data', '{ type: object, properties: { ca.crt: { const: x } } }'],
    ['/data', 'false'],
    ['', '{ type: object, properties: { data: { type: string }, stringData: { type: array } } }'],
  ])('is told without its data: %s that is not %s', (at, expectation) => {
    const rule = `
subject: { kind: Secret, at: ${at === '' ? '""' : at} }
expect: ${expectation}
message: "{.} {mistakes} {field|} {actual|} {expected|}."
related: [{ at: /data, message: "{.}" }, { at: /data/ca.crt, message: "{.}" }]
`;
    const tell = (text: string) =>
      judge(rule, text).findings.map(({ message, related, notes, fingerprint }) => [
        message,
        related.map((place) => place.message),
        notes,
        fingerprint,
      ]);
    const told = tell(SECRET);
    expect(told).toHaveLength(1);
    expect(JSON.stringify(told)).not.toContain('hunter2');
    expect(tell(SECRET.replaceAll('hunter2', 'correct horse'))).toEqual(told);
  });

  it('is no hint for a value that comes near its own', () => {
    const rule = `
subject: { kind: ConfigMap, at: /data/password }
expect: { exists: { kind: Secret, name: { const: ca }, where: { /stringData/password: . } } }
message: "No Secret has it."
`;
    const guess = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: { password: hunter3 }\n';
    const { findings } = judge(rule, `${SECRET}---\n${guess}`);
    expect(findings.map(({ message, related }) => [message, related.map((place) => place.message)])).toEqual([
      ['No Secret has it.', ["Secret 'ca' stands here"]],
    ]);
  });
});

describe('placeholdersOf', () => {
  it.each<[string, readonly string[]]>([
    ['Nothing.', []],
    ['{mistakes}.', ['mistakes']],
    ["{../name|none} of '{/metadata/name}' and {key}", ['../name', '/metadata/name', 'key']],
    ['{key} {key}', ['key', 'key']],
    ['{} }{', []],
  ])('%s', (template, expected) => {
    expect(placeholdersOf(template)).toEqual(expected);
  });
});
