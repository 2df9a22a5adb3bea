import type { Random } from './random.js';

type Mutation = (text: string, random: Random) => string;

/** What may be put anywhere: the marks of YAML, its line ends, and what looks like them. */
const PIECES: readonly string[] = [
  ' ',
  '  ',
  '\n',
  '\n\n',
  '\r\n',
  '\r',
  '\t',
  ':',
  ': ',
  ' :',
  '- ',
  '-',
  '? ',
  '#',
  ' #',
  ' # x',
  '"',
  "'",
  "''",
  '\\',
  '\\n',
  '\\\n',
  '|',
  '|-\n',
  '|+\n',
  '|2\n',
  '>\n',
  '>-\n',
  '{}',
  '[]',
  '{',
  '[',
  ']',
  '}',
  ',',
  '&a ',
  '*a',
  '!x ',
  '!!str ',
  '<<: ',
  '---',
  '\n---\n',
  '\n...\n',
  '%',
  '@',
  '***',
  '0',
  '1',
  '_',
  '.',
  'e5',
  '0x',
  'é',
  '😀',
  '\u0085',
  '\u2028',
  '\ufeff',
  '\ufdd0',
  '\u00a0',
  '\0',
  '\x1b',
  '\x7f',
  '~',
  'null',
  'yes',
  '__proto__: x',
  'a: 1',
  'a:',
  'x',
];

const MUTATIONS: readonly Mutation[] = [
  (text, random) => inserted(text, random.below(text.length + 1), random.oneOf(PIECES)),
  (text, random) => inserted(text, edgeIn(text, random), random.oneOf(PIECES)),
  (text, random) => inserted(text, edgeIn(text, random), random.oneOf(PIECES)),
  (text, random) => removed(text, random.below(text.length + 1), 1),
  (text, random) => removed(text, edgeIn(text, random), 1 + random.below(3)),
  (text, random) => removed(text, random.below(text.length + 1), random.below(60)),
  (text, random) => text.slice(0, random.below(text.length + 1)),
  (text, random) => text.slice(edgeIn(text, random)),
  (text, random) => changeLine(text, random, (line) => [` ${line}`]),
  (text, random) => changeLine(text, random, (line) => [`  ${line}`]),
  (text, random) => changeLine(text, random, (line) => [line.replace(/^ {1,2}/, '')]),
  (text, random) => changeLine(text, random, (line) => [line.trimStart()]),
  (text, random) => changeLine(text, random, (line) => [`${line} `]),
  (text, random) => changeLine(text, random, (line) => [line.replace(/^( *)/, '$1- ')]),
  (text, random) => changeLine(text, random, (line) => [line.replace(/^( *)- /, '$1  ')]),
  (text, random) => changeLine(text, random, (line) => [line, line]),
  (text, random) => changeLine(text, random, (line) => [line, '']),
  (text, random) => changeLine(text, random, (line) => [line, '# comment']),
  (text, random) => changeLine(text, random, () => []),
  (text, random) => changeLine(text, random, (line) => [line.replace(/: .*/, ':')]),
  (text, random) =>
    changeLine(text, random, (line) => [line.replace(/: .*/, () => `: ${random.oneOf(PIECES)}`)]),
  (text, random) => changeLine(text, random, (line) => [line.replace(/ (\S*)$/, '\n $1')]),
  (text, random) => changeLine(text, random, (line) => [line.replace(/ (\S*)$/, '\n      $1')]),
  (text, random) => swappedLines(text, random),
  (text, random) => swappedIndentation(text, random),
  (text, random) => text.replaceAll('\n', random.oneOf(['\r\n', '\n\n', '\n '])),
  (text) => text.replace(/\n+$/, ''),
];

/** A text with one or two things done to it that change what YAML makes of it. */
export function mutatedYaml(text: string, random: Random): string {
  let result = text;
  for (let left = 1 + random.below(2); left > 0; left -= 1) result = random.oneOf(MUTATIONS)(result, random);
  return result;
}

function inserted(text: string, at: number, piece: string): string {
  return text.slice(0, at) + piece + text.slice(at);
}

function removed(text: string, at: number, length: number): string {
  return text.slice(0, at) + text.slice(at + length);
}

/** A place next to something that means something: a colon, a dash, a quote, a line end. */
function edgeIn(text: string, random: Random): number {
  const from = random.below(text.length + 1);
  const found = text.slice(from).search(/[:\-"'|>#\n{}[\]]/);
  return found < 0 ? from : from + found + random.below(2);
}

function changeLine(text: string, random: Random, change: (line: string) => readonly string[]): string {
  const lines = text.split('\n');
  const at = random.below(lines.length);
  return lines.flatMap((line, index) => (index === at ? change(line) : [line])).join('\n');
}

function swappedLines(text: string, random: Random): string {
  const lines = text.split('\n');
  const [one, other] = [random.below(lines.length), random.below(lines.length)];
  return lines.map((line, at) => (at === one ? lines[other] : at === other ? lines[one] : line)).join('\n');
}

function swappedIndentation(text: string, random: Random): string {
  const lines = text.split('\n');
  const indent = /^ */.exec(random.oneOf(lines))?.[0] ?? '';
  const at = random.below(lines.length);
  return lines.map((line, index) => (index === at ? indent + line.trimStart() : line)).join('\n');
}
