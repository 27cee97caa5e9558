// Runs the host as WebAssembly: `node run.mjs embedded.wasm`.
//
// What any host of a WebAssembly module with plugins has to do. Plugins register themselves in constructors, which wasm-ld
// gathers in one function, `__wasm_call_ctors`. There are two cases, and the module's exports tell which it is:
//
// - The module does not export it. wasm-ld then calls it by itself, at the beginning of every exported function: nothing to
//   do. (It runs again with every call. Registering twice is harmless, but it costs.)
// - The module exports it, or an `_initialize` that calls it. wasm-ld then calls it nowhere: the host calls it, once, after
//   instantiating and before anything else. Without that call there are no plugins, and no error either.
import { readFile } from "node:fs/promises";

const { instance } = await WebAssembly.instantiate(await readFile(process.argv[2]), {});
const { __wasm_call_ctors, _initialize, found, memory } = instance.exports;
(_initialize ?? __wasm_call_ctors)?.();

const read = (at) => {
  const bytes = new Uint8Array(memory.buffer);
  return new TextDecoder().decode(bytes.subarray(at, bytes.indexOf(0, at)));
};
const first = read(found());
const second = read(found());
if (first !== second) {
  throw new Error(`the second call finds something else:\n${first}\n${second}`);
}
console.log(first);
