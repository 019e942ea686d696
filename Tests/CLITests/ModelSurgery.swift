import Foundation

/// A safetensors file taken apart, with Foundation's JSON reader rather than our own.
struct ModelSurgery {
  private var header: [String: Any]
  private let body: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) throws {
    let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    header = try JSONSerialization.jsonObject(with: Data(bytes[8..<8 + length])) as? [String: Any] ?? [:]
    body = bytes[(8 + length)...]
  }

  /// The file with nothing in its metadata but these keys.
  func bytes(keeping keys: Set<String>) throws -> [UInt8] {
    var header = header
    let metadata = header["__metadata__"] as? [String: String] ?? [:]
    header["__metadata__"] = metadata.filter { keys.contains($0.key) }
    var text = [UInt8](try JSONSerialization.data(withJSONObject: header))
    while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }
    return (0..<8).map { UInt8(text.count >> (8 * $0) & 0xff) } + text + body
  }
}
