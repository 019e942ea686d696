/// The chunks of a PNG file, found by their lengths alone, before the picture is read.
package struct PNGOutline: Equatable, Sendable {
  /// The end of the last chunk found.
  package private(set) var end: Int
  /// Whether that is IEND, after which nothing belongs to the picture.
  package private(set) var isWhole = false
  /// Bytes of the compressed pixels.
  package private(set) var compressedByteCount = 0

  /// The most chunks that are examined; ordinary files have a few, or one for each 8 KB.
  private static let mostChunks = 100_000

  /// - Parameter bytes: Some bytes of the file, or none where it has not so many, or where they are not known.
  package init(_ bytes: (_ offset: Int, _ count: Int) -> ArraySlice<UInt8>) {
    end = PNG.signature.count
    for _ in 0..<Self.mostChunks {
      let head = Array(bytes(end, 8))
      guard head.count == 8 else { return }
      let length = head[..<4].reduce(0) { $0 << 8 | Int($1) }
      // Length, type and checksum; where Int has 32 bits it may be beyond all.
      guard length >= 0, length <= Int(Int32.max) - 12, end <= Int(Int32.max) - 12 - length else { return }
      let type = head[4...]
      if type.elementsEqual([0x49, 0x44, 0x41, 0x54]) { compressedByteCount += length }
      end += 12 + length
      if type.elementsEqual([0x49, 0x45, 0x4E, 0x44]) {
        isWhole = true
        return
      }
    }
  }
}
