import { isIPv4, isIPv6 } from 'node:net';

/** How the injector checks the value of an annotation; where it does not accept one, it refuses the pod. */
export interface Check {
  readonly accepts: (text: string) => boolean;
  /** Completes "where ... belongs". */
  readonly belongs: string;
}

const PORTS = 'a list of port numbers up to 65535';
const RANGES = 'a list of IP ranges such as 10.0.0.0/8, each with a mask and without spaces between them,';

export const MODE: Check = {
  accepts: (text) => ['REDIRECT', 'TPROXY', 'NONE'].includes(text),
  belongs: 'REDIRECT, TPROXY or NONE',
};

export const PORT: Check = { accepts: isPort, belongs: 'a port number of at most 65535' };

export const PORT_LIST: Check = { accepts: isPortList, belongs: PORTS };

export const PORT_LIST_OR_ALL: Check = {
  accepts: (text) => text === '*' || isPortList(text),
  belongs: `${PORTS} or a bare '*'`,
};

export const RANGE_LIST: Check = { accepts: isRangeList, belongs: RANGES };

export const RANGE_LIST_OR_ALL: Check = {
  accepts: (text) => text === '*' || isRangeList(text),
  belongs: `${RANGES} or a bare '*'`,
};

export const COUNT: Check = {
  accepts: (text) => /^\d+$/.test(text) && Number(text) <= 4294967295,
  belongs: 'a whole number that is not negative',
};

/** As Go reads a truth value. */
export const BOOLEAN: Check = {
  accepts: (text) => /^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(text),
  belongs: "'true' or 'false'",
};

/** Releases that do not check it fail in the template all the same; some of them pass over spaces around it. */
export const QUANTITY: Check = {
  accepts: (text) => /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+|[KMGTPE]i|[munkMGTPE])?$/.test(text.trim()),
  belongs: "a quantity such as '100m' or '128Mi'",
};

function isPort(text: string): boolean {
  const digits = text.trim();
  return /^\d+$/.test(digits) && Number(digits) <= 65535;
}

function isPortList(text: string): boolean {
  return text.trim() === '' || text.split(',').every(isPort);
}

function isRangeList(text: string): boolean {
  return text === '' || text.split(',').every(isRange);
}

function isRange(text: string): boolean {
  const [, address = '', mask = ''] = /^([^/%]+)\/(0|[1-9]\d{0,2})$/.exec(text) ?? [];
  return (isIPv4(address) && Number(mask) <= 32) || (isIPv6(address) && Number(mask) <= 128);
}
