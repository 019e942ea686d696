import Testing

@testable import DownhillReport

/// Bars to the left and to the right of an axis.
@Suite struct SignedBarTests {
  @Test(
    arguments: [
      (1, "   │███"), (-1, "███│   "), (0, "   │   "), (0.5, "   │█▌ "), (-0.5, " ▐█│   "), (7, "   │███"),
      (.infinity, "   │███"), (-.infinity, "███│   "), (.nan, "   │   "),
    ] as [(Double, String)])
  func `a number against a limit of 1`(value: Double, text: String) {
    #expect(SignedBar.text(value, limit: 1, halfWidth: 3) == text)
  }

  @Test func `without a limit there is no bar`() { #expect(SignedBar.text(1, limit: 0, halfWidth: 2) == "  │  ") }
}

/// Signed pictures in a terminal.
@Suite struct SignedTerminalPictureTests {
  private let picture = SignedTerminalPicture(
    rows: 3, columns: 4, values: [1, 0.3, -0.3, -1, 1, 0.3, -0.3, -1, 0, 0, 0, 0], limit: 1)

  @Test func `plain: two signs of two strengths`() {
    #expect(picture.lines(inColour: false) == ["#+-=", "    "])
  }

  @Test func `in colour: blue above zero, orange below, two pixels to a character`() {
    let line = picture.lines(inColour: true)[0]
    #expect(line.contains("38;5;117;48;5;117m▀") && line.contains("38;5;222;48;5;222m▀"))
    #expect(line.hasSuffix("\u{1B}[0m"))
  }

  @Test func `cropped on every side`() {
    let cropped = SignedTerminalPicture(rows: 3, columns: 3, values: [9, 9, 9, 9, 5, 9, 9, 9, 9], limit: 1).cropped(
      by: 1)
    #expect(cropped == SignedTerminalPicture(rows: 1, columns: 1, values: [5], limit: 1))
  }
}
