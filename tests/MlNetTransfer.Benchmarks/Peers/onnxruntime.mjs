// Images per second of ONNX Runtime, asked for again and again by the program that compares: each line on standard input is a number of seconds, each answer a JSON line.
// usage: node onnxruntime.mjs MODEL.onnx BATCH THREADS     in a folder where onnxruntime-node is installed
import { createRequire } from 'node:module';
import path from 'node:path';
import readline from 'node:readline';

const [model, batch, threads] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const { InferenceSession, Tensor } = createRequire(path.join(process.cwd(), 'x.js'))('onnxruntime-node');
const session = await InferenceSession.create(model, { intraOpNumThreads: threads, graphOptimizationLevel: 'all' });
const shape = session.inputMetadata[0].shape.map((d, i) => (i === 0 ? batch : typeof d === 'number' && d > 0 ? d : i === 1 ? 3 : 224));
const pixels = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => ((i * 7919) % 509) / 255 - 1);
const feeds = { [session.inputNames[0]]: new Tensor('float32', pixels, shape) };

async function milliseconds() {
  const start = performance.now();
  await session.run(feeds);
  return performance.now() - start;
}

await milliseconds();
await milliseconds();
console.log('ready');
for await (const seconds of readline.createInterface({ input: process.stdin })) {
  const times = [];
  const end = performance.now() + Number(seconds) * 1000;
  while (performance.now() < end || times.length < 2) {
    times.push(await milliseconds());
  }
  times.sort((a, b) => a - b);
  const median = (times[(times.length - 1) >> 1] + times[times.length >> 1]) / 2;
  console.log(JSON.stringify({ peer: 'onnxruntime', runs: times.length, imagesPerSecond: (batch * 1000) / median }));
}
