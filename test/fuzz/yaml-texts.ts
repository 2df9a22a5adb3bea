import type { Random } from './random.js';

/**
 * Block YAML as hands and tools write it, and as neither would: built from what a reader has to tell apart, so nearly
 * all of it is valid.
 */
export function yamlFrom(random: Random): string {
  const column = random.isOneIn(6) ? random.below(4) : 0;
  const lines = random.isOneIn(3)
    ? listLines(random, column, 0)
    : mappingLines(random, column, 0, { isUnique: !random.isOneIn(30) });
  return lines.join('\n') + (random.isOneIn(6) ? random.oneOf(['', '\n\n', '\n# end\n', '\n  ']) : '\n');
}

interface Keys {
  readonly isUnique: boolean;
}

function mappingLines(random: Random, column: number, depth: number, keys: Keys): string[] {
  const count = 1 + random.below(depth > 3 ? 2 : 4);
  const lines: string[] = [];
  for (let at = 0; at < count; at += 1) {
    const key = random.oneOf(KEYS) + (keys.isUnique ? String.fromCharCode(97 + at) : '');
    const written = random.isOneIn(8) ? random.oneOf([`"${key}"`, `'${key}'`]) : key;
    lines.push(...gap(random, column));
    lines.push(...entryLines(random, column, depth, written));
  }
  return lines;
}

function entryLines(random: Random, column: number, depth: number, key: string): string[] {
  const start = `${' '.repeat(column)}${key}:`;
  if (depth > 5 || !random.isOneIn(3)) return scalarLines(random, start, column);
  const head = `${start}${random.oneOf(['', '', '', ' ', ' # c', '  '])}`;
  const deeper = column + 1 + random.below(4);
  return random.isOneIn(2)
    ? [head, ...gap(random, column), ...mappingLines(random, deeper, depth + 1, { isUnique: true })]
    : [head, ...gap(random, column), ...listLines(random, random.isOneIn(2) ? column : deeper, depth + 1)];
}

function listLines(random: Random, column: number, depth: number): string[] {
  const lines: string[] = [];
  for (let left = 1 + random.below(3); left > 0; left -= 1) {
    const dash = `${' '.repeat(column)}-${' '.repeat(random.isOneIn(5) ? 1 + random.below(3) : 1)}`;
    lines.push(...gap(random, column), ...itemLines(random, dash, column, depth));
  }
  return lines;
}

