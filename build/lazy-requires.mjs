import { parseAst } from 'rolldown/parseAst';

/**
 * Lets everything load what it imports when it first uses it, so that a run loads what it needs and nothing else, and the
 * sources stay plain modules. For CommonJS, in packages and in chunks: only there can something be loaded so late.
 */
export const lazyRequires = {
  name: 'lazy-requires',
  transform: {
    filter: { id: /\/node_modules\//, code: /require\(/ },
    handler: (code) => ({ code: withLazyRequires(code), map: null }),
  },
  renderChunk: (code) => ({ code: withLazyRequires(code), map: null }),
};

/** Makes of each import at the top of a module a function, and of each use of it a call. */
export function withLazyRequires(code) {
  const { body } = parseAst(code);
  const names = [...namesIn(body)];
  const imports = body.filter((each) => isImport(each) && isBoundOnce(nameOf(each), names));
  const imported = new Set(imports.map(nameOf));
  const uses = names.filter(({ name, isBound }) => imported.has(name) && !isBound);
  return edited(code, [...imports.flatMap(madeLazy), ...uses.map(madeCall)]);
}

/** `const name = require(...)`, or what the bundler makes of an import from a package in CommonJS. */
function isImport({ type, declarations }) {
  if (type !== 'VariableDeclaration' || declarations.length !== 1) return false;
  const [{ id, init }] = declarations;
  if (id.type !== 'Identifier' || init?.type !== 'CallExpression' || id.name === RUNTIME) return false;
  return init.callee.name === 'require' || id.name.startsWith('import_');
}

/** The bundler's own functions, which every chunk uses as soon as it is loaded. */
const RUNTIME = 'require_rolldown_runtime';

function nameOf({ declarations: [{ id }] }) {
  return id.name;
}

/** What is assigned to, or hidden by a variable of the same name, is left as it is. */
function isBoundOnce(name, names) {
  return names.filter((each) => each.isBound && each.name === name).length === 1;
}

function madeLazy({ start, end, declarations: [{ id, init }] }) {
  const { name } = id;
  return [
    { start, end: init.start, text: `let loaded_${name}; const ${name} = () => loaded_${name} ??= ` },
    { start: init.end, end, text: ';' },
  ];
}

/** What is made anew stands in parentheses: `new` would take the call for its own. */
function madeCall({ name, start, end, isMadeAnew, isShorthand }) {
  const call = isMadeAnew ? `(${name}())` : `${name}()`;
  return { start, end, text: isShorthand ? `${name}: ${call}` : call };
}

/** All names of variables below a node, and what is done with them there. */
function* namesIn(node, role = {}) {
  if (node === null || typeof node !== 'object') return;
  const { type, name, start, end, computed, shorthand } = node;
  if (type === 'Identifier') yield { name, start, end, ...role };
  else
    for (const [key, child] of Object.entries(node)) {
      // The name of a member, and the key of a property, are no variables.
      if (!computed && (key === 'property' || key === 'key')) continue;
      const isBound = isBinding(type, key) ?? role.isBound;
      const isMadeAnew = role.isMadeAnew || (type === 'NewExpression' && key === 'callee');
      yield* namesIn(child, { isBound, isMadeAnew, isShorthand: shorthand });
    }
}

/** Whether a child has names that are given a value; undefined: as far as its parent has. */
function isBinding(type, key) {
  if (DECLARING.has(key)) return true;
  return ASSIGNING.test(type) ? { left: true, right: false }[key] : undefined;
}

/** Where a declaration, a function and a `catch` have the names that they give. */
const DECLARING = new Set(['id', 'params', 'param']);
const ASSIGNING = /^(Assignment|For)/;

function edited(code, edits) {
  let at = 0;
  const parts = edits
    .sort((one, other) => one.start - other.start)
    .flatMap(({ start, end, text }) => {
      const kept = code.slice(at, start);
      at = end;
      return [kept, text];
    });
  return parts.join('') + code.slice(at);
}
