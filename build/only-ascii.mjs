/** Writes characters beyond ASCII as escapes: one of them makes Node hold a file in twice the memory, and read it slower. */
export const onlyAscii = {
  name: 'only-ascii',
  generateBundle(_options, files) {
    for (const file of Object.values(files)) file.code = inAscii(file.code);
  },
};

function inAscii(code) {
  return code.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
