/// The kind of a file, recognized by its first bytes, so that an error can say what the file is instead.
public enum FileKind: Equatable, Sendable {
  /// MNIST's images: IDX, unsigned bytes, three dimensions (0x00000803).
  case idxImages
  /// MNIST's labels: IDX, unsigned bytes, one dimension (0x00000801).
  case idxLabels
  /// IDX of another element type or number of dimensions.
  case idxOther
  /// A model or gradient in safetensors.
  case safeTensors
  /// Any picture this package reads: PNG, PBM, PGM or PPM. Only expected, never found.
  case picture
  /// PNG.
  case png
  /// PBM, PGM or PPM, in text or binary.
  case netpbm
  /// JPEG.
  case jpeg
  /// GIF.
  case gif
  /// WebP.
  case webp
  /// gzip.
  case gzip
  /// A zip archive, which PyTorch's .pt files are too.
  case zip
  /// PDF.
  case pdf
  /// A web page.
  case html
  /// No byte at all.
  case empty
  /// Nothing this package knows.
  case unknown
}

extension FileKind {
  /// Recognizes a file by its first bytes: at least 16, if the file has as many.
  public init(firstBytes bytes: [UInt8]) {
    func begins(_ magic: [UInt8], at start: Int = 0) -> Bool {
      bytes.count >= start + magic.count && bytes[start..<start + magic.count].elementsEqual(magic)
    }
    func begins(_ magic: StaticString, at start: Int = 0) -> Bool {
      begins(magic.withUTF8Buffer { Array($0) }, at: start)
    }

    // Its length field may look like another format's magic number, so safetensors is checked first.
    if begins("{", at: 8) && begins([0, 0, 0, 0], at: 4) {
      self = .safeTensors
    } else if bytes.isEmpty {
      self = .empty
    } else if begins([0, 0, 8, 3]) {
      self = .idxImages
    } else if begins([0, 0, 8, 1]) {
      self = .idxLabels
    } else if bytes.count >= 4 && begins([0, 0]) && (0x08...0x0E).contains(bytes[2]) && (1...8).contains(bytes[3]) {
      self = .idxOther
    } else if begins(PNG.signature) {
      self = .png
    } else if bytes.count >= 3 && bytes[0] == UInt8(ascii: "P") && (0x31...0x36).contains(bytes[1])
      && (isWhitespace(bytes[2]) || bytes[2] == UInt8(ascii: "#"))
    {
      self = .netpbm
    } else if begins([0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if begins("GIF8") {
      self = .gif
    } else if begins("RIFF") && begins("WEBP", at: 8) {
      self = .webp
    } else if begins([0x1F, 0x8B]) {
      self = .gzip
    } else if begins("PK\u{3}\u{4}") {
      self = .zip
    } else if begins("%PDF") {
      self = .pdf
    } else if begins("<!") || begins("<html") || begins("<HTML") {
      self = .html
    } else {
      self = .unknown
    }
  }

  /// The kind in words, to follow "expected" or "found".
  var name: String {
    switch self {
    case .idxImages: "IDX images (0x00000803)"
    case .idxLabels: "IDX labels (0x00000801)"
    case .idxOther: "an IDX file of another element type or number of dimensions"
    case .safeTensors: "a safetensors file"
    case .picture: "a picture (PNG, PGM, PPM or PBM)"
    case .png: "a PNG picture"
    case .netpbm: "a PBM, PGM or PPM picture"
    case .jpeg: "a JPEG picture"
    case .gif: "a GIF picture"
    case .webp: "a WebP picture"
    case .gzip: "a gzip-compressed file"
    case .zip: "a zip archive"
    case .pdf: "a PDF document"
    case .html: "a web page"
    case .empty: "an empty file"
    case .unknown: "something else"
    }
  }
}

/// The white space of Netpbm headers: blank, TAB, LF, VT, FF, CR.
func isWhitespace(_ byte: UInt8) -> Bool {
  byte == 0x20 || (0x09...0x0D).contains(byte)
}