function itemLines(random: Random, dash: string, column: number, depth: number): string[] {
  if (depth > 5 || random.isOneIn(2)) return scalarLines(random, dash.trimEnd(), column);
  const inside = random.isOneIn(4)
    ? listLines(random, dash.length, depth + 1)
    : mappingLines(random, dash.length, depth + 1, { isUnique: true });
  const firstLine = inside.findIndex((line) => !/^ *(#|$)/.test(line));
  if (random.isOneIn(8)) return [dash.trimEnd(), ...inside];
  return [dash + inside[firstLine]?.slice(dash.length), ...inside.slice(firstLine + 1)];
}

/** A scalar in any style, behind a colon or a dash. */
function scalarLines(random: Random, start: string, column: number): string[] {
  const deeper = ' '.repeat(column + 1 + random.below(3));
  const behind = random.isOneIn(5) ? random.oneOf([' ', ' # comment', ' #', '#x']) : '';
  const words = Array.from({ length: 1 + random.below(3) }, () => random.oneOf(WORDS));
  if (random.isOneIn(12)) return [`${start} ${flowText(random, 0)}${behind}`];
  if (random.isOneIn(60)) return [`${start} ${random.oneOf(ODD)}${behind}`];
  switch (random.below(9)) {
    case 1:
      return [`${start} "${folded(random, words.map(inDoubleQuotes), deeper)}"${behind}`];
    case 2:
      return [`${start} '${folded(random, words.map(inSingleQuotes), deeper)}'${behind}`];
    case 3:
      return [`${start} ${folded(random, ['text', ...words], deeper)}${behind}`];
    case 4:
    case 5:
      return [
        `${start} ${random.oneOf(random.isOneIn(12) ? ODD_HEADERS : HEADERS)}${behind}`,
        ...blockLines(random, deeper),
      ];
    case 6:
      return [start, `${deeper}${random.oneOf(PLAIN)}${behind}`];
    default:
      return [`${start} ${random.oneOf(PLAIN)}${behind}`];
  }
}

function flowText(random: Random, depth: number): string {
  const parts = Array.from({ length: random.below(4) }, (_, at) => {
    const value = depth < 3 && random.isOneIn(4) ? flowText(random, depth + 1) : random.oneOf(FLOW_PARTS);
    return { key: `${random.oneOf(KEYS)}${at}`, value };
  });
  const comma = random.oneOf([', ', ', ', ',', ' , ']);
  const space = random.oneOf(['', '', ' ']);
  return random.isOneIn(2)
    ? `[${space}${parts.map(({ value }) => value).join(comma)}${space}]`
    : `{${space}${parts.map(({ key, value }) => `${key}: ${value}`).join(comma)}${space}}`;
}

function folded(random: Random, words: readonly string[], indent: string): string {
  const shift = random.isOneIn(4) ? ' '.repeat(random.below(3)) : '';
  return words.reduce((text, word) => {
    const joint = random.oneOf([' ', ' ', '\n', '\n\n', ' \n', '\n \n', '  ']);
    return text + (joint.endsWith('\n') ? `${joint}${indent}${shift}` : joint) + word;
  });
}

function blockLines(random: Random, indent: string): string[] {
  return Array.from({ length: 1 + random.below(4) }, () => {
    if (random.isOneIn(20)) return indent + random.oneOf(['  indented', '\ttab', ' ', '']);
    return random.isOneIn(6) ? random.oneOf(['', '', indent.slice(1)]) : indent + random.oneOf(TEXTS);
  });
}

/** Comments and empty lines, which may stand anywhere. */
function gap(random: Random, column: number): string[] {
  if (!random.isOneIn(8)) return [];
  const indent = ' '.repeat(random.oneOf([0, column, column, column + 2]));
  return [random.oneOf(['', `${indent}# comment`, indent, '# "', `${indent}#`, `${indent}# é`])];
}

function inDoubleQuotes(word: string): string {
  return word.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\t', '\\t');
}

function inSingleQuotes(word: string): string {
  return word.replaceAll("'", "''");
}

const KEYS: readonly string[] = [
  'a',
  'name',
  'app.kubernetes.io/name',
  'f:spec',
  'k:{"type":"Ready"}',
  'a key',
  'yes',
  '1',
  '1.5',
  '-x',
  '.',
  'é',
  'a#b',
  'constructor',
];

const WORDS: readonly string[] = [
  'word',
  'two words',
  'a:b',
  'a#b',
  '- x',
  '-x',
  "it's",
  'say "so"',
  'ünïcode',
  '😀',
  '\\n',
  'a,b',
  '[x]',
  '{x}',
  'a  b',
  '***',
];

const FLOW_PARTS: readonly string[] = [
  'a',
  'two words',
  '80',
  'true',
  '-1',
  '~',
  '"a, b"',
  "'it''s'",
  '"é"',
  'é',
  'a:b',
  '--x=y',
  '10.0.0.1',
  '""',
  '-',
  ':8080',
  'a: b',
  '"a": b',
  'x#y',
  "it's",
  '',
  '*',
  '?',
];

const PLAIN: readonly string[] = [
  'word',
  'a:b',
  'a  b',
  "it's",
  'true',
  'no',
  'null',
  '~',
  '80',
  '-1',
  '+1',
  '0755',
  '0x1F',
  '1_000',
  '1e3',
  '1.50',
  '.5',
  '-.5',
  '9007199254740993',
  '18446744073709551616',
  '12:30',
  '2024-01-01',
  '10.0.0.1',
  '100m',
  ':8080',
  '::1',
  '--flag=x',
  '.',
  '..',
  '<<',
  '=',
  '(x)',
  '/path',
  '$x',
  '\\x',
  '{}',
  '[]',
  '"quoted"',
  "'quoted'",
  '""',
  "''",
];

/** What a careful reader leaves to others, or refuses. */
const ODD: readonly string[] = [
  '',
  '---',
  '...',
  '-',
  '- x',
  '? x',
  'a: b',
  'a:',
  'a :b',
  '&a x',
  '*a',
  '!!str 1',
  '!x y',
  '[a, b',
  '[a, b,]',
  '{a: b',
  '{a}',
  '{a:}',
  '{"a":b}',
  '{a : b}',
  '[a #b]',
  '[a]: b',
  '{ }',
  '{}x',
  '[] x',
  '%x',
  '@x',
  '`x`',
  '|x',
  '>',
  '.inf',
  '.nan',
  '1e999',
  '"\\/"',
  '"\\q"',
  '"\\x4"',
  '"\\x41\\u00e9\\U0001F600"',
  '"\\ud83d\\ude00"',
  '"a\\\n   b"',
  '"a\\\n\n   b"',
  '"a \\\n   \\ b"',
  '"open',
  "'open",
  "'it''s'",
  '"\\t\\0\\e\\N\\_\\L\\P"',
  'x\ty',
  '\tx',
  'x\t',
  '"x\ty"',
  '"x\t\n   y"',
  '"x\n   \ty"',
  '\ufeffx',
  'x\u2028y',
  'x\u0085y',
  'x\ufdd0',
  '\u00a0x',
  'x\u007f',
];

const HEADERS: readonly string[] = ['|', '|', '|-', '|+', '>', '>-', '>+'];

const ODD_HEADERS: readonly string[] = ['|2', '|1-', '|-2', '|+1', '>2-', '|0', '|--', '|x'];

const TEXTS: readonly string[] = [
  ...WORDS,
  '# no comment',
  'a: b',
  '- a',
  '"',
  "'",
  'x ',
  'x\t',
  '---',
  '{{ .Values.x }}',
  'a: "open',
  'key:',
];
