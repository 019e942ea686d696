// PNG (https://www.w3.org/TR/png-3/): a signature, then chunks of length, type, content and checksum. This file reads
// chunks; PNGPixels.swift makes a picture of what they hold.

/// Decompresses the first `byteCount` bytes of a zlib stream (RFC 1950), which it passes to `take` in pieces, or throws
/// `.inflate` naming `file`: too short or corrupt, with offsets counted in the stream. It must not keep more than a few
/// pieces.
public typealias Inflate =
  (
    _ zlibStream: [UInt8], _ byteCount: Int, _ file: String,
    _ take: (UnsafeBufferPointer<UInt8>) throws(FormatError) -> Void
  ) throws(FormatError) -> Void

/// Reads PNG pictures of every colour type and depth, interlaced or not, as grey levels.
///
/// Colours become grey by the BT.601 weights; gamma and colour profiles are ignored. The picture is turned upright where
/// Exif data say how.
///
/// A picture with transparency is put on white, or on black if that shows more contrast (the difference of its lightest
/// and its darkest pixel): so that white strokes on a transparent ground can be seen as well as black.
public enum PNG {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// Decodes one picture. What libpng ignores with a warning is ignored here, too: bytes after the pixels or after the
  /// end chunk, more IDAT chunks than the picture needs, and chunks beside it that are damaged or misplaced. If a side
  /// is longer than `limit` (256 or more), the picture is made smaller while it is read: each pixel becomes the mean of
  /// a square.
  ///
  /// Throws `.wrongKind`, `.cut`, `.png`, `.noPixels`, `.tooManyPixels`, or what `inflate` throws. Before anything is
  /// allocated, the size is checked against what the compressed data can hold, and against what a file of this length may
  /// take to read: see `GreyImage.largestPixelCount(fileByteCount:)`. Keeps the compressed data, a few rows and the result.
  public static func decode(
    _ bytes: [UInt8], file: String, reducedTo limit: Int = .max, inflate: Inflate
  ) throws(FormatError) -> GreyImage {
    let kind = FileKind(firstBytes: bytes)
    guard kind == .png else {
      throw FormatError(file: file, offset: 0, problem: .wrongKind(expected: .picture, found: kind))
    }
    let chunks = try PNGChunks(bytes, file: file)
    let layout = PNGLayout(header: chunks.header)
    // Deflate expands at most 1032 times (https://zlib.net/zlib_tech.html); divided, because Int may have 32 bits.
    guard layout.byteCount / 1032 <= chunks.compressed.count else {
      let problem = FormatError.PNGProblem.improbableSize(
        pixelBytes: layout.byteCount, compressedBytes: chunks.compressed.count)
      throw FormatError(file: file, problem: .png(problem))
    }
    try layout.check(against: chunks.header, fileByteCount: bytes.count, file: file)
    var pixels = PNGPixels(chunks: chunks, layout: layout, reducedTo: limit, file: file)
    var byteCount = 0
    do throws(FormatError) {
      try inflate(chunks.compressed, layout.byteCount, file) { piece throws(FormatError) in
        byteCount += piece.count
        try pixels.take(piece)
      }
    } catch {
      throw FormatError(file: file, offset: error.offset.map(chunks.fileOffset), problem: error.problem)
    }
    guard byteCount == layout.byteCount else {
      let problem = FormatError.InflateProblem.tooShort(expected: layout.byteCount, actual: byteCount)
      throw FormatError(file: file, problem: .inflate(problem))
    }
    return chunks.orientation.upright(pixels.image)
  }

  /// How many bytes the pixels of a picture that begins so have before they are compressed; nil if its header is none.
  package static func pixelByteCount(_ beginning: [UInt8]) -> Int? {
    var reader = ByteReader(beginning, file: "", offset: min(signature.count + 8, beginning.count))
    guard let header = try? PNGHeader(&reader, fileByteCount: .max) else { return nil }
    return PNGLayout(header: header).byteCount
  }
}

extension PNGLayout {
  /// The longest row that is read, in bytes and in pixels: a few of them are kept.
  private static let longestRowLimit = 2 << 20

  /// Throws `.tooManyPixels` if unpacking would take more than is allowed for a file of this length.
  fileprivate func check(against header: PNGHeader, fileByteCount: Int, file: String) throws(FormatError) {
    let allowed = GreyImage.largestPixelCount(fileByteCount: fileByteCount)
    guard byteCount > allowed || longestRow > Self.longestRowLimit || header.width > Self.longestRowLimit else {
      return
    }
    // In pixels of the picture's kind, which may take several bytes.
    func pixels(_ bytes: Int) -> Int { bytes / header.bitsPerPixel * 8 }
    let rowLimit = min(pixels(Self.longestRowLimit), Self.longestRowLimit)
    let limit = min(pixels(allowed), rowLimit * header.height)
    let problem = FormatError.Problem.tooManyPixels(width: header.width, height: header.height, limit: limit)
    throw FormatError(file: file, offset: 16, problem: problem)
  }
}

