/** A command-line option whose value is secret; `--vault-token-secret-name` only names one. */
const OPTION = String.raw`--[\w-]*(?:token|password|secret)(?![\w-]*-(?:name|key)\b)[\w-]*`;
/** `--vault-token=s.1`, and `"--vault-token", "s.1"` on one line. */
const WITH_VALUE = new RegExp(String.raw`(${OPTION}(?:=|["']?\s*,\s*["']?))([^\s"',\]}]+)`, 'g');
/** A line that is an item of its own, so that the next one holds its value. */
const ALONE = new RegExp(String.raw`^\s*(?:-\s+)?["']?${OPTION}["']?,?\s*$`);
const ITEM = /^(\s*(?:-\s+)?["']?)(.+?)(["']?,?\s*)$/;

/**
 * A line of the input in which the values of secret arguments are starred out, as long as they were: marks under the line
 * stay where they are. `before` is the line above it.
 */
export function withoutSecretArguments(line: string, before: string): string {
  if (ALONE.test(before)) return line.replace(ITEM, (_, head, value, tail) => head + stars(value) + tail);
  return line.replace(WITH_VALUE, (_, option, value) => option + stars(value));
}

function stars(value: string): string {
  return '*'.repeat(value.length);
}
