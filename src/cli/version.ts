import { createRequire } from 'node:module';

/** The version in package.json, which stands two levels up in a checkout as in an installed package. */
export const VERSION: string = createRequire(import.meta.url)('../../package.json').version;
