/** In CommonJS each module has a `require`, and the one that a chunk is given keeps what was compiled. */
export const ownRequire = {
  name: 'own-require',
  transform: {
    filter: { code: /createRequire\(import\.meta\.url\)/ },
    handler: (code) => ({ code: code.replaceAll('createRequire(import.meta.url)', 'require'), map: null }),
  },
};
