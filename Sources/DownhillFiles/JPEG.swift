import DownhillFormats

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// JPEG pictures, through libturbojpeg where it is installed: it is loaded when the first one is read, so that neither
/// building nor starting needs it.
public enum JPEG {
  /// The library's names: on Linux, on macOS, and where Homebrew and MacPorts install it.
  public static let libraryNames = [
    "libturbojpeg.so.0", "libturbojpeg.0.dylib", "/opt/homebrew/opt/jpeg-turbo/lib/libturbojpeg.dylib",
    "/usr/local/opt/jpeg-turbo/lib/libturbojpeg.dylib", "/opt/local/lib/libturbojpeg.dylib",
  ]

  /// The most pixels of a picture that is decoded.
  static let largestPixelCount = 1 << 26

  /// Decoded pictures are halved until no side is longer than this, as far as possible: a digit needs no more, and most
  /// of the work for a large photograph is saved.
  static let usefulSide = 1_600
  /// A block of 64 pixels takes at least two bits.
  private static let mostPixelsPerByte = 256

  /// Decodes a picture into grey levels, turned upright as the camera recorded.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - file: its name, for errors.
  ///   - libraries: the library's names; the first that loads is used.
  /// - Throws: ``JPEGError``.
  public static func decode(
    _ bytes: [UInt8], file: String, libraries: [String] = libraryNames
  ) throws(JPEGError) -> GreyImage {
    guard let library = TurboJPEG(libraries) else { throw JPEGError(file: file, problem: .noLibrary) }
    guard let decoder = library.makeDecoder() else { throw JPEGError(file: file, problem: .damaged("no memory")) }
    defer { library.destroy(decoder) }

    let (width, height, colours) = try library.announcement(decoder, bytes, file: file)
    // The header is trusted only if the bytes after it can hold that many pixels.
    guard width > 0, height > 0 else { throw JPEGError(file: file, problem: .damaged("it ends before its pixels")) }
    guard width <= largestPixelCount / height else {
      throw JPEGError(file: file, problem: .tooLarge(width: width, height: height))
    }
    guard isRead(width: width, height: height, fileByteCount: bytes.count) else {
      throw JPEGError(file: file, problem: .damaged("it is too short for \(width)×\(height) pixels"))
    }
    guard colours != .fourColours else { throw JPEGError(file: file, problem: .fourColours) }
    let divisor = divisor(width: width, height: height)
    let (columns, rows) = ((width + divisor - 1) / divisor, (height + divisor - 1) / divisor)
    let pixels = try library.pixels(decoder, bytes, width: columns, height: rows, file: file)
    return orientation(of: bytes).upright(GreyImage(width: columns, height: rows, pixels: pixels))
  }

  /// Whether there are not too many pixels, for any file or for one of this length.
  static func isRead(width: Int, height: Int, fileByteCount: Int) -> Bool {
    width <= largestPixelCount / height && width * height / mostPixelsPerByte <= fileByteCount
  }

  /// By how much each side is made smaller.
  static func divisor(width: Int, height: Int) -> Int {
    var divisor = 1
    while divisor < 8, max(width, height) / (divisor * 2) >= usefulSide { divisor *= 2 }
    return divisor
  }
}

/// Why a JPEG picture could not be read.
public struct JPEGError: Error, Equatable, CustomStringConvertible {
  /// The file's name as the caller gave it.
  public let file: String
  /// What is wrong.
  public let problem: Problem

  /// What can be wrong.
  public enum Problem: Equatable, Sendable {
    /// libturbojpeg is not installed, or the program is linked statically and cannot load it.
    case noLibrary
    /// More pixels than are read.
    case tooLarge(width: Int, height: Int)
    /// Printers' colours.
    case fourColours
    /// What the library says about the bytes.
    case damaged(String)
  }

  /// A name for the picture as PNG.
  private var converted: String {
    let end = file.lastIndex(of: ".") ?? file.endIndex
    return file[end...].contains("/") ? "\(file).png" : "\(file[..<end]).png"
  }

  /// One or two sentences: what is wrong, and what to do.
  public var description: String {
    switch problem {
    case .noLibrary:
      "\(file): JPEG is read by libturbojpeg, which is not there. Install it (Debian: libturbojpeg0), or convert the "
        + "picture: magick \(shellWord(file)) -auto-orient \(shellWord(converted))"
    case .tooLarge(let width, let height):
      "\(file): a picture of \(width)×\(height) pixels; at most \(JPEG.largestPixelCount) pixels are read. "
        + "Make the picture smaller first; 28×28 is enough for a digit."
    case .fourColours:
      "\(file): the JPEG picture is in CMYK, printers' colours, which are not read. Convert it: magick \(shellWord(file)) "
        + "-auto-orient -colorspace Gray \(shellWord(converted))"
    case .damaged(let reason):
      "\(file): the JPEG picture cannot be read (\(reason)). Convert it: magick \(shellWord(file)) -auto-orient "
        + "-colorspace Gray \(shellWord(converted))"
    }
  }
}

