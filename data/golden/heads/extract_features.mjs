// usage: node extract_features.mjs MODEL.onnx OUT.f32 BATCH SIZE < raw float32 pictures [3][SIZE][SIZE]
// Appends the network's output `features` of each picture to OUT.f32. Run in a folder with .peers/node_modules/onnxruntime-node.
import { createRequire } from 'node:module';
import fs from 'node:fs';
import path from 'node:path';
const ort = createRequire(path.join(process.cwd(), '.peers/x.js'))('onnxruntime-node');
const [model, output, batchText, sizeText] = process.argv.slice(2);
const [batch, size] = [Number(batchText), Number(sizeText)];
const session = await ort.InferenceSession.create(model, { intraOpNumThreads: 1 });
const bytesOfPicture = 3 * size * size * 4;
fs.writeFileSync(output, Buffer.alloc(0));
let pending = [];
let pendingBytes = 0;
async function flush(count) {
  const all = Buffer.concat(pending);
  const now = all.subarray(0, count * bytesOfPicture);
  pending = [all.subarray(now.length)];
  pendingBytes = all.length - now.length;
  const copy = new Float32Array(now.length / 4);
  Buffer.from(copy.buffer).set(now);
  const result = await session.run({ [session.inputNames[0]]: new ort.Tensor('float32', copy, [count, 3, size, size]) }, ['features']);
  const data = result.features.data;
  fs.appendFileSync(output, Buffer.from(data.buffer, data.byteOffset, data.byteLength));
}
for await (const chunk of process.stdin) {
  pending.push(chunk);
  pendingBytes += chunk.length;
  while (pendingBytes >= batch * bytesOfPicture) await flush(batch);
}
if (pendingBytes > 0) await flush(Math.floor(pendingBytes / bytesOfPicture));
