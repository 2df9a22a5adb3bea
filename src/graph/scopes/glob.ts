/**
 * Whether a path is one that a pattern means: `*` and `?` stand for letters of a name, `**` for any number of folders.
 * There are no braces and brackets. It looks back to the last star only, so no pattern takes long.
 */
export function matchesGlob(pattern: string, path: string): boolean {
  return matches(pattern.split('/'), path.split('/'), '**', matchesName);
}

function matchesName(pattern: string, name: string): boolean {
  return matches([...pattern], [...name], '*', (sign, letter) => sign === '?' || sign === letter);
}

/** Items against a pattern in which a star stands for any number of them: what follows a star is tried further on. */
function matches(
  pattern: readonly string[],
  items: readonly string[],
  star: string,
  fits: (wanted: string, item: string) => boolean,
): boolean {
  let [next, item, afterStar, triedFrom] = [0, 0, 0, 0];
  while (item < items.length) {
    const wanted = pattern[next];
    if (wanted === star) {
      next += 1;
      [afterStar, triedFrom] = [next, item];
    } else if (wanted !== undefined && fits(wanted, items[item] ?? '')) {
      next += 1;
      item += 1;
    } else if (afterStar > 0) {
      triedFrom += 1;
      [next, item] = [afterStar, triedFrom];
    } else return false;
  }
  return pattern.slice(next).every((wanted) => wanted === star);
}