/// The content of the IHDR chunk.
struct PNGHeader {
  enum ColourType: Int {
    case grey = 0
    case colour = 2
    case palette = 3
    case greyAlpha = 4
    case colourAlpha = 6
  }

  let width: Int
  let height: Int
  let bitDepth: Int
  let colourType: ColourType
  let isInterlaced: Bool

  var samplesPerPixel: Int {
    switch colourType {
    case .grey, .palette: 1
    case .greyAlpha: 2
    case .colour: 3
    case .colourAlpha: 4
    }
  }

  var bitsPerPixel: Int { samplesPerPixel * bitDepth }

  /// Throws if the header is not one of those in the standard, or the picture too large for its file.
  init(_ reader: inout ByteReader, fileByteCount: Int) throws(FormatError) {
    let file = reader.file
    let start = reader.offset
    func error(_ problem: FormatError.PNGProblem, at position: Int) -> FormatError {
      FormatError(file: file, offset: start + position, problem: .png(problem))
    }

    guard let width = Int(exactly: try reader.uint32(.bigEndian)),
      let height = Int(exactly: try reader.uint32(.bigEndian))
    else { throw FormatError(file: file, offset: start, problem: .sizeOverflow) }
    _ = try GreyImage.pixelCount(
      width: width, height: height, fileByteCount: fileByteCount, file: file, offset: start)
    let bitDepth = Int(try reader.uint8())
    let type = Int(try reader.uint8())
    guard let colourType = ColourType(rawValue: type), Self.bitDepths(of: colourType).contains(bitDepth) else {
      throw error(.colourType(type, bitDepth: bitDepth), at: 8)
    }
    let compression = Int(try reader.uint8())
    guard compression == 0 else { throw error(.unknownMethod(field: "compression", value: compression), at: 10) }
    let filter = Int(try reader.uint8())
    guard filter == 0 else { throw error(.unknownMethod(field: "filter", value: filter), at: 11) }
    let interlace = Int(try reader.uint8())
    guard interlace <= 1 else { throw error(.unknownMethod(field: "interlace", value: interlace), at: 12) }

    self.width = width
    self.height = height
    self.bitDepth = bitDepth
    self.colourType = colourType
    isInterlaced = interlace == 1
  }

  private static func bitDepths(of type: ColourType) -> [Int] {
    switch type {
    case .grey: [1, 2, 4, 8, 16]
    case .palette: [1, 2, 4, 8]
    case .colour, .greyAlpha, .colourAlpha: [8, 16]
    }
  }
}

/// What the chunks of a PNG file hold: enough to make the picture.
struct PNGChunks {
  let header: PNGHeader
  /// Red, green and blue of each colour; empty if there is no palette.
  private(set) var palette: [UInt8] = []
  /// The content of tRNS: an alpha for each of the palette's first colours, or one transparent grey or colour.
  private(set) var transparency: [UInt8]?
  /// The content of all IDAT chunks, joined: one zlib stream.
  private(set) var compressed: [UInt8] = []
  /// The content of eXIf: how the picture is to be turned.
  private(set) var orientation = Orientation.upright
  private var hasExif = false
  /// Where the content of each IDAT chunk begins in `compressed` and in the file.
  private var origins: [(joined: Int, inFile: Int)] = []

  /// The offset in the file of a byte of `compressed`.
  func fileOffset(of joined: Int) -> Int {
    guard let origin = origins.last(where: { $0.joined <= joined }) else { return joined }
    return origin.inFile + joined - origin.joined
  }

  init(_ bytes: [UInt8], file: String) throws(FormatError) {
    var reader = ByteReader(bytes, file: file, offset: PNG.signature.count)
    let table = CRC32()

    let first = try Chunk(&reader, table)
    guard first.type == "IHDR" else { throw first.error(.missingChunk("IHDR"), file) }
    try first.checkSum(file)
    guard first.content.count == 13 else { throw first.error(.chunkLength("IHDR", first.content.count), file) }
    var headerReader = ByteReader(bytes, file: file, offset: first.content.startIndex)
    header = try PNGHeader(&headerReader, fileByteCount: bytes.count)

    var dataHasEnded = false
    while true {
      if reader.remaining == 0 {
        let missing = compressed.isEmpty ? "IDAT" : "IEND"
        throw FormatError(file: file, offset: reader.offset, problem: .png(.missingChunk(missing)))
      }
      let chunk = try Chunk(&reader, table)
      if chunk.type != "IDAT" && !compressed.isEmpty { dataHasEnded = true }
      switch chunk.type {
      case "IHDR": throw chunk.error(.misplacedChunk("IHDR"), file)
      case "PLTE": try takePalette(chunk, file)
      case "tRNS": takeTransparency(chunk)
      case "eXIf": takeOrientation(chunk)
      case "IDAT":
        // As libpng does: a second run of them is not part of the picture.
        if dataHasEnded { continue }
        try chunk.checkSum(file)
        guard header.colourType != .palette || !palette.isEmpty else {
          throw chunk.error(.missingChunk("PLTE"), file)
        }
        origins.append((compressed.count, chunk.content.startIndex))
        compressed.append(contentsOf: chunk.content)
      case "IEND":
        guard !compressed.isEmpty else { throw chunk.error(.missingChunk("IDAT"), file) }
        return
      default:
        guard chunk.type.isAncillary else { throw chunk.error(.unknownCriticalChunk(chunk.type.text), file) }
      }
    }
  }