/// The functions of libturbojpeg that are used, bound at run time.
private struct TurboJPEG {
  typealias Decoder = UnsafeMutableRawPointer
  private typealias Initialize = @convention(c) () -> Decoder?
  private typealias Header =
    @convention(c) (
      Decoder, UnsafePointer<UInt8>, UInt, UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>,
      UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>
    ) -> Int32
  private typealias Decompress =
    @convention(c) (
      Decoder, UnsafePointer<UInt8>, UInt, UnsafeMutablePointer<UInt8>, Int32, Int32, Int32, Int32, Int32
    ) -> Int32
  private typealias ErrorText = @convention(c) (Decoder) -> UnsafePointer<CChar>?
  private typealias ErrorCode = @convention(c) (Decoder) -> Int32
  private typealias Destroy = @convention(c) (Decoder) -> Int32

  private let initialize: Initialize
  private let header: Header
  private let decompress: Decompress
  private let errorText: ErrorText
  private let errorCode: ErrorCode
  private let end: Destroy

  /// TJPF_GRAY of turbojpeg.h.
  private static let grey: Int32 = 6
  /// TJFLAG_LIMITSCANS: hundreds of scans of the same pixels are an attack. Older versions ignore it.
  private static let limitedScans: Int32 = 32_768

  /// Loads the first library that is there; nil if none is, or it lacks a function.
  init?(_ names: [String]) {
    guard Self.canLoad else { return nil }
    var found: UnsafeMutableRawPointer?
    for name in names where found == nil { found = dlopen(name, RTLD_NOW | RTLD_LOCAL) }
    guard let library = found,
      let initialize = dlsym(library, "tjInitDecompress"), let header = dlsym(library, "tjDecompressHeader3"),
      let decompress = dlsym(library, "tjDecompress2"), let errorText = dlsym(library, "tjGetErrorStr2"),
      let errorCode = dlsym(library, "tjGetErrorCode"), let end = dlsym(library, "tjDestroy")
    else { return nil }
    self.initialize = unsafeBitCast(initialize, to: Initialize.self)
    self.header = unsafeBitCast(header, to: Header.self)
    self.decompress = unsafeBitCast(decompress, to: Decompress.self)
    self.errorText = unsafeBitCast(errorText, to: ErrorText.self)
    self.errorCode = unsafeBitCast(errorCode, to: ErrorCode.self)
    self.end = unsafeBitCast(end, to: Destroy.self)
  }

  /// A statically linked program has no loader in memory, and its `dlopen` may crash.
  private static var canLoad: Bool {
    #if canImport(Glibc)
    // AT_BASE of getauxval(3): the loader's address; 0 without one.
    return getauxval(7) != 0
    #elseif canImport(Musl)
    return false
    #else
    return true
    #endif
  }

  func makeDecoder() -> Decoder? { initialize() }

  func destroy(_ decoder: Decoder) { _ = end(decoder) }

  /// How a picture's colours are coded, as far as it matters.
  enum Colours { case readable, fourColours }

  func announcement(
    _ decoder: Decoder, _ bytes: [UInt8], file: String
  ) throws(JPEGError) -> (width: Int, height: Int, colours: Colours) {
    var (width, height, sampling, colours): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
    let status = header(decoder, bytes, UInt(bytes.count), &width, &height, &sampling, &colours)
    try check(status, decoder, file: file)
    // TJCS_CMYK and TJCS_YCCK.
    return (Int(width), Int(height), colours == 3 || colours == 4 ? .fourColours : .readable)
  }

  func pixels(
    _ decoder: Decoder, _ bytes: [UInt8], width: Int, height: Int, file: String
  ) throws(JPEGError) -> [UInt8] {
    var pixels = [UInt8](repeating: 0, count: width * height)
    let status = decompress(
      decoder, bytes, UInt(bytes.count), &pixels, Int32(width), 0, Int32(height), Self.grey, Self.limitedScans)
    try check(status, decoder, file: file)
    return pixels
  }

  private func check(_ status: Int32, _ decoder: Decoder, file: String) throws(JPEGError) {
    guard status != 0 else { return }
    let text = errorText(decoder).map { String(cString: $0) } ?? "unknown"
    // Of the warnings only that of missing pixels matters.
    guard errorCode(decoder) != 0 || text.contains("Premature end") else { return }
    throw JPEGError(file: file, problem: .damaged(String(text.prefix(120))))
  }
}

#if canImport(Glibc)
// The Swift module of the C library leaves this header out.
@_silgen_name("getauxval") private func getauxval(_ kind: UInt) -> UInt
#endif
