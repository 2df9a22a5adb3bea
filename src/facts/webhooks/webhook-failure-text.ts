/** Why a call of a webhook failed, as the API server words it. */
type FailureCause =
  | 'service-not-found'
  | 'no-endpoints'
  | 'port-not-offered'
  | 'certificate-expired'
  | 'certificate-name'
  | 'certificate-refused'
  | 'connection-refused'
  | 'timeout'
  | 'not-served'
  | 'proxy'
  | 'denied'
  | 'other';

/** What a text says of a call of a webhook of Istio that did not do what was asked for. */
export interface WebhookFailure {
  readonly entry: string;
  readonly role: 'injector' | 'validator';
  readonly cause: FailureCause;
  /** As far as the text names it. */
  readonly service: { readonly name: string; readonly namespace?: string } | undefined;
  /** What follows the name of the entry: the reason, in the words of the API server or of istiod. */
  readonly reason: string;
}

/** A log in JSON escapes the quotes. */
const QUOTE = '\\\\*"';
const ENTRY = `${QUOTE}((?:[\\w.-]+\\.)?(sidecar-injector|validation)\\.istio\\.io)${QUOTE}`;
const FAILED = new RegExp(`failed calling (?:admission )?webhook ${ENTRY}(.*)`, 's');
const DENIED = new RegExp(`admission webhook ${ENTRY} denied the request(.*)`, 's');

/** The more a text tells, the earlier it is asked for: an error of a connection may hold that of a certificate. */
const CAUSES: readonly (readonly [FailureCause, RegExp])[] = [
  ['service-not-found', /services? \\*["'][^"'\\]+\\*["'] not found/i],
  ['no-endpoints', /no endpoints available for service/],
  ['port-not-offered', /no service port \S+ found for service/],
  ['certificate-expired', /x509: certificate has expired or is not yet valid/],
  [
    'certificate-name',
    /x509: (certificate is (not )?valid for|cannot validate certificate|certificate relies on legacy)/,
  ],
  ['certificate-refused', /x509: |tls: (bad certificate|failed to verify certificate|unknown certificate)/],
  ['connection-refused', /connection refused/],
  ['proxy', /Service Unavailable|proxyconnect|Bad Gateway|Proxy Authentication Required/],
  [
    'timeout',
    /Client\.Timeout exceeded|context deadline exceeded|i\/o timeout|TLS handshake timeout|no route to host/,
  ],
  ['not-served', /could not find the requested resource|\b404\b/],
];

/** Reads the text of an event, of a condition, or of a line of a log; undefined where no webhook of Istio is its matter. */
export function webhookFailureIn(text: string): WebhookFailure | undefined {
  const failed = FAILED.exec(text);
  const [, entry, end, rest = ''] = failed ?? DENIED.exec(text) ?? [];
  if (entry === undefined) return undefined;
  return {
    entry,
    role: end === 'validation' ? 'validator' : 'injector',
    cause: failed === null ? 'denied' : causeIn(rest),
    service: serviceIn(rest),
    reason: wordsOf(rest),
  };
}

/** Without the address that was called, and without what follows in the JSON of a log. */
function wordsOf(rest: string): string {
  return rest
    .replace(/^[\s:]+/, '')
    .replace(/^failed to call webhook: /, '')
    .replace(/^Post \S+: /, '')
    .replace(/(?<!\\)"[,}].*$/s, '');
}

function causeIn(reason: string): FailureCause {
  return CAUSES.find(([, words]) => words.test(reason))?.[0] ?? 'other';
}

/** The address that was called, else the Service that the error itself names. */
function serviceIn(reason: string): WebhookFailure['service'] {
  const [, host, namespace] = /https:\/\/([a-z0-9-]+)\.([a-z0-9-]+)\.svc\b/.exec(reason) ?? [];
  if (host !== undefined && namespace !== undefined) return { name: host, namespace };
  const [, name] = /services? \\*["']([^"'\\]+)\\*["']/i.exec(reason) ?? [];
  return name === undefined ? undefined : { name };
}
