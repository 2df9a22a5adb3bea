/** Folders without the beginning and the end that all of them share: `clusters/eu/shop` is `eu`. */
export function namesTellingApart(folders: readonly string[]): readonly string[] {
  const paths = folders.map((folder) => folder.split('/'));
  const start = sharedLength(paths);
  const end = sharedLength(paths.map((names) => names.slice(start).reverse()));
  return paths.map((names) => names.slice(start, names.length - end).join('/') || '.');
}

function sharedLength([first = [], ...others]: readonly (readonly string[])[]): number {
  const length = first.findIndex((name, index) => others.some((names) => names[index] !== name));
  return length < 0 ? first.length : length;
}

/** The names of scopes, each other than all others, by the names of the alternatives in each. */
export function namesOfScopes(scopes: readonly (readonly string[])[]): readonly string[] {
  const counts = new Map<string, number>();
  return scopes.map(joined).map((name) => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}

/** `dev/eu` says already that it is of `dev`, and nobody reads more than a few names. */
function joined(alternatives: readonly string[]): string {
  const all = [...new Set(alternatives)];
  const names = all.filter(
    (name) => !all.some((other) => other !== name && `/${other}/`.includes(`/${name}/`)),
  );
  const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
  return shown.join(' + ');
}
