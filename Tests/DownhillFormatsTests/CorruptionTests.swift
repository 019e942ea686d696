import DownhillFormats
import Testing

// A debug build takes thirty times as long, so it tries less.
#if DEBUG
private let changes: [UInt8] = [1, 2, 4, 8, 16, 32, 64, 128, 255]
private let attempts = 200
#else
private let changes = Array(1...255 as ClosedRange<UInt8>)
private let attempts = 5_000
#endif

/// Whatever is done to a file, reading it ends in a value or in a `FormatError` with a short sentence: a trap would end
/// the test run.
@Suite("Corruption")
struct CorruptionTests {
  private enum Format: CaseIterable {
    case idxImages, idxLabels, json, safeTensors, png, pngInterlaced, pngPalette, textPGM, binaryPGM

    var sound: [UInt8] {
      get throws {
        switch self {
        case .idxImages: [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 2] + (1...12)
        case .idxLabels: [0, 0, 8, 1, 0, 0, 0, 3, 7, 2, 1]
        case .json: #"{"a":[1,-2.5e-3,"é\n\ud83d\ude00",true,null],"b":{"c":"数"}}"#.bytes
        case .safeTensors: try oracle("reference.safetensors")
        case .png: try oracle("png/rgba-8.png")
        case .pngInterlaced: try oracle("png/grey-2-interlaced.png")
        case .pngPalette: try oracle("png/palette-4-transparent.png")
        case .textPGM: "P2\n# c\n3 2 200\n0 1 2\n3 40 200\n".bytes
        case .binaryPGM: "P5 3 2 65535\n".bytes + (0..<12)
        }
      }
    }

    func read(_ bytes: [UInt8]) throws(FormatError) {
      switch self {
      case .idxImages: _ = try IDX.images(bytes, file: "f")
      case .idxLabels: _ = try IDX.labels(bytes, file: "f")
      case .json: _ = try JSONValue.parse(bytes, file: "f")
      case .safeTensors: _ = try SafeTensors.decode(bytes, file: "f")
      case .png, .pngInterlaced, .pngPalette, .textPGM, .binaryPGM:
        let image = try GreyImage.decode(bytes, file: "f", inflate: inflate)
        // A damaged picture may still be a picture; then it must normalise or be blank.
        if image.pixels.count < 10_000 {
          _ = formatError { () throws(FormatError) in _ = try DigitNormalization.normalize(image) }
        }
      }
    }

    /// Returns whether the bytes were refused.
    func refuses(_ bytes: [UInt8]) -> Bool {
      guard let error = formatError({ () throws(FormatError) in try read(bytes) }) else { return false }
      #expect(error.description.count <= 300 && !error.description.contains { $0.isNewline }, "\(error)")
      return true
    }
  }

  @Test("Every beginning of a file is refused", arguments: Format.allCases)
  private func cut(format: Format) throws {
    let sound = try format.sound
    #expect(!format.refuses(sound))
    // The newline at the end of a text picture is not needed.
    for count in 0..<sound.count - (format == .textPGM ? 1 : 0) {
      let isStillWhole = format == .textPGM && String(decoding: sound[..<count], as: UTF8.self).hasSuffix("40 20")
      let isShortNumber = format == .textPGM && String(decoding: sound[..<count], as: UTF8.self).hasSuffix("40 2")
      #expect(format.refuses(Array(sound[..<count])) || isStillWhole || isShortNumber, "\(format) \(count)")
    }
  }

  @Test("Every value of every byte", arguments: Format.allCases)
  private func bytes(format: Format) throws {
    let sound = try format.sound
    for index in sound.indices {
      for change in changes {
        var bytes = sound
        bytes[index] ^= change
        _ = format.refuses(bytes)
      }
    }
  }

  @Test("Bytes changed, dropped, doubled and exchanged by chance", arguments: Format.allCases)
  private func chance(format: Format) throws {
    let sound = try format.sound
    var generator = SeededGenerator(state: 4)
    for _ in 0..<attempts {
      var bytes = sound
      for _ in 0...generator.below(4) where !bytes.isEmpty {
        let offset = generator.below(bytes.count)
        switch generator.below(5) {
        case 0: bytes[offset] = UInt8(generator.below(256))
        case 1: bytes.remove(at: offset)
        case 2: bytes.insert(contentsOf: bytes[offset...].prefix(1 + generator.below(8)), at: offset)
        case 3: bytes.swapAt(offset, generator.below(bytes.count))
        default: bytes.removeSubrange(offset..<min(offset + generator.below(16), bytes.count))
        }
      }
      _ = format.refuses(bytes)
    }
  }

  /// With its checksum corrected, the damage reaches the decoder.
  @Test("Damaged PNG chunks with sound checksums")
  func behindTheChecksum() throws {
    var generator = SeededGenerator(state: 5)
    for name in ["rgba-8", "grey-2-interlaced", "palette-4-transparent", "rgb-16-transparent"] {
      let sound = try oracle("png/\(name).png")
      for _ in 0..<attempts {
        var bytes = sound
        bytes[8 + generator.below(bytes.count - 8)] = UInt8(generator.below(256))
        mendChecksums(of: &bytes)
        _ = Format.png.refuses(bytes)
      }
    }
  }

  private func mendChecksums(of bytes: inout [UInt8]) {
    var start = 8
    while start + 12 <= bytes.count {
      let length = bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
      let end = start + 8 + length
      guard end + 4 <= bytes.count else { return }
      var value: UInt32 = ~0
      for byte in bytes[start + 4..<end] {
        value ^= UInt32(byte)
        for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
      }
      for index in 0..<4 { bytes[end + index] = UInt8(truncatingIfNeeded: ~value >> (24 - 8 * UInt32(index))) }
      start = end + 4
    }
  }
}
