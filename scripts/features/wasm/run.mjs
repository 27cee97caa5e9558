// Prints what happened: `node run.mjs wasm.wasm`. (What a host of plugins on WebAssembly has to do is told in
// scripts/link-matrix/embedded/run.mjs.)
import { readFile } from "node:fs/promises";

const { instance } = await WebAssembly.instantiate(await readFile(process.argv[2]), {});
const { story, memory } = instance.exports;
const at = story();
const bytes = new Uint8Array(memory.buffer);
console.log(new TextDecoder().decode(bytes.subarray(at, bytes.indexOf(0, at))));
