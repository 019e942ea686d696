import Testing

@testable import DownhillReport

@Suite struct BarTests {
  @Test(
    arguments: [
      (0, 4, "    "), (1, 4, "████"), (0.5, 4, "██  "), (0.625, 4, "██▌ "), (0.25, 1, "▎"), (0.875, 1, "▉"),
      // The eighths one after the other, in a bar of one character.
      (0.125, 1, "▏"), (0.375, 1, "▍"), (0.5, 1, "▌"), (0.75, 1, "▊"),
      // To the nearest eighth; a sixteenth is half of one and goes up.
      (0.06, 1, " "), (0.0625, 1, "▏"), (0.93, 1, "▉"), (0.9375, 1, "█"),
      // What is no share is drawn as the nearest one.
      (-1, 3, "   "), (2, 3, "███"), (1e300, 2, "██"), (.nan, 3, "   "), (.infinity, 3, "   "), (0.7, 0, ""),
    ] as [(Double, Int, String)])
  func `a share as a bar of a given width`(share: Double, width: Int, text: String) {
    #expect(Bar.text(share, width: width) == text)
  }

  @Test func `a bar is as wide as it was asked to be and grows with the share`() {
    var last = ""
    for step in 0...1000 {
      let bar = Bar.text(Double(step) / 1000, width: 30)
      #expect(bar.count == 30)
      #expect(last.prefix { $0 == "█" }.count <= bar.prefix { $0 == "█" }.count)
      last = bar
    }
    #expect(last == String(repeating: "█", count: 30))
  }
}
