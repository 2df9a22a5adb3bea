/**
 * The order in which go-yaml writes the keys of a mapping: letters by their code, runs of digits by their number, and
 * whatever is no letter before letters.
 */
export function compareNaturally(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at += 1) {
    const [a, b] = [one.charCodeAt(at), other.charCodeAt(at)];
    if (a !== b) return compareFrom(at, one, other, a, b);
  }
  return one.length - other.length;
}

function compareFrom(at: number, one: string, other: string, a: number, b: number): number {
  const [isLetter, isOtherLetter] = [isLetterAt(one, at), isLetterAt(other, at)];
  if (isLetter && isOtherLetter) return a - b;
  if (isLetter || isOtherLetter) return isOtherLetter ? -1 : 1;
  // A zero within a longer number counts: go-yaml sets a one before both.
  const within = (a === ZERO || b === ZERO) && endsInNumber(one.slice(0, at)) ? '1' : '';
  const [digits, otherDigits] = [digitsAt(one, at), digitsAt(other, at)];
  const difference = Number(within + digits) - Number(within + otherDigits);
  return difference || digits.length - otherDigits.length || a - b;
}

const ZERO = 0x30;

/** Keys are of ASCII, nearly all of them, and a regular expression is slow. */
function isLetterAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code < 0x80) return (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
  return /^\p{L}/u.test(text.slice(at, at + 2));
}

/** Whether it ends in digits that are not all zero. */
function endsInNumber(text: string): boolean {
  return /[1-9]\d*$/.test(text);
}

function digitsAt(text: string, at: number): string {
  return /^\d*/.exec(text.slice(at))?.[0] ?? '';
}
