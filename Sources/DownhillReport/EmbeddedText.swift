#if hasFeature(Embedded)
@_exported import EmbeddedText
#endif
