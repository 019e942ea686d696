// In the browser's module, strings are those of `EmbeddedText`, in every file of this room and for all who import it.
#if hasFeature(Embedded)
@_exported import EmbeddedText
#endif
