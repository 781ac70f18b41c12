// usage: node run_cases.mjs FOLDER_WITH_node_modules CASES_IN.json CASES_OUT.json
// Fills in what ONNX Runtime (CPU, graph optimisations off) answers to each case.
import { createRequire } from 'node:module';
import fs from 'node:fs';
import path from 'node:path';
const [folder, input, output] = process.argv.slice(2);
const require = createRequire(path.join(path.resolve(folder), 'x.js'));
const ort = require('onnxruntime-node');
const version = require('onnxruntime-node/package.json').version;
const arrays = { float32: Float32Array, float64: Float64Array, int64: BigInt64Array, int32: Int32Array, uint8: Uint8Array, int8: Int8Array, bool: Uint8Array };
const cases = JSON.parse(fs.readFileSync(input));
let failed = 0;
for (const c of cases) {
  try {
    const session = await ort.InferenceSession.create(Buffer.from(c.model, 'base64'), { graphOptimizationLevel: 'disabled', intraOpNumThreads: 1, logSeverityLevel: 3 });
    const feeds = {};
    for (const i of c.inputs) {
      const bytes = Uint8Array.from(Buffer.from(i.data, 'base64'));
      feeds[i.name] = new ort.Tensor(i.type, new arrays[i.type](bytes.buffer), i.shape);
    }
    const results = await session.run(feeds);
    c.outputs = session.outputNames.map(name => {
      const t = results[name];
      return { name, type: t.type, shape: [...t.dims], data: Buffer.from(t.data.buffer, t.data.byteOffset, t.data.byteLength).toString('base64') };
    });
  } catch (e) {
    failed++;
    console.error(`${c.name}: ${String(e.message).slice(0, 300)}`);
  }
}
fs.writeFileSync(output, JSON.stringify({ version, cases }));
console.log(`${cases.length} cases, ${failed} failed, onnxruntime ${version}`);
process.exit(failed ? 1 : 0);
