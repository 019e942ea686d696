import DownhillFormats
import Foundation
import Testing

@testable import DownhillFiles

@Suite("JPEG")
struct JPEGTests {
  /// 48×32: 40 on the left half, 160 on the right, and 230 in the upper left sixteen.
  private let picture: [UInt8]

  init() throws { picture = try oracle("jpeg/steps.jpg") }

  private static var isInstalled: Bool {
    do {
      _ = try JPEG.decode([], file: "p")
      return true
    } catch {
      return error.problem != .noLibrary
    }
  }

  private func level(_ image: GreyImage, _ row: Int, _ column: Int) -> Int {
    Int(image.pixels[row * image.width + column])
  }

  @Test(.enabled(if: isInstalled, "libturbojpeg is not installed"))
  func `a picture is decoded into grey levels`() throws {
    let image = try JPEG.decode(picture, file: "p")
    #expect(image.width == 48 && image.height == 32)
    #expect(
      abs(level(image, 4, 4) - 230) < 8 && abs(level(image, 28, 4) - 40) < 8 && abs(level(image, 28, 44) - 160) < 8)
  }

  @Test(.enabled(if: isInstalled, "libturbojpeg is not installed"), arguments: [true, false])
  func `a picture is turned as its Exif data say`(isLittle: Bool) throws {
    // Where the light sixteen come to lie: up or down, left or right.
    let corners: [Int: (isUp: Bool, isLeft: Bool)] = [
      1: (true, true), 2: (true, false), 3: (false, false), 4: (false, true), 5: (true, true), 6: (true, false),
      7: (false, false), 8: (false, true), 9: (true, true),
    ]
    for (value, corner) in corners {
      let image = try JPEG.decode(withOrientation(value, isLittle: isLittle), file: "p")
      let isTurned = (5...8).contains(value)
      #expect((image.width, image.height) == (isTurned ? (32, 48) : (48, 32)))
      let row = corner.isUp ? 4 : image.height - 5
      let column = corner.isLeft ? 4 : image.width - 5
      #expect(abs(level(image, row, column) - 230) < 8, "\(value)")
    }
  }

  @Test(.enabled(if: isInstalled, "libturbojpeg is not installed"))
  func `damaged pictures get a sentence`() throws {
    var huge = picture
    let header = try #require(picture.indices.dropLast().first { picture[$0] == 0xFF && picture[$0 + 1] == 0xC0 })
    for index in header + 5..<header + 9 { huge[index] = 0xF0 }
    var broad = picture
    broad[header + 5] = 0x10
    broad[header + 7] = 0x10
    for (bytes, part) in [
      ([], "cannot be read"), (Array(picture[..<20]), "cannot be read"),
      (Array(picture.dropLast(30)), "cannot be read"),
      (huge, "at most"), (broad, "too short for"),
    ] {
      #expect {
        try JPEG.decode(bytes, file: "p.jpg")
      } throws: { "\($0)".hasPrefix("p.jpg: ") && "\($0)".contains(part) }
    }
    // Whatever the bytes are, there is a picture or a sentence.
    for index in picture.indices {
      var damaged = picture
      damaged[index] ^= 0xFF
      _ = try? JPEG.decode(damaged, file: "p")
    }
  }

  /// Printers' colours are none that the library makes grey of.
  @Test(.enabled(if: isInstalled, "libturbojpeg is not installed"))
  func `a picture in printers' colours gets a sentence with the command that converts it`() throws {
    for adobe in [nil, 0, 2] as [UInt8?] {
      let sentence = #expect(throws: JPEGError.self) {
        try JPEG.decode(Self.fourColours(adobe: adobe), file: "print.jpg")
      }
      #expect(
        sentence?.description
          == "print.jpg: the JPEG picture is in CMYK, printers' colours, which are not read. Convert it: "
          + "magick print.jpg -auto-orient -colorspace Gray print.png")
    }
  }

  /// 8×8 pixels of four colours of 0 each: every block is a first coefficient of 0 and an end, both coded by one bit.
  private static func fourColours(adobe transform: UInt8?) -> [UInt8] {
    func segment(_ marker: UInt8, _ content: [UInt8]) -> [UInt8] {
      [0xFF, marker, 0, UInt8(content.count + 2)] + content
    }
    let codes: [UInt8] = [1] + [UInt8](repeating: 0, count: 16)
    let components: [UInt8] = [1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0]
    var file: [UInt8] = [0xFF, 0xD8]
    if let transform { file += segment(0xEE, Array("Adobe".utf8) + [0, 100, 0, 0, 0, 0, transform]) }
    file += segment(0xDB, [0] + [UInt8](repeating: 1, count: 64))
    file += segment(0xC0, [8, 0, 8, 0, 8, 4] + components)
    file += segment(0xC4, [0x00] + codes)
    file += segment(0xC4, [0x10] + codes)
    file += segment(0xDA, [4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0])
    return file + [0x00, 0xFF, 0xD9]
  }

  @Test func `what a picture will take is known from its header`() throws {
    func need(_ bytes: [UInt8]) -> Int? {
      JPEGFrame { Array(bytes[min($0, bytes.count)..<min($0 + $1, bytes.count)]) }?.memoryNeed(
        fileByteCount: bytes.count)
    }
    #expect(need(picture) == picture.count + 48 * 32)
    // The same as a progressive picture keeps two bytes for each sample of whole blocks.
    let header = try #require(picture.indices.dropLast().first { picture[$0] == 0xFF && picture[$0 + 1] == 0xC0 })
    var progressive = picture
    progressive[header + 1] = 0xC2
    let components = Int(picture[header + 9])
    let whole = components == 1 ? 48 * 32 : 0
    let kept = try #require(need(progressive)) - picture.count - 48 * 32
    #expect(kept >= 2 * max(whole, 48 * 32) && kept <= 2 * components * 48 * 32, "\(kept)")
    for count in 0..<header + 4 { #expect(need(Array(picture[..<count])) == nil) }
    for index in picture.indices {
      var damaged = picture
      damaged[index] ^= 0xFF
      _ = need(damaged)
    }
  }

  @Test func `without the library a sentence names the command that converts`() {
    #expect {
      try JPEG.decode(picture, file: "photo.jpg", libraries: ["no-such-library.so.9"])
    } throws: {
      "\($0)".hasPrefix("photo.jpg: JPEG is read by libturbojpeg")
        && "\($0)".contains("magick photo.jpg -auto-orient photo.png")
    }
  }

  @Test func `Exif data that are cut or lead elsewhere mean upright`() {
    let whole = withOrientation(6, isLittle: true)
    #expect(JPEG.orientation(of: whole).value == 6)
    for count in 0..<38 {
      #expect(JPEG.orientation(of: Array(whole[..<count])).value == 1)
    }
    for index in 2..<38 {
      var damaged = whole
      damaged[index] ^= 0x80
      #expect((1...8).contains(JPEG.orientation(of: damaged).value))
    }
  }

  /// The picture with an Exif segment after its first marker.
  private func withOrientation(_ value: Int, isLittle: Bool) -> [UInt8] {
    func number(_ value: Int, _ count: Int) -> [UInt8] {
      let bytes = (0..<count).map { UInt8(value >> (8 * $0) & 0xFF) }
      return isLittle ? bytes : bytes.reversed()
    }
    let tiff =
      (isLittle ? [0x49, 0x49] : [0x4D, 0x4D]) + number(42, 2) + number(8, 4) + number(1, 2)
      + number(0x0112, 2) + number(3, 2) + number(1, 4) + number(value, 2) + [0, 0] + number(0, 4)
    let content = [0x45, 0x78, 0x69, 0x66, 0, 0] + tiff
    return [0xFF, 0xD8, 0xFF, 0xE1, 0, UInt8(content.count + 2)] + content + picture.dropFirst(2)
  }
}
