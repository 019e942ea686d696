import DownhillFormats
import Testing

private func imagesFile(_ count: UInt32, _ rows: UInt32, _ columns: UInt32, pixels: Int, magic: UInt32 = 0x803)
  -> [UInt8]
{
  var writer = ByteWriter()
  for value in [magic, count, rows, columns] { writer.uint32(value, .bigEndian) }
  writer.append((0..<pixels).map { UInt8($0 % 251) })
  return writer.bytes
}

@Suite("IDX")
struct IDXTests {
  @Test("Images keep the file's bytes")
  func images() throws {
    let bytes = imagesFile(2, 3, 4, pixels: 24)
    let images = try IDX.images(bytes, file: "images")
    #expect(images.count == 2)
    #expect(images.rows == 3)
    #expect(images.columns == 4)
    #expect(images.pixelOffset == 16)
    #expect(images.bytes == bytes)
  }

  @Test("Real MNIST images")
  func mnist() throws {
    let images = try IDX.images(try oracle("mnist-first-20.idx"), file: "mnist")
    #expect(images.count == 20 && images.rows == 28 && images.columns == 28)
  }

  @Test("The header alone tells the length of the file")
  func headers() throws {
    let images = try IDX.imagesHeader(Array(imagesFile(60_000, 28, 28, pixels: 0)), file: "images")
    #expect(images.byteCount == 47_040_016)
    #expect(images.headerByteCount == IDX.imagesHeaderByteCount)
    let labels = try IDX.labelsHeader([0, 0, 8, 1, 0, 0, 0xEA, 0x60], file: "labels")
    #expect(labels.count == 60_000)
    #expect(labels.byteCount == 60_008)
    #expect(labels.headerByteCount == IDX.labelsHeaderByteCount)
  }

  @Test("Labels")
  func labels() throws {
    #expect(try IDX.labels([0, 0, 8, 1, 0, 0, 0, 3, 7, 2, 1], file: "labels") == [7, 2, 1])
    #expect(try IDX.labels([0, 0, 8, 1, 0, 0, 0, 0], file: "labels") == [])
  }

  @Test(
    "Files that are no images",
    arguments: [
      ([], "expected IDX images (0x00000803), found an empty file"),
      ([0, 0, 8, 1, 0, 0, 0, 1, 5], "found IDX labels (0x00000801), at byte 0. The files of images and labels seem"),
      ([0x1F, 0x8B, 8, 0], "found a gzip-compressed file, at byte 0. Decompress the file first"),
      ("<!DOCTYPE html>".bytes, "found a web page, at byte 0. A download went wrong"),
      ([0, 0, 0x0D, 3, 0, 0, 0, 1], "found an IDX file of another element type or number of dimensions"),
      ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "found a PNG picture"),
      ("hello, world".bytes, "found something else"),
      (Array(imagesFile(1, 2, 2, pixels: 0)[..<11]), "ends too early: 4 bytes must follow, 3 do, at byte 8"),
      (imagesFile(1, 0, 28, pixels: 0), "pictures of 0×28 pixels, at byte 8"),
      (imagesFile(1, 28, 0, pixels: 0), "pictures of 28×0 pixels, at byte 12"),
      (imagesFile(2, 3, 4, pixels: 23), "ends too early: 24 bytes must follow, 23 do, at byte 16"),
      (imagesFile(2, 3, 4, pixels: 25), "1 byte too many at the end of the file, at byte 40"),
      (imagesFile(.max, .max, .max, pixels: 9), "sizes in the header are impossibly large, at byte 4"),
      (imagesFile(.max, 0x10000, 0x10000, pixels: 9), "sizes in the header are impossibly large, at byte 4"),
    ] as [([UInt8], String)])
  func badImages(bytes: [UInt8], sentence: String) throws {
    let error = try #require(formatError { () throws(FormatError) in _ = try IDX.images(bytes, file: "train.idx") })
    #expect(error.description.hasPrefix("train.idx: "))
    #expect(error.description.contains(sentence), "\(error)")
  }

  @Test(
    "Files that are no labels",
    arguments: [
      (imagesFile(1, 1, 1, pixels: 1), "expected IDX labels (0x00000801), found IDX images (0x00000803)"),
      ([0, 0, 8, 1, 0, 0], "ends too early: 4 bytes must follow, 2 do, at byte 4"),
      ([0, 0, 8, 1, 0, 0, 0, 3, 1], "ends too early: 3 bytes must follow, 1 does, at byte 8"),
      ([0, 0, 8, 1, 0, 0, 0, 1, 1, 2, 3], "2 bytes too many at the end of the file, at byte 9"),
    ] as [([UInt8], String)])
  func badLabels(bytes: [UInt8], sentence: String) throws {
    let error = try #require(formatError { () throws(FormatError) in _ = try IDX.labels(bytes, file: "labels.idx") })
    #expect(error.description.contains(sentence), "\(error)")
  }
}
