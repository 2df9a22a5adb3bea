import { writeDump } from './generate/dump.js';
export async function main(args: readonly string[]): Promise<number> {
  const [mb='1', path='/tmp/x', mf='yes', forms='yaml,json'] = args;
  const t=Date.now();
  console.log(writeDump({megabytes:Number(mb), hasManagedFields: mf==='yes', seed:1, path, forms: forms.split(',') as never}), Date.now()-t);
  return 0;
}
