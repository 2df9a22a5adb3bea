/** What support bundles, must-gather, sos, Periscope, SOPS and careful people write over a value. */
const MASK =
  /^x{3,}$|\bxxx\.xxx\.xxx\.xxx\b|^x{3,}-mac-\d+-x{3,}$|\*{3}|redacted|<hidden>|^\.\.\.$|^ENC\[|^\d+ bytes long$|x-(ipv[46]|mac)-\d+-x|\bdomain\d{10}\b|\bobfuscated\.com\b/i;

/** Whether somebody hid what stood here, wholly or in part: nothing is known of such a value. */
export function isMasked(text: string): boolean {
  return MASK.test(text);
}

/** What every reader knows for a value that somebody hid. */
export const HIDDEN = '***HIDDEN***';

/** No character, for the inner use of programs: no text has it, and it is one unit long, as what it stands for. */
const STAND_IN = '\ufdd0';

/** An unquoted mask `***HIDDEN***` would be read as an alias, and break the document that it stands in. */
export function withMasksAsText(yaml: string): string {
  return yaml.includes('***') ? yaml.replace(/(?<!\*)\*(?=\*\*)/g, STAND_IN) : yaml;
}

export function withoutStandIns(text: string): string {
  return text.includes(STAND_IN) ? text.replaceAll(STAND_IN, '*') : text;
}
