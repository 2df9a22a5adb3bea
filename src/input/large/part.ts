import { decode } from '../files/decode.js';
import type { BundlePlace, Source } from '../source.js';
import type { Content } from './content.js';
import type { Piece } from './piece.js';

/** What all parts of one large text have in common. */
export interface Whole {
  readonly name: string;
  readonly place?: BundlePlace | undefined;
  readonly content: Content;
}

/** A part of a large text. Its own text is read again when somebody asks for it. */
export class Part implements Source {
  readonly firstLine: number;
  readonly firstColumn: number;
  readonly #whole: Whole;
  readonly #offset: number;
  readonly #length: number;

  /** The text, where it is known already, is soon forgotten nevertheless. */
  constructor(whole: Whole, { offset, line, column, bytes }: Piece, text?: string) {
    this.#whole = whole;
    this.firstLine = line;
    this.firstColumn = column + 1;
    this.#offset = offset;
    this.#length = bytes.length;
    if (text !== undefined) lastRead = { part: this, text };
  }

  get name(): string {
    return this.#whole.name;
  }

  get place(): BundlePlace | undefined {
    return this.#whole.place;
  }

  get text(): string {
    if (lastRead?.part === this) return lastRead.text;
    const bytes = this.#whole.content.bytesOf({ offset: this.#offset, length: this.#length });
    const text = decode(bytes) ?? '';
    lastRead = { part: this, text };
    return text;
  }
}

/** Whoever looks at a part asks for its text several times in a row. */
let lastRead: { readonly part: Part; readonly text: string } | undefined;
