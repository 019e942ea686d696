import CZLib
import DownhillFormats
import Foundation

/// A file of Tests/Oracles.
func oracle(_ path: String) throws -> [UInt8] {
  let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(
    path: "Oracles")
  return [UInt8](try Data(contentsOf: folder.appending(path: path)))
}

/// zlib, as the picture readers want it: in pieces of many lengths.
func inflate(
  _ stream: [UInt8], _ byteCount: Int, _ file: String,
  _ take: (UnsafeBufferPointer<UInt8>) throws(FormatError) -> Void
) throws(FormatError) {
  let content = try inflated(stream, byteCount, file)
  try content.withUnsafeBufferPointer { content throws(FormatError) in
    var (first, length) = (0, 1)
    while first < content.count {
      let end = min(first + length, content.count)
      try take(UnsafeBufferPointer(rebasing: content[first..<end]))
      (first, length) = (end, length * 2 + 1)
    }
  }
}

private func inflated(_ stream: [UInt8], _ byteCount: Int, _ file: String) throws(FormatError) -> [UInt8] {
  // One byte of room beyond the promised ones: what follows is passed over.
  var result = [UInt8](repeating: 0, count: byteCount + 1)
  var length = uLongf(result.count)
  let status = uncompress(&result, &length, stream, uLong(stream.count))
  switch status {
  case Z_OK where Int(length) >= byteCount, Z_BUF_ERROR where Int(length) > byteCount:
    return Array(result[..<byteCount])
  case Z_OK:
    throw FormatError(file: file, problem: .inflate(.tooShort(expected: byteCount, actual: Int(length))))
  default: throw FormatError(file: file, problem: .inflate(.corrupt(reason: "zlib status \(status)")))
  }
}

/// A zlib stream of one stored block, which needs no compressor.
func stored(_ bytes: [UInt8]) -> [UInt8] {
  var writer = ByteWriter()
  writer.append([0x78, 0x01, 0x01])
  writer.uint16(UInt16(bytes.count), .littleEndian)
  writer.uint16(~UInt16(bytes.count), .littleEndian)
  writer.append(bytes)
  var (a, b): (UInt32, UInt32) = (1, 0)
  for byte in bytes {
    a = (a + UInt32(byte)) % 65521
    b = (b + a) % 65521
  }
  writer.uint32(b << 16 | a, .bigEndian)
  return writer.bytes
}

/// The error that `body` throws, or nil.
func formatError(_ body: () throws(FormatError) -> Void) -> FormatError? {
  do throws(FormatError) {
    try body()
    return nil
  } catch {
    return error
  }
}

extension String {
  var bytes: [UInt8] { Array(utf8) }
}

/// A file with these tensors, NaN and infinities and all, which the writer refuses to write.
func encodedAsItIs(_ content: TensorFile) throws -> [UInt8] {
  var finite = content
  for index in finite.tensors.indices {
    finite.tensors[index].values = finite.tensors[index].values.map { $0.isFinite ? $0 : 0 }
  }
  var bytes = try SafeTensors.encode(finite)
  let numbers = content.tensors.flatMap(\.values)
  let first = bytes.count - 4 * numbers.count
  for (index, number) in numbers.enumerated() where !number.isFinite {
    for byte in 0..<4 {
      bytes[first + 4 * index + byte] = UInt8(truncatingIfNeeded: number.bitPattern >> (8 * UInt32(byte)))
    }
  }
  return bytes
}
