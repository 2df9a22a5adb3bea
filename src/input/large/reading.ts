import type { Claim } from '../claim.js';
import { decode } from '../files/decode.js';
import { type ObservedLine, observedInDump } from '../files/observed.js';
import { merged, NOTHING, type ParsedSource, parseText } from '../parse-text.js';
import type { Source } from '../source.js';
import { holdsLogs } from '../text/log-blocks.js';
import type { WantedOf } from '../wanted.js';
import { ListReading, type ReadList } from './list.js';
import { Part, type Whole } from './part.js';
import type { Piece } from './piece.js';
import { piecesOf } from './pieces.js';
import { type Cutting, MORE, Window } from './window.js';

/** How a large text is read. */
export interface HowRead {
  readonly wantedOf: WantedOf;
  /** What rules look for in logs. */
  readonly signatures: readonly RegExp[];
}

/** What was read of a large text. */
export interface LargeFile extends Pick<Source, 'name' | 'place'> {
  readonly parsed: ParsedSource;
  readonly observed: readonly ObservedLine[];
  /** Whether it is what `kubectl cluster-info dump` printed. */
  readonly isDump: boolean;
  /** How it begins, and whether its last line is ended. */
  readonly head: string;
  readonly endsLine: boolean;
  /** Why it could not be read like this, if so: what is parsed is then no more than a beginning. */
  readonly fault: 'odd' | 'too large' | 'not text' | undefined;
}

/** Tells a file that was read while it came from one whose text is held. */
export function isLarge(file: Source | LargeFile): file is LargeFile {
  return 'parsed' in file;
}

/** No piece is larger than this, in bytes: no string holds much more. */
const LARGEST_PIECE = 500 * 1024 * 1024;
const HEAD = 1000;
const LF = 10;

/** Reads a large text while its bytes come. */
export class LargeReading {
  readonly #whole: Whole;
  readonly #how: HowRead;
  readonly #window = new Window();
  readonly #pieces: Cutting;
  /** What the claims of lists say depends on all that stands in the text. */
  readonly #parsed: ((isDump: boolean) => ParsedSource)[] = [];
  readonly #observed: ObservedLine[] = [];
  #list: ListReading | undefined;
  #isDump = false;
  #head: string | undefined;
  #last = LF;
  #fault: LargeFile['fault'];

  constructor(whole: Whole, how: HowRead) {
    this.#whole = whole;
    this.#how = how;
    this.#pieces = piecesOf(this.#window);
  }

  push(chunk: Uint8Array): void {
    this.#head ??= Buffer.from(chunk.subarray(0, HEAD)).toString();
    this.#last = chunk.at(-1) ?? this.#last;
    if (this.#fault === 'too large') return;
    this.#window.push(chunk);
    this.#takeAll();
    if (this.#window.pending > LARGEST_PIECE) this.#fault = 'too large';
  }

  end(): LargeFile {
    this.#window.isLast = true;
    if (this.#fault !== 'too large') this.#takeAll();
    const { name, place } = this.#whole;
    return {
      name,
      place,
      parsed: merged(this.#parsed.map((parsed) => parsed(this.#isDump))),
      observed: this.#observed,
      isDump: this.#isDump,
      head: this.#head ?? '',
      endsLine: this.#last === LF,
      fault: this.#fault,
    };
  }

  #takeAll(): void {
    for (let next = this.#pieces.next(); !next.done && next.value !== MORE; next = this.#pieces.next())
      this.#take(next.value);
  }

  #take(piece: Piece): void {
    if (piece.part === 'text') this.#takeText(piece);
    else if (piece.part === 'before') this.#list = new ListReading(this.#whole, this.#how.wantedOf, piece);
    else if (piece.part === 'item') this.#list?.item(piece);
    else if (this.#list !== undefined) this.#takeList(this.#list.end(piece));
  }

  #takeText(piece: Piece): void {
    const text = decode(piece.bytes);
    if (text === undefined) this.#fault ??= 'not text';
    const part = new Part(this.#whole, piece, text);
    const isLog = text !== undefined && holdsLogs(text);
    this.#isDump ||= isLog;
    if (isLog) this.#observed.push(...observedInDump(part, this.#how.signatures));
    const parsed = parseText(part);
    if (parsed.documents.length + parsed.broken.length > 0) this.#whole.content.keep(piece);
    this.#parsed.push(() => parsed);
  }

  #takeList(list: ReadList): void {
    if (list.type === 'odd') {
      this.#fault ??= 'odd';
      this.#parsed.push(() => ({ ...NOTHING, broken: [list.broken] }));
    } else {
      const claims = this.#whole.place === undefined ? list.claimsIn : () => [];
      this.#parsed.push((isDump) => withClaims(list.parsed, claims(isDump)));
    }
  }
}

/** The first document of a list is the list itself. */
function withClaims(parsed: ParsedSource, claims: readonly Claim[]): ParsedSource {
  const [list, ...items] = parsed.documents;
  return list === undefined ? parsed : { ...parsed, documents: [{ ...list, claims }, ...items] };
}
