import type { Claim } from '../claim.js';
import { kindName, kindOfResource } from '../kinds.js';
import type { Layout, ReadBundle } from './layout.js';

/** The file in which the script of `meshlint capture` notes what it asked for: a line with a kind and an exit code each. */
export const CAPTURE_LEDGER = 'meshlint-capture.txt';

/** What the script writes that `meshlint capture` prints. */
export const meshlintCapture: Layout = {
  name: 'capture by the script of meshlint',
  evidence: (folder) => (folder.hasFile(CAPTURE_LEDGER) ? `'${CAPTURE_LEDGER}' stands in it` : undefined),
  roleOf: (path) => {
    if (path.includes('/')) return undefined;
    if (path === CAPTURE_LEDGER || path.endsWith('.error')) return { type: 'evidence' };
    return path.endsWith('.json')
      ? { type: 'objects', kind: kindOfResource(path.slice(0, -'.json'.length)) }
      : undefined;
  },
  claims,
};

/** Of a kind that the cluster does not know there is nothing; any other error leaves it open. */
function claims({ root, text }: ReadBundle): readonly Claim[] {
  const [, ...lines] = (text(CAPTURE_LEDGER) ?? '').trim().split(/\r?\n/);
  return lines.flatMap((line) => {
    const [resource = '', status] = line.split(' ');
    const kind = kindOfResource(resource);
    if (kind === undefined) return [];
    const isUnknown = isNotInstalled(text(`${resource}.error`) ?? '');
    // Whoever looks at a capture before handing it on may take a file out.
    const isWhole = isUnknown || (status === '0' && root.hasFile(`${resource}.json`));
    const evidence = `${resource}.${isUnknown ? 'error' : 'json'}`;
    return {
      kind: kindName(kind),
      namespaces: undefined,
      completeness: isWhole ? 'full' : 'failed',
      evidence,
    };
  });
}

function isNotInstalled(error: string): boolean {
  return /^error: the server doesn't have a resource type /.test(error);
}
