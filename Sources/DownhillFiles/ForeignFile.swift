import DownhillFormats

/// What a file is that is given where a model, a data set or a picture is expected, recognized by its first bytes, so
/// that the error can name it and say what to do. The readers know only the formats they read and their nearest
/// relatives.
enum ForeignFile: Equatable {
  case lfsPointer
  case annexPointer
  case gzip
  case otherCompression(String)
  case archive(String)
  case kerasArchive
  case pyTorchArchive
  case numPyArchive
  case hdf5
  case pickle
  case numPy
  case otherModel(String)
  case parquet
  case picture(String)
  case matlab
  case csv
  case json
  case xml
  case html
  case text
  case zeros
  /// What macOS keeps beside a file on other systems' disks, under the file's name behind `._`.
  case appleDouble
  /// What has a name, and nothing to do with models, pictures or data.
  case thing(String)
  /// IDX of numbers that are not read where it is given.
  case idx(of: String)
  /// Files for other options: pictures or labels of a data set, a model, a picture.
  case dataSet
  case model
  case readablePicture

  /// The number of first bytes examined.
  static let prefixCount = 512

  /// The kind of a file that begins with these bytes; nil for those that the readers know, and for unknown ones.
  init?(firstBytes bytes: [UInt8]) {
    let bytes = Array(bytes.prefix(Self.prefixCount))
    if let kind = Self.binary(bytes) ?? Self.textual(bytes) { self = kind } else { return nil }
  }

  // MARK: Binary files

