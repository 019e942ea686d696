/// What the page may do in a browser: load its own files, run its own scripts and its WebAssembly module.
package enum SecurityPolicy {
  private static let directives = [
    "default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "style-src 'self'", "img-src 'self' data:",
    "connect-src 'self'", "worker-src 'self'", "base-uri 'none'", "form-action 'none'",
  ]

  /// The fields of every response.
  static let fields: [(name: String, value: String)] = [
    ("Content-Security-Policy", (directives + ["frame-ancestors 'none'"]).joined(separator: "; ")),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
  ]

  /// The page with the policy written into it, for a host that sends no such fields; `nil` if it has no head. (In a page
  /// `frame-ancestors` means nothing.)
  package static func written(into page: String) -> String? {
    guard let head = page.firstRange(of: "<head>") else { return nil }
    let policy = directives.joined(separator: "; ")
    let element = "\n<meta http-equiv=\"Content-Security-Policy\" content=\"\(policy)\">"
    return String(page[..<head.upperBound]) + element + page[head.upperBound...]
  }
}
