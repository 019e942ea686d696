/// The media type of a file.
enum MediaType {
  /// The media type that belongs to the extension of a file's name. Unknown ones are plain bytes.
  static func of(_ path: String) -> String {
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: ".") else { return "application/octet-stream" }
    return switch name[name.index(after: dot)...] {
    case "html": "text/html; charset=utf-8"
    case "css": "text/css; charset=utf-8"
    case "js": "text/javascript; charset=utf-8"
    case "txt", "md": "text/plain; charset=utf-8"
    case "json": "application/json"
    case "wasm": "application/wasm"
    case "svg": "image/svg+xml"
    case "png": "image/png"
    // The page unpacks such a file itself: it is a file of this type, and no encoding of another.
    case "gz": "application/gzip"
    default: "application/octet-stream"
    }
  }
}
