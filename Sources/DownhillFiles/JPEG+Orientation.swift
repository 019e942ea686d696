import DownhillFormats

extension JPEG {
  /// How a picture must be turned, from the Exif data in a file's first segments; upright if there are none.
  static func orientation(of bytes: [UInt8]) -> Orientation {
    var offset = 2
    while offset + 4 <= bytes.count, bytes[offset] == 0xFF {
      let (marker, length) = (bytes[offset + 1], Int(bytes[offset + 2]) << 8 | Int(bytes[offset + 3]))
      // Behind the start of a scan come pixels.
      guard marker != 0xDA, marker != 0xD9, length >= 2, offset + 2 + length <= bytes.count else { break }
      let content = bytes[(offset + 4)..<(offset + 2 + length)]
      if marker == 0xE1, content.starts(with: [0x45, 0x78, 0x69, 0x66, 0, 0]) { return Orientation(exif: content) }
      offset += 2 + length
    }
    return .upright
  }
}
