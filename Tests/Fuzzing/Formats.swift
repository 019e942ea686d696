import Downhill
import DownhillFiles
import DownhillFormats

// Each body: what a reader accepts, its writer writes, and the reader reads equal. What it refuses, it says in a sentence.

/// The value, or nil where the bytes were refused.
private func accepted<Value>(_ body: () throws(FormatError) -> Value) -> Value? {
  do throws(FormatError) {
    return try body()
  } catch {
    let sentence = error.description
    expect(sentence.utf8.count <= 1_000, "an error's sentence is short")
    expect(
      sentence.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }, "an error holds no control character"
    )
    return nil
  }
}

func readIDX(_ bytes: [UInt8]) {
  if let images = accepted({ () throws(FormatError) in try IDX.images(bytes, file: "f") }) {
    expect(
      images.bytes.count - images.pixelOffset == images.count * images.rows * images.columns, "pixels fill pictures")
    let header = accepted { () throws(FormatError) in try IDX.imagesHeader(bytes, file: "f") }
    expect(header?.byteCount == bytes.count, "the header tells the length")
  }
  if let labels = accepted({ () throws(FormatError) in try IDX.labels(bytes, file: "f") }) {
    expect(Array(bytes.suffix(labels.count)) == labels, "labels are the file's last bytes")
  }
}

func readGzip(_ bytes: [UInt8]) {
  bytes.withUnsafeBytes { bytes in
    guard let content = accepted({ () throws(FormatError) in try Gzip.prefix(bytes, count: 1 << 16, file: "f") }) else {
      return
    }
    let whole = accepted { () throws(FormatError) in
      try Gzip.inflate(bytes, byteCount: content.count, file: "f")
    }
    expect(whole == nil || whole == content, "a part is the beginning of the whole")
    let packed = Gzip.deflate(content)
    let again = packed.withUnsafeBytes { packed in
      accepted { () throws(FormatError) in try Gzip.inflate(packed, byteCount: content.count, file: "f") }
    }
    expect(content.isEmpty || again == content, "what is packed is unpacked")
  }
}

func readPNG(_ bytes: [UInt8]) {
  // As they are, and with correct checksums, so that they reach the rest of the reader.
  for bytes in [bytes, withSoundChecksums(bytes)] {
    let image = accepted { () throws(FormatError) in
      try PNG.decode(bytes, file: "f", inflate: Gzip.inflateZlib)
    }
    if let image { readBack(image) }
  }
}

func readPGM(_ bytes: [UInt8]) {
  if let image = accepted({ () throws(FormatError) in try PGM.decode(bytes, file: "f") }) { readBack(image) }
}

/// The picture written as a PGM is the same picture.
private func readBack(_ image: GreyImage) {
  guard image.pixels.count <= 1 << 16 else { return }
  let file = Array("P5 \(image.width) \(image.height) 255\n".utf8) + image.pixels
  let again = accepted { () throws(FormatError) in try PGM.decode(file, file: "f") }
  expect(again == image, "a picture is read back")
}

func readDigit(_ bytes: [UInt8]) {
  // The first byte is the width; the rest are pixels.
  guard let width = bytes.first.map(Int.init), width > 0, bytes.count > width else { return }
  let height = (bytes.count - 1) / width
  let image = GreyImage(width: width, height: height, pixels: Array(bytes[1...width * height]))
  guard let digit = accepted({ () throws(FormatError) in try DigitNormalization.normalize(image) }) else { return }
  expect(digit.pixels.count == digit.rows * digit.columns, "a digit fills its field")
}

func readJSON(_ bytes: [UInt8]) {
  guard let value = accepted({ () throws(FormatError) in try JSONValue.parse(bytes, file: "f") }) else { return }
  for isPretty in [false, true] {
    let again = accepted { () throws(FormatError) in try JSONValue.parse(value.bytes(pretty: isPretty), file: "f") }
    expect(again == value, "JSON is read back")
  }
}

func readSafeTensors(_ bytes: [UInt8]) {
  guard let content = accepted({ () throws(FormatError) in try SafeTensors.decode(bytes, file: "f") }) else { return }
  let again = accepted { () throws(FormatError) in
    try SafeTensors.decode(try SafeTensors.encode(content), file: "f")
  }
  expect(again == content, "tensors are read back")
}

func readModel(_ bytes: [UInt8]) {
  guard let model = accepted({ () throws(FormatError) in try ModelFile.decode(bytes, file: "f") }) else { return }
  let written = accepted { () throws(FormatError) in try ModelFile.encode(model) }
  let again = written.flatMap { written in
    accepted { () throws(FormatError) in try ModelFile.decode(written, file: "f") }
  }
  expect(again == model, "a model is read back")
  let inputs = [Float](repeating: 0.5, count: model.network.architecture.inputCount)
  if let outputs = try? model.network(inputs) {
    expect(outputs.count == model.network.architecture.outputCount, "a model answers")
  }
}

/// The bytes with the checksum of each of their PNG chunks made right.
private func withSoundChecksums(_ bytes: [UInt8]) -> [UInt8] {
  var bytes = bytes
  var start = 8
  while start + 12 <= bytes.count {
    let length = bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
    let end = start + 8 + length
    guard end + 4 <= bytes.count else { break }
    var value: UInt32 = ~0
    for byte in bytes[start + 4..<end] {
      value ^= UInt32(byte)
      for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }
    for index in 0..<4 { bytes[end + index] = UInt8(truncatingIfNeeded: ~value >> (24 - 8 * UInt32(index))) }
    start = end + 4
  }
  return bytes
}
