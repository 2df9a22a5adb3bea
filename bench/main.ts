import { writeDump } from './generate/dump.js';
export async function main(args: readonly string[]): Promise<number> {
  const [mb = '1', path = '/tmp/x', mf = 'yes', forms = 'yaml,json'] = args;
  const t = Date.now();
  const truth = writeDump({
    megabytes: Number(mb),
    hasManagedFields: mf === 'yes',
    faultEvery: Number(args[4] ?? 11),
    seed: 1,
    path,
    forms: forms.split(',') as never,
  });
  console.log(truth.objects, truth.findings.length, Date.now() - t);
  return 0;
}
