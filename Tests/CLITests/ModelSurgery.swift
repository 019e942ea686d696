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
    return frame(text) + body
  }

  /// The file with these tensors after its own: name, type, shape and bytes.
  func bytes(adding tensors: [(name: String, type: String, shape: [Int], bytes: [UInt8])]) throws -> [UInt8] {
    var header = header
    var end = body.count
    for tensor in tensors {
      header[tensor.name] = [
        "dtype": tensor.type, "shape": tensor.shape, "data_offsets": [end, end + tensor.bytes.count],
      ]
      end += tensor.bytes.count
    }
    return frame([UInt8](try JSONSerialization.data(withJSONObject: header))) + body + tensors.flatMap(\.bytes)
  }

  private func frame(_ text: [UInt8]) -> [UInt8] {
    (0..<8).map { UInt8(text.count >> (8 * $0) & 0xff) } + text
  }
}
