import DownhillFiles
import Foundation
import Testing

/// The files that people give by mistake, and the sentence about each.
@Suite struct ForeignFileTests {
  /// A zip archive's first header: an entry of this name.
  private static func zipped(_ name: String) -> [UInt8] {
    [0x50, 0x4B, 3, 4] + [UInt8](repeating: 0, count: 22) + [UInt8(name.utf8.count), 0, 0, 0] + name.utf8
  }

  private static let lfs = """
    version https://git-lfs.github.com/spec/v1
    oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
    size 7840016

    """

  /// The first bytes of a file, what it is, and the way on where a model, pictures, labels and a picture are expected.
  private static let files: [(bytes: [UInt8], name: String, ways: [String])] = [
    (Array(lfs.utf8), "a Git LFS pointer", Array(repeating: "git lfs pull", count: 4)),
    (Array("/annex/objects/SHA256E-s7-".utf8), "a git-annex pointer", Array(repeating: "git annex get", count: 4)),
    ([0x1F, 0x8B, 8, 0], "a file compressed by gzip", Array(repeating: "gunzip -k f", count: 4)),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "a file compressed by xz", Array(repeating: "xz -dk f", count: 4)),
    (zipped("readme.txt"), "a zip archive", Array(repeating: "Unpack it", count: 4)),
    (zipped("model/data.pkl"), "a PyTorch file (.pt)", ["layers.0.weight", "as IDX", "as IDX", "PNG"]),
    (zipped("metadata.json"), "a Keras model (.keras)", ["downhill train has saved", "as IDX", "as IDX", "PNG"]),
    (zipped("x_train.npy"), "a NumPy archive (.npz)", ["layers.0.weight", "as IDX", "as IDX", "PNG"]),
    (
      [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A], "an HDF5 file", ["layers.0.weight", "as IDX", "as IDX", "PNG"]
    ),
    ([0x80, 2, 0x8A, 10], "a Python pickle", ["layers.0.weight", "as IDX", "as IDX", "PNG"]),
    ([0x80, 4, 0x95, 0], "a Python pickle", ["layers.0.weight", "as IDX", "as IDX", "PNG"]),
    (
      Array("\u{93}NUMPY".unicodeScalars.map { UInt8($0.value) }) + [1, 0], "a NumPy array (.npy)",
      ["layers.0.weight", "as IDX", "as IDX", "PIL.Image.fromarray"]
    ),
    ([8, 7, 0x12, 7] + Array("pytorch".utf8), "an ONNX model", ["layers.0.weight", "as IDX", "as IDX", "PNG"]),
    (Array("PAR1....".utf8), "a Parquet table", ["downhill train has saved", "as IDX", "as IDX", "PNG"]),
    (
      Array("label,1x1,1x2\n5,0,0\n0,0,0\n".utf8), "a table in text (CSV)",
      ["downhill train has saved", "as IDX", "as IDX", "PNG"]
    ),
    (Array("a;b\n1;2\n".utf8), "a table in text (CSV)", ["downhill train has saved", "as IDX", "as IDX", "PNG"]),
    (Array("{\"a\": 1}".utf8), "JSON text", ["downhill train has saved", "as IDX", "as IDX", "PNG"]),
    (Array("\n <!doctype HTML><title>404".utf8), "a web page", Array(repeating: "download the file again", count: 4)),
    (Array("<html>".utf8), "a web page", Array(repeating: "download the file again", count: 4)),
    (Array("Dear aunt, thank you".utf8), "a text", ["downhill train has saved", "as IDX", "as IDX", "PNG"]),
    (Array("my aunt's letters".utf8), "a text", ["downhill train has saved", "as IDX", "as IDX", "PNG"]),
    (Array("<svg xmlns".utf8), "an SVG picture", ["downhill train", "as IDX", "as IDX", "magick f -auto-orient"]),
    (
      Array("BM".utf8) + [9, 0, 0, 0, 0, 0, 0, 0], "a BMP picture", ["downhill train", "as IDX", "as IDX", "magick f"]
    ),
    (Array("II*".utf8) + [0], "a TIFF picture", ["downhill train", "as IDX", "as IDX", "magick f -auto-orient"]),
    ([0, 0, 0, 24] + Array("ftypheic".utf8), "a HEIC picture", ["downhill train", "as IDX", "as IDX", "magick f"]),
    ([UInt8](repeating: 0, count: 64), "nothing but zeros", Array(repeating: "do it again", count: 4)),
    (pictures(1, 2, 2), "a file of a data set (IDX)", ["--data", "", "", "--data"]),
    (
      [0, 0, 0x0D, 3, 0, 0, 0, 1], "an IDX file of 32-bit floats with 3 dimensions",
      ["downhill train", "0…255", "whole numbers", "PNG"]
    ),
    (
      [0, 0, 0x0B, 3, 0, 0, 0, 1], "an IDX file of 16-bit integers with 3 dimensions",
      ["downhill train", "0…255", "whole numbers", "PNG"]
    ),
    ([0, 5, 0x16, 7, 0, 2, 0, 0], "what macOS keeps beside a file", Array(repeating: "without ._ before", count: 4)),
    ([0, 0, 0, 12] + Array("jP  ".utf8), "a JPEG 2000 picture", ["downhill train", "as IDX", "as IDX", "magick f"]),
    ([0xFF, 0x0A, 1], "a JPEG XL picture", ["downhill train", "as IDX", "as IDX", "magick f"]),
    (Array("8BPS".utf8) + [0, 1], "a Photoshop picture", ["downhill train", "as IDX", "as IDX", "magick f"]),
    ([0, 0, 1, 0, 1, 0], "an ICO picture", ["downhill train", "as IDX", "as IDX", "magick f"]),
    (Array("Pf\n1 1\n".utf8), "a PFM picture", ["downhill train", "as IDX", "as IDX", "magick f"]),
    ([0x7F] + Array("ELF".utf8), "a program", ["downhill train", "as IDX", "as IDX", "PNG, JPEG"]),
    (Array("SQLite format 3".utf8) + [0], "an SQLite database", ["downhill train", "as IDX", "as IDX", "PNG"]),
    (Array("ARROW1".utf8), "an Arrow table", ["downhill train", "as IDX", "as IDX", "PNG"]),
    ([0, 0, 0, 24] + Array("ftypisom".utf8), "a video", ["downhill train", "as IDX", "as IDX", "PNG"]),
    ([0xFF, 0xFE, 0x61, 0], "a text in UTF-16", ["downhill train", "as IDX", "as IDX", "PNG"]),
    (zipped("[Content_Types].xml"), "a document of an office program", ["downhill train", "as IDX", "as IDX", "PNG"]),
    (Array("P5 1 1 255\n0".utf8), "a picture", ["downhill train has saved", "as IDX", "as IDX", ""]),
  ]

  @Test(arguments: files.indices)
  func `a foreign file is named, with the way on`(index: Int) throws {
    let file = Self.files[index]
    let purposes: [ForeignFileError.Purpose] = [.model, .pictures, .labels, .picture]
    for (purpose, way) in zip(purposes, file.ways) {
      if way.isEmpty {
        #expect(throws: Never.self) { try ForeignFileError.check(file.bytes, as: purpose, file: "f") }
        continue
      }
      let error = #expect(throws: ForeignFileError.self) {
        try ForeignFileError.check(file.bytes, as: purpose, file: "f")
      }
      let sentence = error?.description ?? ""
      #expect(
        sentence.hasPrefix("f: expected ") && sentence.contains(", found \(file.name)") && sentence.contains(way),
        "\(sentence)")
      // Three lines of a terminal, with names of a usual length.
      #expect(sentence.count <= 215, "\(sentence)")
    }
  }

  /// Files that are given instead of a folder, and the beginning of the sentence about each.
  private static let inPlaceOfFolder: [(bytes: [UInt8], sentence: String)] = namedInPlaceOfFolder + unread

  private static let namedInPlaceOfFolder: [(bytes: [UInt8], sentence: String)] = [
    (Array(lfs.utf8), "a Git LFS pointer: git lfs install, then git lfs pull in its repository"),
    (Array("/annex/objects/SHA256E-s7-".utf8), "a git-annex pointer: git annex get in its repository"),
    ([0x1F, 0x8B, 8, 0], "a file compressed by gzip: gunzip -k "),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "a file compressed by xz: xz -dk "),
    (zipped("readme.txt"), "a zip archive: unzip "),
    ([UInt8](repeating: 0x61, count: 257) + Array("ustar".utf8), "a tar archive: mkdir f-unpacked && tar -xf "),
    ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7-Zip archive: unpack it into a folder, and give that"),
    (Array("<html>".utf8), "a web page: the download went wrong"),
    ([0, 5, 0x16, 7, 0, 2, 0, 0], "what macOS keeps beside a file: give the folder, without ._ before its name"),
    ([UInt8](repeating: 0, count: 64), "nothing but zeros: copy or download it again"),
    ([2, 0, 0, 0, 0, 0, 0, 0] + Array("{}".utf8), "a model: give it before the options"),
    (Array("P5 1 1 255\n0".utf8), "a picture: predict takes it after the model"),
    (pictures(1, 2, 2), "a file of a data set: give the folder that it lies in"),
    ([0, 0, 0x0D, 3, 0, 0, 0, 1], "a file of a data set: give the folder that it lies in"),
    (Array("PAR1....".utf8), "a Parquet table: duckdb -csv -c"),
    (zipped("x_train.npy"), "a NumPy archive (.npz): give it by its own name, with pictures and classes as x_train"),
    (
      [0x93] + Array("NUMPY".utf8) + [1, 0],
      "a NumPy array (.npy): save pictures and classes in one archive, numpy.savez"
    ),
  ]

  /// Kinds that nothing more is said about than how to write IDX.
  private static var unread: [(bytes: [UInt8], sentence: String)] {
    var result: [(bytes: [UInt8], sentence: String)] = []
    for file in files
    where file.ways[1] == "as IDX"
      && !["a picture", "a Parquet table", "a NumPy archive (.npz)", "a NumPy array (.npy)"].contains(file.name)
    {
      result.append((file.bytes, file.name))
    }
    return result
  }

  @Test(arguments: inPlaceOfFolder.indices)
  func `a file in the place of a folder is named, with the way on`(index: Int) throws {
    let file = Self.inPlaceOfFolder[index]
    let folder = try TemporaryFolder()
    let path = try folder.put(file.bytes, "f")
    let error = #expect(throws: FileError.self) { try DataSource(path: path) }
    #expect(
      error?.description.contains(": it is not a folder, but \(file.sentence)") == true, "\(error?.description ?? "")")
    if index >= Self.namedInPlaceOfFolder.count {
      #expect(error?.description.contains(": write it as IDX, the bytes 0 0 8 3") == true)
    }
  }

  @Test func `a name that a shell would take apart is quoted`() {
    let error = #expect(throws: ForeignFileError.self) {
      try ForeignFileError.check([0x1F, 0x8B], as: .picture, file: "my picture's.gz")
    }
    #expect(error?.description.hasSuffix("gunzip -k 'my picture'\\''s.gz'") == true)
  }

  @Test func `what the readers know or what has no name is left to them`() throws {
    for bytes in [[], [1], [1, 2, 3, 4], [UInt8](repeating: 200, count: 600)] as [[UInt8]] {
      for purpose in [.model, .pictures, .labels, .picture] as [ForeignFileError.Purpose] {
        try ForeignFileError.check(bytes, as: purpose, file: "f")
      }
    }
  }
}
