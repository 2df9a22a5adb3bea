import { X509Certificate } from 'node:crypto';
import type { Json } from '../../input/json.js';
import { isMasked } from '../../input/masks.js';

/** What a certificate says of itself. Times are ISO 8601. */
interface Certificate {
  readonly subject: string;
  readonly notBefore: string;
  readonly notAfter: string;
  /** SHA-256, in hexadecimal with colons. */
  readonly fingerprint: string;
}

/** `masked`: somebody hid the value before it was handed on, so that nothing can be said of it. */
export interface Bundle {
  readonly state: 'absent' | 'masked' | 'not-base64' | 'not-pem' | 'not-a-certificate' | 'certificates';
  readonly certificates: readonly Certificate[];
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The certificates of a `caBundle`: PEM text in base64. */
export function decodeBundle(value: Json | undefined): Bundle {
  if (value === undefined || value === null || value === '') return without('absent');
  if (typeof value !== 'string') return without('not-base64');
  const text = value.replace(/[\r\n]/g, '');
  if (isMasked(text)) return without('masked');
  if (!BASE64.test(text)) return without('not-base64');
  return decodePem(Buffer.from(text, 'base64').toString('latin1'));
}

/** The certificates of PEM text. As in Go, a bundle is good when one of its certificates is. */
export function decodePem(text: string): Bundle {
  if (text === '') return without('absent');
  if (isMasked(text.trim())) return without('masked');
  const blocks = text.split(/^(?=-----BEGIN )/m).filter((block) => block.startsWith('-----BEGIN '));
  if (blocks.length === 0) return without('not-pem');
  const certificates = blocks
    .filter((block) => block.startsWith('-----BEGIN CERTIFICATE-----'))
    .flatMap(certificate);
  return certificates.length === 0 ? without('not-a-certificate') : { state: 'certificates', certificates };
}

function without(state: Bundle['state']): Bundle {
  return { state, certificates: [] };
}

function certificate(pem: string): readonly Certificate[] {
  try {
    const { subject, validFrom, validTo, fingerprint256 } = new X509Certificate(pem);
    return [
      {
        subject: (subject ?? '').replaceAll('\n', ', '),
        notBefore: iso(validFrom),
        notAfter: iso(validTo),
        fingerprint: fingerprint256,
      },
    ];
  } catch {
    return [];
  }
}

function iso(time: string): string {
  return new Date(time).toISOString();
}
