// Lists what is served beside the page.
const list = document.getElementById("served");
const say = (text) => list.append(Object.assign(document.createElement("li"), { textContent: text }));
const index = await (await fetch("models/index.json")).json();
for (const model of index.models) say(`${model.name}: ${model.network.architecture}`);
await WebAssembly.instantiateStreaming(fetch("explorer.wasm"), {});
say("explorer.wasm runs");
