import ipaddr from 'ipaddr.js';
import { RE2JS } from 're2js';
import semver from 'semver';
import { durationOf } from './go-duration.js';

/** A kind of text: how to tell one, and what to call it in a message. */
export interface Format {
  readonly matches: (text: string) => boolean;
  /** Completes "where ... belongs". */
  readonly words: string;
  /** For a text of several items: the first that spoils it. */
  readonly culprit?: (text: string) => string | undefined;
}

/** The scalars that rules speak of, read as the components that consume them read them. */
export const FORMATS: Readonly<Record<string, Format>> = {
  'go-duration': {
    matches: isDuration,
    words: "a duration such as '24h', '90s' or '1h30m' (no days, not negative)",
  },
  'go-duration-or-empty': {
    matches: (text) => text === '' || isDuration(text),
    words: "a duration such as '24h', '90s' or '1h30m' (no days, not negative)",
  },
  'go-bool': {
    matches: (text) => /^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(text),
    words: "'true' or 'false'",
  },
  cidr: { matches: isCidr, words: "an IP range such as '10.0.0.0/8'" },
  'ip-block': {
    matches: (text) => isCidr(text) || isAddress(text),
    words: "an IP address or range such as '10.1.2.3' or '10.0.0.0/8'",
  },
  'cidr-network': {
    matches: (text) => !isCidr(text) || isNetwork(text),
    words: "the first address of its range, such as '10.1.0.0/16'",
  },
  'cidr-list': {
    matches: (text) => items(text).every(isCidr),
    words: "a text of IP ranges joined by commas, such as '10.0.0.0/8,192.168.0.0/16'",
    culprit: (text) => items(text).find((item) => !isCidr(item)),
  },
  'port-list': {
    matches: (text) => items(text).every((item) => /^\d+$/.test(item) && Number(item) > 0),
    words: "port numbers joined by commas, such as '6379,8080'",
  },
  'port-number': {
    matches: (text) => /^\d+$/.test(text) && Number(text) <= 65535,
    words: 'a port number of at most 65535',
  },
  'osm-log-level': {
    matches: (text) => /^(trace|debug|info|warn|error|fatal|panic|disabled)$/i.test(text),
    words: "one of 'trace', 'debug', 'info', 'warn', 'error', 'fatal', 'panic' or 'disabled'",
  },
  re2: { matches: isRe2, words: 'a regular expression as RE2 reads it (no look-around, no back-references)' },
  base64: { matches: isBase64, words: 'text in base64' },
  quantity: {
    matches: (text) => /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+|[KMGTPE]i|[munkMGTPE])?$/.test(text),
    words: "a quantity such as '500m' or '128Mi'",
  },
  'release-range': {
    matches: (text) => semver.validRange(text) !== null,
    words: "a range of releases such as '>=0.11 <1.2'",
  },
  regex: { matches: isRegex, words: 'a regular expression' },
};

function isDuration(text: string): boolean {
  const duration = durationOf(text);
  return duration !== undefined && duration >= 0;
}

function items(text: string): readonly string[] {
  return text.split(',').map((item) => item.trim());
}

/** ipaddr.js reads octal and short addresses and zones, which Kubernetes and Envoy do not. */
function isCidr(text: string): boolean {
  if (!ipaddr.isValidCIDR(text)) return false;
  return text.includes(':') ? !text.includes('%') : ipaddr.IPv4.isValidCIDRFourPartDecimal(text);
}

function isAddress(text: string): boolean {
  return text.includes(':')
    ? ipaddr.IPv6.isValid(text) && !text.includes('%')
    : ipaddr.IPv4.isValidFourPartDecimal(text);
}

function isNetwork(text: string): boolean {
  const [address, length] = ipaddr.parseCIDR(text);
  const network =
    address.kind() === 'ipv4'
      ? ipaddr.IPv4.networkAddressFromCIDR(text)
      : ipaddr.IPv6.networkAddressFromCIDR(text);
  return length >= 0 && network.toNormalizedString() === address.toNormalizedString();
}

function isBase64(text: string): boolean {
  return /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text.replace(/\s/g, ''));
}

/**
 * Expressions of letters, classes, alternatives and repetitions: nearly all routes of a cluster are no more than
 * `/api/(books|users)/[0-9]+.*`, and to compile one takes longer than all else that is judged of it.
 */
const PLAIN_EXPRESSION = plainExpression();

function plainExpression(): RegExp {
  const piece = String.raw`(?:[\w/-]|\\?\.|\[(?:a-z|A-Z|0-9|[\w.])+\])[*+?]?`;
  return new RegExp(String.raw`^\^?(?:${piece}|\((?:${piece}|\|)*\)[*+?]?)*\$?$`);
}

function isRe2(text: string): boolean {
  if (PLAIN_EXPRESSION.test(text)) return true;
  try {
    RE2JS.compile(text);
    return true;
  } catch {
    return false;
  }
}

function isRegex(text: string): boolean {
  try {
    return new RegExp(text, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}
