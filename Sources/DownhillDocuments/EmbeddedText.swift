// In the WebAssembly module, strings are those of `EmbeddedText`, here and in every module that imports this one.
#if hasFeature(Embedded)
@_exported import EmbeddedText
#endif
