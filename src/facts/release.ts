/** Releases by mesh, as the user states them. */
export type Releases = Readonly<Partial<Record<'osm' | 'istio', string>>>;

/** A release as far as a text tells it: `1.10.4-asm.6` is release 1.10.4 of line 1.10; `1.9` only a line. */
export interface Release {
  readonly release: string | undefined;
  readonly line: string;
}

export function releaseIn(text: string): Release | undefined {
  const [, major, minor, patch] = /^v?(\d+)\.(\d+)(?:\.(\d+))?(?![\d.])/.exec(text) ?? [];
  if (major === undefined || minor === undefined) return undefined;
  const line = `${major}.${minor}`;
  return { line, release: patch === undefined ? undefined : `${line}.${patch}` };
}

/** The tag of an image; undefined where it is given by digest, or not at all. */
export function imageTag(image: string): string | undefined {
  const [reference = ''] = image.split('@');
  return /:([^:/]+)$/.exec(reference)?.[1];
}

export function isLineAtLeast(line: string, least: string): boolean {
  const [major, minor] = numbersOf(line);
  const [leastMajor, leastMinor] = numbersOf(least);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}

/** A cluster has few lines, and each of its pods asks for them. */
const NUMBERS = new Map<string, readonly [major: number, minor: number]>();
const MOST_KNOWN = 1000;

function numbersOf(line: string): readonly [major: number, minor: number] {
  const known = NUMBERS.get(line);
  if (known !== undefined) return known;
  if (NUMBERS.size >= MOST_KNOWN) NUMBERS.clear();
  const [major = 0, minor = 0] = line.split('.').map(Number);
  NUMBERS.set(line, [major, minor]);
  return [major, minor];
}
