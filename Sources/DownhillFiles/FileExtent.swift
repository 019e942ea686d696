import DownhillFormats

/// What the beginning of a file says about its length, so that a file is not read whole before it is known to be of the
/// expected kind, and a pipe or device no further than its header announces.
package enum FileExtent: Equatable, Sendable {
  /// Unknown before this many bytes are read.
  case undecided(until: Int)
  /// No valid file with this beginning is longer.
  case atMost(Int)
  /// No more of it is needed, whatever follows.
  case needed(Int)
  /// The beginning alone shows what is wrong with the file.
  case recognized
}

extension FileExtent {
  /// The longest picture file, whatever it has besides pixels.
  private static let longestPicture = 1 << 30

  /// A model: its header says where its data end.
  package static func model(_ beginning: [UInt8], file: String, size: Int?) throws(FormatError) -> FileExtent {
    guard beginning.count > 8 else { return .recognized }
    let headerLength = beginning[..<8].reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
    let isForeign = FileKind(firstBytes: beginning) != .safeTensors && beginning[8] != UInt8(ascii: "{")
    guard headerLength <= UInt64(SafeTensors.maximumHeaderByteCount), !isForeign else { return .recognized }
    let headerEnd = 8 + Int(headerLength)
    if beginning.count < headerEnd { return .undecided(until: headerEnd) }
    return .atMost(try SafeTensors.byteCount(beginning, available: max(size ?? .max, beginning.count), file: file))
  }

  /// A picture: its header says how many pixels there are, and these how many bytes may be theirs.
  package static func picture(_ beginning: [UInt8], file: String, size: Int?) -> FileExtent {
    switch FileKind(firstBytes: beginning) {
    case .png:
      // Compression makes pixels longer by less than a hundredth; other chunks may be there too.
      guard let pixels = PNG.pixelByteCount(beginning) else { return .recognized }
      let limit = min(pixels + pixels / 100 + 64 << 20, longestPicture)
      let outline = PNGOutline { beginning[min($0, beginning.count)..<min($0 + $1, beginning.count)] }
      if outline.isWhole { return .needed(min(outline.end, limit)) }
      // Twice as much each time, so that many small chunks are not looked at again and again.
      return .on(to: max(outline.end + 8, 2 * beginning.count), after: beginning.count, limit: limit)
    case .netpbm:
      switch PGM.announcement(beginning) {
      case .byteCount(let count): return .needed(min(count, longestPicture))
      case .open: return .on(to: 2 * beginning.count, after: beginning.count, limit: longestPicture)
      case .none: return .recognized
      }
    case .jpeg:
      // Its sizes may be anywhere in it.
      return .needed(longestPicture)
    case .idxImages, .idxLabels, .idxOther, .safeTensors, .picture, .gif, .webp, .gzip, .zip, .pdf, .html, .empty,
      .unknown:
      return .recognized
    }
  }

  /// More must be known, unless that is all that is read.
  private static func on(to next: Int, after count: Int, limit: Int) -> FileExtent {
    limit > count ? .undecided(until: min(next, limit)) : .needed(limit)
  }

  /// Images or labels, compressed or not: their header says how many there are.
  static func data(_ beginning: [UInt8], file: String, _ kind: IDXKind) -> FileExtent {
    guard Gzip.isGzip(beginning) else {
      guard let count = try? kind.byteCount(Array(beginning.prefix(kind.headerByteCount)), file) else {
        return .recognized
      }
      return .atMost(count)
    }
    let first = beginning.withUnsafeBytes { bytes in
      try? Gzip.prefix(bytes, count: kind.headerByteCount, file: file)
    }
    guard let first else {
      // Names and comments may come before the data, but not megabytes of them.
      return beginning.count < 1 << 20 ? .undecided(until: 1 << 20) : .recognized
    }
    guard let count = try? kind.byteCount(first, file) else { return .recognized }
    // Incompressible data becomes longer by less than a hundredth, and some zeros may follow.
    return .atMost(count + count / 100 + 1 << 20)
  }
}