  /// Without its palette a picture of colour indices cannot be drawn; to others it is a suggestion.
  private mutating func takePalette(_ chunk: Chunk, _ file: String) throws(FormatError) {
    let count = chunk.content.count
    guard header.colourType == .palette, compressed.isEmpty else { return }
    try chunk.checkSum(file)
    guard palette.isEmpty else { throw chunk.error(.misplacedChunk("PLTE"), file) }
    guard count > 0 && count % 3 == 0 && count <= 3 * 256 else { throw chunk.error(.chunkLength("PLTE", count), file) }
    palette = Array(chunk.content)
  }

  /// A tRNS chunk that is damaged, misplaced, of a wrong length or one too many says nothing: the picture stays as opaque
  /// as it is without it.
  private mutating func takeTransparency(_ chunk: Chunk) {
    guard chunk.isSound, transparency == nil, compressed.isEmpty else { return }
    let count = chunk.content.count
    let isRightLength =
      switch header.colourType {
      case .grey: count == 2
      case .colour: count == 6
      case .palette: count > 0 && count <= palette.count / 3
      case .greyAlpha, .colourAlpha: false
      }
    if isRightLength { transparency = Array(chunk.content) }
  }

  /// May stand before the pixels or behind them. A damaged one, or a second, says nothing.
  private mutating func takeOrientation(_ chunk: Chunk) {
    guard chunk.isSound, !hasExif else { return }
    hasExif = true
    orientation = Orientation(exif: chunk.content)
  }
}

/// The four letters of a chunk's type as one big-endian number.
private struct ChunkType: Equatable, ExpressibleByStringLiteral {
  let code: UInt32

  init(code: UInt32) {
    self.code = code
  }

  init(stringLiteral text: StaticString) {
    code = text.withUTF8Buffer { $0.reduce(0) { $0 << 8 | UInt32($1) } }
  }

  /// Bit 5 of the first letter: a small letter marks a chunk that may be ignored.
  var isAncillary: Bool { code & 0x2000_0000 != 0 }

  var text: String {
    let letters = (0..<4).map { UInt8(truncatingIfNeeded: code >> (24 - 8 * UInt32($0))) }
    return String(decoding: letters, as: UTF8.self)
  }

  static func ~= (pattern: ChunkType, value: ChunkType) -> Bool { pattern == value }
}

/// One chunk.
private struct Chunk {
  let offset: Int
  let type: ChunkType
  let content: ArraySlice<UInt8>
  /// Whether the checksum is right; not computed of chunks that are ignored anyway.
  let isSound: Bool

  init(_ reader: inout ByteReader, _ table: CRC32) throws(FormatError) {
    offset = reader.offset
    let length = try reader.uint32(.bigEndian)
    let typeStart = reader.offset
    type = ChunkType(code: try reader.uint32(.bigEndian))
    guard let count = Int(exactly: length) else {
      throw FormatError(file: reader.file, offset: offset, problem: .sizeOverflow)
    }
    content = try reader.slice(count)
    let checksum = try reader.uint32(.bigEndian)
    let isPassedOver = type.isAncillary && type != "tRNS" && type != "eXIf"
    isSound =
      isPassedOver || table.checksum(of: reader.bytes[typeStart..<content.endIndex]) == checksum
  }

  func error(_ problem: FormatError.PNGProblem, _ file: String) -> FormatError {
    FormatError(file: file, offset: offset, problem: .png(problem))
  }

  /// Throws if the content cannot be believed.
  func checkSum(_ file: String) throws(FormatError) {
    if !isSound { throw error(.checksum(chunk: type.text), file) }
  }
}

/// The cyclic redundancy check of PNG and zlib: polynomial 0xEDB88320, reflected (PNG specification, annex D).
struct CRC32 {
  private let table = Self.table

  // Made once, not for each of many pictures.
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
  }

  func checksum(of bytes: some Sequence<UInt8>) -> UInt32 {
    ~bytes.reduce(~0) { value, byte in value >> 8 ^ table[Int(UInt8(truncatingIfNeeded: value) ^ byte)] }
  }
}
