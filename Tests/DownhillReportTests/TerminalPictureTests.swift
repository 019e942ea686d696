import Testing

@testable import DownhillReport

@Suite struct TerminalPictureTests {
  @Test func `plain: each pair of pixels is one of four characters`() {
    let picture = TerminalPicture(rows: 2, columns: 4, pixels: [0, 1, 0, 1, 0, 0, 1, 1])
    #expect(picture.lines(.plain) == [" ▀▄█"])
  }

  @Test func `plain: a half is ink, less is paper`() {
    let picture = TerminalPicture(rows: 2, columns: 3, pixels: [0.5, 0.4999, -1, 0.4999, 0.5, 7])
    #expect(picture.lines(.plain) == ["▀▄▄"])
  }

  @Test func `an odd last row stands on paper`() {
    let picture = TerminalPicture(rows: 3, columns: 2, pixels: [1, 0, 0, 1, 1, 1])
    #expect(picture.lines(.plain) == ["▀▄", "▀▀"])
    #expect(picture.lines(.grey)[1] == "\u{1B}[38;5;255;48;5;232m▀▀\u{1B}[0m")
  }

  @Test func `grey: 24 levels from 232 to 255, said only where they change`() {
    // 0.5 × 23 = 11.5 goes up to 12: grey 244.
    let picture = TerminalPicture(rows: 2, columns: 4, pixels: [0, 0, 1, 0.5, 1, 1, 1, 0])
    #expect(
      picture.lines(.grey) == [
        "\u{1B}[38;5;232;48;5;255m▀▀\u{1B}[38;5;255;48;5;255m▀\u{1B}[38;5;244;48;5;232m▀\u{1B}[0m"
      ])
    let wild = TerminalPicture(rows: 2, columns: 1, pixels: [-3, 9])
    #expect(wild.lines(.grey) == ["\u{1B}[38;5;232;48;5;255m▀\u{1B}[0m"])
  }

  @Test func `no rows, no lines`() {
    #expect(TerminalPicture(rows: 0, columns: 0, pixels: []).lines(.plain) == [])
    #expect(TerminalPicture(rows: 0, columns: 0, pixels: []).emptyMargin == 0)
  }

  // MARK: Margins

  @Test func `cropping takes the same from every side`() {
    let picture = TerminalPicture(rows: 3, columns: 4, pixels: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    #expect(picture.cropped(by: 1) == TerminalPicture(rows: 1, columns: 2, pixels: [6, 7]))
    #expect(picture.cropped(by: 0) == picture && picture.cropped(by: -1) == picture)
    #expect(picture.cropped(by: 2) == picture, "nothing would be left")
  }

  @Test func `the empty margin is that of the narrowest side`() {
    func margin(_ inked: (Int, Int)...) -> Int {
      var pixels = [Float](repeating: 0, count: 6 * 8)
      for (row, column) in inked { pixels[row * 8 + column] = 0.1 }
      return TerminalPicture(rows: 6, columns: 8, pixels: pixels).emptyMargin
    }
    #expect(margin((2, 3)) == 2 && margin((3, 3)) == 2 && margin((2, 6)) == 1)
    #expect(margin((5, 3)) == 0 && margin((0, 0)) == 0 && margin((3, 7)) == 0)
    #expect(margin((2, 3), (4, 3)) == 1)
    #expect(margin() == 3, "an empty picture is all margin")
  }

  // MARK: Beside each other

  @Test func `blocks beside each other`() {
    #expect(sideBySide([["ab", "cd"], ["xy"], ["12", "34"]], width: 2, gap: 1) == ["ab xy 12", "cd    34"])
    #expect(sideBySide([["ab"], ["xy", "zw"]], width: 2, gap: 3) == ["ab   xy", "     zw"])
    #expect(sideBySide([["ab"]], width: 2, gap: 3) == ["ab"])
    #expect(sideBySide([], width: 2, gap: 3) == [])
    #expect(sideBySide([[], []], width: 2, gap: 3) == [])
  }
}
