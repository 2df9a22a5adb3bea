import { parse } from 'smol-toml';

/** The value of a text in TOML; undefined where it is none. */
export function tomlValue(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
