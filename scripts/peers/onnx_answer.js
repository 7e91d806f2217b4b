/* onnx_answer.js: an encoder and decoder of one GRU layer each over given tokens, in ONNX Runtime.
 *
 *     node scripts/peers/onnx_answer.js H V T [SECONDS]
 *
 * (The npm package onnxruntime-node, in a folder above this file or the one named by NODE_PATH; compare.py --peer=onnx calls
 * this.) The whole source and the whole target are one operation each, and the target's tokens are given, so it knows in
 * advance what an answer has to find out token by token. Writes the model itself, as the few messages of ONNX's format that
 * it takes. Prints the median of seven windows, and what a call takes that does next to nothing, as JSON. */
"use strict";
const ort = require("onnxruntime-node");

// ---- messages of protocol buffers ----

function number(value) {
  const bytes = [];
  for (let left = BigInt(value); bytes.length === 0 || left > 0n; left >>= 7n)
    bytes.push(Number(left & 127n) | (left > 127n ? 128 : 0));
  return Buffer.from(bytes);
}
const whole = (field, value) => Buffer.concat([number(field << 3), number(value)]);
const bytes = (field, value) => Buffer.concat([number((field << 3) | 2), number(value.length), value]);
const text = (field, value) => bytes(field, Buffer.from(value));
const message = (field, ...parts) => bytes(field, Buffer.concat(parts));

// ---- ONNX: a weight, a node, what comes in and out ----

const FLOAT = 1, INT = 7;

function weight(name, sizes) {
  const values = new Float32Array(sizes.reduce((a, b) => a * b)).map(() => (Math.random() - 0.5) / 5);
  return message(5, ...sizes.map((size) => whole(1, size)), whole(2, FLOAT), text(8, name), bytes(9, Buffer.from(values.buffer)));
}
const node = (name, inputs, outputs, options = {}) =>
  message(1, ...inputs.map((input) => text(1, input)), ...outputs.map((output) => text(2, output)), text(4, name),
    ...Object.entries(options).map(([option, value]) => message(5, text(1, option), whole(3, value), whole(20, 2))));
const place = (field, name, sizes) =>
  message(field, text(1, name), message(2, message(1, whole(1, INT), message(2, ...sizes.map((size) => message(1, whole(1, size)))))));

function model(H, V, T) {
  const gru = { hidden_size: H, linear_before_reset: 1 };
  const layer = (side) => [weight("W" + side, [1, 3 * H, H]), weight("U" + side, [1, 3 * H, H]), weight("b" + side, [1, 6 * H])];
  const graph = [
    node("Gather", ["source_embedding", "source"], ["x"]),
    node("GRU", ["x", "We", "Ue", "be"], ["", "context"], gru),
    node("Gather", ["target_embedding", "target"], ["y"]),
    node("GRU", ["y", "Wd", "Ud", "bd", "", "context"], ["states", ""], gru),
    node("MatMul", ["states", "output"], ["products"]),
    node("Add", ["products", "bias"], ["logits"]),
    node("ArgMax", ["logits"], ["tokens"], { axis: 3, keepdims: 0 }),
    text(2, "answer"),
    weight("source_embedding", [V, H]), weight("target_embedding", [V, H]), ...layer("e"), ...layer("d"),
    weight("output", [H, V]), weight("bias", [V]),
    place(11, "source", [T, 1]), place(11, "target", [T, 1]), place(12, "tokens", [T, 1, 1]),
  ];
  return Buffer.concat([whole(1, 7), message(8, whole(2, 13)), message(7, ...graph)]);
}

async function median(H, V, T, seconds) {
  const session = await ort.InferenceSession.create(model(H, V, T), { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const ids = BigInt64Array.from({ length: T }, (_, t) => BigInt(t % V));
  const inputs = { source: new ort.Tensor("int64", ids, [T, 1]), target: new ort.Tensor("int64", ids, [T, 1]) };
  for (let i = 0; i < 50; i++) await session.run(inputs);
  const windows = [];
  while (windows.length < 7) {
    const begun = process.hrtime.bigint();
    let calls = 0, passed = 0;
    while (passed < (seconds * 1e9) / 7) {
      await session.run(inputs);
      calls++;
      passed = Number(process.hrtime.bigint() - begun);
    }
    windows.push(passed / calls / 1e6);
  }
  return windows.sort((a, b) => a - b)[3];
}

async function main() {
  const [H, V, T, seconds = 2] = process.argv.slice(2).map(Number);
  const call = await median(4, 8, 1, seconds / 4);
  console.log(JSON.stringify({ greedy_ms: (await median(H, V, T, seconds)) - call, call_ms: call }));
}
main();
