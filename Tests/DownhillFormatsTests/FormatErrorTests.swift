import DownhillFormats
import Testing

@Suite("FormatError")
struct FormatErrorTests {
  @Test("The whole sentence: which file, what, where, what to do")
  func sentence() {
    let error = FormatError(file: "mnist/t10k.idx", offset: 16, problem: .cut(needed: 7_840_000, available: 12))
    #expect(
      error.description
        == "mnist/t10k.idx: the file ends too early: 7840000 bytes must follow, 12 do, at byte 16. "
        + "The file is damaged: copy or download it again.")
  }

  @Test("Without a byte to blame, none is named")
  func withoutOffset() {
    let error = FormatError(file: "p.png", problem: .inflate(.corrupt(reason: "invalid distance")))
    #expect(
      error.description
        == "p.png: the compressed data is damaged (invalid distance). The file is damaged: copy or download it again.")
  }

  @Test("Names out of a file cannot disturb the terminal")
  func hostileNames() {
    let name = "a\u{1B}[31m\nb\u{202E}" + String(repeating: "x", count: 1000)
    let sentence = FormatError(file: "m", problem: .tensor(name: name, .malformedShape)).description
    #expect(sentence.contains(#"tensor "a\u{1b}[31m\u{a}b\u{202e}xxx"#))
    #expect(sentence.count < 200)
  }

  @Test(
    "The kind of a file",
    arguments: [
      ([], .empty), ([0, 0, 8, 3], .idxImages), ([0, 0, 8, 1], .idxLabels), ([0, 0, 9, 2], .idxOther),
      ("P5\n".bytes, .netpbm), ("P9\n".bytes, .unknown), ([0xFF, 0xD8, 0xFF], .jpeg), ("GIF89a".bytes, .gif),
      ("RIFF1234WEBPVP8".bytes, .webp), ([0x1F, 0x8B, 8], .gzip), ("PK\u{3}\u{4}".bytes, .zip), ("%PDF-1".bytes, .pdf),
      ("<html>".bytes, .html), ([0x1F, 0x8B, 0, 0, 0, 0, 0, 0, 0x7B], .safeTensors), ([0], .unknown),
    ] as [([UInt8], FileKind)])
  func kinds(bytes: [UInt8], kind: FileKind) {
    #expect(FileKind(firstBytes: bytes) == kind)
  }
}
