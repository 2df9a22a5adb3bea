import { styleText } from 'node:util';
import type { Severity } from '../rules/finding.js';

/** What a piece of text is, not how it looks. */
export type Role = Severity | 'strong' | 'frame';

export type Paint = (role: Role, text: string) => string;

const STYLES = {
  error: ['bold', 'red'],
  warning: ['bold', 'yellow'],
  note: ['bold', 'cyan'],
  strong: ['bold'],
  frame: ['bold', 'blue'],
} as const;

export const plain: Paint = (_, text) => text;

/** The CLI has decided that colour is wanted: without `validateStream` off, Node would look at its own stdout again. */
export const colored: Paint = (role, text) => styleText([...STYLES[role]], text, { validateStream: false });