  private static func binary(_ bytes: [UInt8]) -> ForeignFile? {
    func begins(_ magic: [UInt8], at start: Int = 0) -> Bool {
      bytes.count >= start + magic.count && bytes[start..<start + magic.count].elementsEqual(magic)
    }
    func begins(_ magic: String, at start: Int = 0) -> Bool { begins(Array(magic.utf8), at: start) }

    // Its length may look like another format's first bytes.
    if FileKind(firstBytes: bytes) == .safeTensors { return .model }
    if begins([0x1F, 0x8B]) { return .gzip }
    if begins("PK\u{3}\u{4}") { return zip(bytes) }
    if begins([0x89] + "HDF\r\n\u{1A}\n".utf8) { return .hdf5 }
    if begins([0x93] + "NUMPY".utf8) { return .numPy }
    // Protocols 2 to 5, whose second instruction is a frame, a memo or PyTorch's old magic number.
    if bytes.count > 2, bytes[0] == 0x80, (2...5).contains(bytes[1]) { return .pickle }
    if begins("PAR1") { return .parquet }
    if begins("TFL3", at: 4) { return .otherModel("a TensorFlow Lite model") }
    if begins("GGUF") { return .otherModel("a GGUF model") }
    if bytes.first == 0x08, contains(bytes.prefix(64), "onnx") || contains(bytes.prefix(64), "pytorch") {
      return .otherModel("an ONNX model")
    }
    if begins("MATLAB 5.0 MAT-file") { return .matlab }
    if begins([0xFD] + "7zXZ".utf8) { return .otherCompression("xz") }
    if begins("BZh") { return .otherCompression("bzip2") }
    if begins([0x28, 0xB5, 0x2F, 0xFD]) { return .otherCompression("zstd") }
    if begins([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]) { return .archive("a 7-Zip archive") }
    if begins("ustar", at: 257) { return .archive("a tar archive") }
    if begins("Rar!") { return .archive("a RAR archive") }
    if begins("II*\u{0}") || begins("MM\u{0}*") { return .picture("TIFF") }
    if begins("ftyphei", at: 4) || begins("ftypmif1", at: 4) { return .picture("HEIC") }
    if begins("ftypavif", at: 4) { return .picture("AVIF") }
    if begins("GIF8") { return .picture("GIF") }
    if begins("RIFF"), begins("WEBP", at: 8) { return .picture("WebP") }
    if begins("BM"), begins([0, 0, 0, 0], at: 6) { return .picture("BMP") }
    if begins("P7\n") { return .picture("PAM") }
    if begins("Pf\n") || begins("PF\n") { return .picture("PFM") }
    if begins("jP  ", at: 4) || begins([0xFF, 0x4F, 0xFF, 0x51]) { return .picture("JPEG 2000") }
    if begins([0xFF, 0x0A]) || begins("JXL ", at: 4) { return .picture("JPEG XL") }
    if begins("8BPS") { return .picture("Photoshop") }
    if begins([0, 0, 1, 0]), bytes.count > 5, bytes[5] == 0, bytes[4] > 0 { return .picture("ICO") }
    if begins([0, 5, 0x16, 7]) { return .appleDouble }
    if begins([0x7F] + "ELF".utf8) { return .thing("a program") }
    if begins("SQLite format 3\u{0}") { return .thing("an SQLite database") }
    if begins([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) { return .thing("a document of an office program") }
    if begins("ARROW1") { return .thing("an Arrow table") }
    if begins("ftyp", at: 4) || begins([0x1A, 0x45, 0xDF, 0xA3]) { return .thing("a video") }
    if begins([0xFF, 0xFE]) || begins([0xFE, 0xFF]) { return .thing("a text in UTF-16") }
    if begins("PK\u{5}\u{6}") { return .thing("a zip archive with nothing in it") }
    if begins([0x04, 0x22, 0x4D, 0x18]) { return .otherCompression("lz4") }
    if bytes.count >= 16, bytes.allSatisfy({ $0 == 0 }) { return .zeros }
    switch FileKind(firstBytes: bytes) {
    case .idxOther: return idx(type: bytes[2], dimensions: Int(bytes[3]))
    case .idxImages, .idxLabels: return .dataSet
    case .safeTensors: return .model
    case .png, .netpbm: return .readablePicture
    case .picture, .jpeg, .gif, .webp, .gzip, .zip, .pdf, .html, .empty, .unknown: return nil
    }
  }

  /// The element types of IDX.
  private static func idx(type: UInt8, dimensions: Int) -> ForeignFile {
    let numbers =
      switch type {
      case 0x08: "unsigned bytes"
      case 0x09: "signed bytes"
      case 0x0B: "16-bit integers"
      case 0x0C: "32-bit integers"
      case 0x0D: "32-bit floats"
      case 0x0E: "64-bit floats"
      default: "numbers of the unknown type \(type)"
      }
    return .idx(of: "\(numbers) with \(dimensions == 1 ? "1 dimension" : "\(dimensions) dimensions")")
  }

  /// What a zip archive is for, from the name of its first entry.
  private static func zip(_ bytes: [UInt8]) -> ForeignFile {
    guard bytes.count > 30 else { return .archive("a zip archive") }
    let name = String(decoding: bytes[30...].prefix(Int(bytes[26]) | Int(bytes[27]) << 8), as: UTF8.self)
    if name.hasSuffix(".npy") { return .numPyArchive }
    if name.hasSuffix("/data.pkl") || name.hasSuffix("/.format_version") || name.hasSuffix("/byteorder") {
      return .pyTorchArchive
    }
    if ["metadata.json", "config.json", "model.weights.h5"].contains(name) { return .kerasArchive }
    if name == "[Content_Types].xml" { return .thing("a document of an office program") }
    return .archive("a zip archive")
  }

  private static func contains(_ bytes: ArraySlice<UInt8>, _ word: String) -> Bool {
    let word = Array(word.utf8)
    return bytes.indices.contains { bytes[$0...].starts(with: word) }
  }

  // MARK: Texts

  private static func textual(_ bytes: [UInt8]) -> ForeignFile? {
    guard let text = text(bytes) else { return nil }
    if text.hasPrefix("version https://git-lfs.github.com/spec/") { return .lfsPointer }
    if text.hasPrefix("/annex/objects/") { return .annexPointer }
    let start = String(text.drop { $0.isWhitespace }.prefix(64)).lowercased()
    if ["<!doctype html", "<html", "<head", "<body", "<script"].contains(where: start.hasPrefix) { return .html }
    if start.hasPrefix("<svg") || text.contains("<svg") { return .picture("SVG") }
    if start.hasPrefix("<") { return .xml }
    if start.hasPrefix("{") || start.hasPrefix("[") { return .json }
    // Netpbm's plain pictures are text, too, and known to their reader.
    if FileKind(firstBytes: bytes) != .unknown { return nil }
    let lines = text.split(whereSeparator: \.isNewline).prefix(3)
    let fields = lines.map { line in line.utf8.count(where: { [0x2C, 0x3B, 0x09].contains($0) }) }
    return isTable(fields) ? .csv : .text
  }

  /// Whether lines with these numbers of commas and the like are rows of a table; the last one may be cut.
  private static func isTable(_ fields: [Int]) -> Bool {
    guard let first = fields.first, first > 0 else { return false }
    switch fields.count {
    case 1: return first >= 3
    case 2: return (1...first).contains(fields[1])
    default: return fields[1] == first
    }
  }

  /// The bytes as text, if they are UTF-8 without control characters; the last character may be cut.
  private static func text(_ bytes: [UInt8]) -> String? {
    let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    guard !bytes.isEmpty, bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || (0x09...0x0D).contains($0) }) else {
      return nil
    }
    for cut in 0...min(3, bytes.count - 1) {
      if let text = String(validating: bytes.dropLast(cut), as: UTF8.self) { return text }
    }
    return nil
  }
}
