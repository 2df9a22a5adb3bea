// What reading the same objects costs in JSON: node json-parse.mjs dump.json
import { readFileSync } from 'node:fs';

const { items } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
console.log(items.length);
