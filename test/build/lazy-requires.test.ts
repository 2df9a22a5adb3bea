import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { withLazyRequires } from '../../build/lazy-requires.mjs';

const LAZY = 'let loaded_a; const a = () => loaded_a ??= require("a");';

describe('an import', () => {
  it.each([
    ['a call', 'a.run(1);', 'a().run(1);'],
    ['a call of the whole', 'a(1);', 'a()(1);'],
    ['something made anew', 'new a.Run(a.one);', 'new (a()).Run(a().one);'],
    ['a base', 'class B extends a.Run {}', 'class B extends a().Run {}'],
    ['a short property', 'x = { a, b };', 'x = { a: a(), b };'],
    ['an operand', 'x = a.one + a.two;', 'x = a().one + a().two;'],
    ['a default', 'function f(x = a.one, { y = a.two }) {}', 'function f(x = a().one, { y = a().two }) {}'],
    ['an assigned value', 'x = a.one;', 'x = a().one;'],
    ['a computed key', 'x = { [a.one]: y[a.two] };', 'x = { [a().one]: y[a().two] };'],
    ['a member called alike', 'x.a = { a: 1, b: x.a };', 'x.a = { a: 1, b: x.a };'],
    ['a method called alike', 'class B { a() { return a.one; } }', 'class B { a() { return a().one; } }'],
    ['a text called alike', 'x = "a"; // a', 'x = "a"; // a'],
  ])('is loaded by %s', (_, use, expected) => {
    expect(withLazyRequires(`const a = require("a");\n${use}`)).toBe(`${LAZY}\n${expected}`);
  });

  it.each([
    ['is hidden by a parameter', 'const a = require("a"); f = (a) => a.one;'],
    ['is hidden by a variable', 'const a = require("a"); function f() { const a = 1; return a; }'],
    ['is hidden by a caught error', 'const a = require("a"); try { f(); } catch (a) { f(a); }'],
    ['is given another value', 'let a = require("a"); a = wrap(a, 1);'],
    ['is a part of what is loaded', 'const a = require("a").one; f(a);'],
    ['is taken apart', 'const { a } = require("a"); f(a);'],
    ['stands in a function', 'function f() { const a = require("a"); return a; }'],
    [
      'is what every chunk needs',
      'const require_rolldown_runtime = require("a"); require_rolldown_runtime.f();',
    ],
  ])('stays as it is where it %s', (_, code) => {
    expect(withLazyRequires(code)).toBe(code);
  });

  it('of a package is made of an import that is lazy itself', () => {
    const code =
      'const require_a = require("./a.js");\nvar import_a = wrap(require_a.require_a());\nimport_a.run();';
    expect(withLazyRequires(code)).toBe(
      `let loaded_require_a; const require_a = () => loaded_require_a ??= require("./a.js");
let loaded_import_a; const import_a = () => loaded_import_a ??= wrap(require_a().require_a());
import_a().run();`,
    );
  });

  it('is loaded once, and not before it is used', () => {
    const loaded: string[] = [];
    const require = (name: string) => ({ run: loaded.push(name) });
    const use = runInNewContext(withLazyRequires('const a = require("a"); () => [a.run, a.run]'), {
      require,
    });
    expect(loaded).toEqual([]);
    expect([...use()]).toEqual([1, 1]);
    expect(loaded).toEqual(['a']);
  });
});
