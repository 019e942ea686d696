import CZLib

extension Gzip {
  /// These bytes as a gzip file, the same for the same bytes: the file names neither a time nor a system's file.
  public static func deflate(_ bytes: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    // 15 + 16: the largest window, gzip format. 8 is zlib's default memory level.
    let status = deflateInit2_(
      &stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "zlib has no memory to begin with")
    defer { deflateEnd(&stream) }
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var consumed = 0
    while true {
      // zlib counts by 32 bits.
      let count = min(bytes.count - consumed, 1 << 30)
      let isLast = consumed + count == bytes.count
      let (produced, ended) = bytes.withUnsafeBufferPointer { source in
        buffer.withUnsafeMutableBufferPointer { target in
          stream.next_in = source.baseAddress.map { UnsafeMutablePointer(mutating: $0 + consumed) }
          stream.avail_in = UInt32(count)
          stream.next_out = target.baseAddress
          stream.avail_out = UInt32(target.count)
          let status = CZLib.deflate(&stream, isLast ? Z_FINISH : Z_NO_FLUSH)
          return (target.count - Int(stream.avail_out), status == Z_STREAM_END)
        }
      }
      consumed += count - Int(stream.avail_in)
      result += buffer[..<produced]
      if ended { return result }
    }
  }
}
