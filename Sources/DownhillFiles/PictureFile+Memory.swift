import DownhillFormats

extension PictureFile {
  /// The least memory for reading a picture, in bytes, by its headers alone; nil if it is no regular file, or will be
  /// refused.
  package static func memoryNeed(_ path: String) -> Int? {
    guard let file = FileGlance(path) else { return nil }
    let beginning = file.bytes(at: 0, Files.beginningByteCount)
    switch FileKind(firstBytes: beginning) {
    case .png:
      guard PNG.pixelByteCount(beginning) != nil else { return nil }
      let outline = PNGOutline { file.bytes(at: $0, $1)[...] }
      // Its chunks are joined into a copy.
      return min(file.byteCount, outline.end) + min(file.byteCount, outline.compressedByteCount)
    case .netpbm:
      return min(file.byteCount, PGM.byteCount(beginning) ?? file.byteCount)
    case .jpeg:
      return JPEGFrame { file.bytes(at: $0, $1) }?.memoryNeed(fileByteCount: file.byteCount)
    case .idxImages, .idxLabels, .idxOther, .safeTensors, .picture, .gif, .webp, .gzip, .zip, .pdf, .html, .empty,
      .unknown:
      return nil
    }
  }
}

/// The header of a JPEG file (ITU-T T.81, B.2).
struct JPEGFrame {
  private(set) var width = 0
  private(set) var height = 0
  /// The sampling factors of each component.
  private var sampling: [(across: Int, down: Int)] = []
  /// Whether the pixels come in several scans, so that all coefficients are kept in memory.
  private(set) var isKept = false

  /// The most segments that are examined.
  private static let mostSegments = 10_000

  /// - Parameter bytes: Up to `count` bytes of the file from `offset` on.
  init?(_ bytes: (_ offset: Int, _ count: Int) -> [UInt8]) {
    var offset = 2
    for _ in 0..<Self.mostSegments {
      let head = bytes(offset, 4)
      guard head.count == 4, head[0] == 0xFF else { return nil }
      let (marker, length) = (head[1], Int(head[2]) << 8 | Int(head[3]))
      // Fill bytes may precede a marker.
      if marker == 0xFF {
        offset += 1
        continue
      }
      guard length >= 2 else { return nil }
      switch marker {
      case 0xC0...0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF:
        guard readFrame(bytes(offset + 4, length - 2)) else { return nil }
        // Progressive, with Huffman or arithmetic coding.
        isKept = marker & 3 == 2
      case 0xDA:
        guard let count = bytes(offset + 4, 1).first, width > 0 else { return nil }
        if Int(count) < sampling.count { isKept = true }
        return
      default: break
      }
      offset += 2 + length
    }
    return nil
  }

  /// Precision, height, width, and a number, sampling and table for each component.
  private mutating func readFrame(_ content: [UInt8]) -> Bool {
    guard content.count >= 6, content.count >= 6 + 3 * Int(content[5]) else { return false }
    height = Int(content[1]) << 8 | Int(content[2])
    width = Int(content[3]) << 8 | Int(content[4])
    sampling = (0..<Int(content[5])).map { component in
      let factors = Int(content[6 + 3 * component + 1])
      return (max(factors >> 4, 1), max(factors & 15, 1))
    }
    return true
  }

  /// The file, the pixels, and what the decoder keeps: two bytes for each sample, in whole blocks.
  func memoryNeed(fileByteCount: Int) -> Int? {
    guard width > 0, height > 0, JPEG.isRead(width: width, height: height, fileByteCount: fileByteCount) else {
      return nil
    }
    let divisor = JPEG.divisor(width: width, height: height)
    let pixels = (width + divisor - 1) / divisor * ((height + divisor - 1) / divisor)
    guard isKept else { return fileByteCount + pixels }
    let (across, down) = (sampling.map(\.across).max() ?? 1, sampling.map(\.down).max() ?? 1)
    let samples = sampling.reduce(0) { sum, component in
      let columns = (width * component.across + 8 * across - 1) / (8 * across)
      let rows = (height * component.down + 8 * down - 1) / (8 * down)
      return sum + 64 * columns * rows
    }
    return fileByteCount + pixels + 2 * samples
  }
}
