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
  const [major = 0, minor = 0] = line.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = least.split('.').map(Number);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}
