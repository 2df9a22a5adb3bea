import type { Random } from '../../../test/fuzz/random.js';

const NOUNS =
  'account address archive audit basket billing booking branch budget cache calendar campaign catalog channel checkout claim consent contact contract coupon courier credit currency customer dataset delivery demand device dispatch document draft entry export fleet forecast gateway grant guest handler import index inventory invoice journal label ledger license limit listing loyalty mailbox market media member message metric mirror notice offer order parcel partner passport payment payroll picture planner policy portal pricing product profile promo quota quote rating receipt record refund region report request return reward route sample schedule search sensor session shelf shipment signal source stock storage survey tariff tax ticket timer token tour transfer trip usage vendor voucher wallet warehouse widget'.split(
    ' ',
  );
const ROLES =
  'api worker store feed view sync proxy front admin batch core edge guard hub link mill node pump relay shop stream task unit vault watch'.split(
    ' ',
  );
const VERBS =
  'accepts adds allows applies blocks bounds caches checks closes contains controls copies counts defines delays describes disables enables encodes expects exposes fills filters forwards groups holds ignores includes indicates joins keeps limits lists maps matches merges names orders overrides permits points prefers provides reads records refers rejects replaces reports requires resolves retries selects sends sets signs specifies stores tells waits'.split(
    ' ',
  );

/** The name of an application; the number keeps it apart from all others. */
export function appName(random: Random, number: number): string {
  return `${random.oneOf(NOUNS)}-${random.oneOf(ROLES)}-${number}`;
}

export function noun(random: Random): string {
  return random.oneOf(NOUNS);
}

/** A sentence as field descriptions have them, some of them with signs that make YAML think twice. */
export function sentence(random: Random, words: number): string {
  const middle = Array.from({ length: words }, (_, at) =>
    at % 4 === 1 ? random.oneOf(VERBS) : at % 4 === 3 ? 'the' : random.oneOf(NOUNS),
  ).join(' ');
  const end = random.oneOf([
    '.',
    '.',
    '.',
    ' (default: none).',
    ", e.g. 'auto'.",
    '. More info: https://example.org/docs#concepts',
  ]);
  return `${random.oneOf(['A', 'The', 'Each', 'This'])} ${middle}${end}`;
}

/** Characters that no packer makes smaller. */
export function base64Of(random: Random, bytes: number): string {
  const buffer = Buffer.alloc(bytes);
  for (let at = 0; at + 4 <= bytes; at += 4) buffer.writeUInt32LE(random.below(2 ** 32), at);
  return buffer.toString('base64');
}
