/** The names of files in folders, on disk or in an archive. Nothing is read to ask what stands where. */
export class Folder {
  readonly files = new Set<string>();
  readonly folders = new Map<string, Folder>();

  /** The tree of these paths, all relative to it and with `/`. */
  static of(paths: Iterable<string>): Folder {
    const root = new Folder();
    for (const path of paths) root.#add(path);
    return root;
  }

  /** The folder at a path below this one: `'a/b'`; itself for `''`. */
  at(path: string): Folder | undefined {
    let folder: Folder | undefined = this;
    for (const name of path.split('/')) if (name !== '') folder = folder?.folders.get(name);
    return folder;
  }

  hasFile(path: string): boolean {
    const slash = path.lastIndexOf('/');
    return this.at(path.slice(0, Math.max(slash, 0)))?.files.has(path.slice(slash + 1)) === true;
  }

  hasFolder(path: string): boolean {
    return this.at(path) !== undefined;
  }

  /** All files below, as paths relative to this folder: its own first, each folder in the order of its name. */
  *paths(prefix = ''): Iterable<string> {
    for (const name of [...this.files].sort()) yield prefix + name;
    for (const name of [...this.folders.keys()].sort())
      yield* this.folders.get(name)?.paths(`${prefix}${name}/`) ?? [];
  }

  #add(path: string): void {
    const names = path.split('/');
    const file = names.pop() ?? '';
    let folder: Folder = this;
    for (const name of names) {
      const next = folder.folders.get(name) ?? new Folder();
      folder.folders.set(name, next);
      folder = next;
    }
    folder.files.add(file);
  }
}
