import Testing

@testable import DownhillReport

@Suite struct NumberTextTests {
  @Test(
    arguments: [
      (0, 0, "0"), (0, 4, "0.0000"), (0.0389, 4, "0.0389"), (1234.5, 1, "1234.5"), (0.05, 1, "0.1"), (9.99, 1, "10.0"),
      // 0.125 and 2.5 are exact in binary: halves go away from zero.
      (0.125, 2, "0.13"), (-0.125, 2, "-0.13"), (2.5, 0, "3"), (-2.5, 0, "-3"), (-1.5, 3, "-1.500"),
      (999.9996, 3, "1000.000"),
      // What rounds to nothing has no sign.
      (-0.0001, 2, "0.00"), (-0.0, 1, "0.0"), (.leastNonzeroMagnitude, 2, "0.00"),
      // Beyond 10¹⁵ steps of the last place there is nothing to round.
      (123_456_789_012_345, 0, "123456789012345"), (1e300, 2, "1e+300"), (-1e18, 0, "-1e+18"),
      (.infinity, 2, "infinity"), (-.infinity, 2, "−infinity"), (.nan, 2, "not a number"),
    ] as [(Double, Int, String)])
  func `a number to a given number of decimals`(value: Double, decimals: Int, text: String) {
    #expect(NumberText.fixed(value, decimals: decimals) == text)
  }

  @Test(
    arguments: [
      (0, 2, "0.00 %"), (0.9508, 2, "95.08 %"), (0.5, 0, "50 %"), (1, 2, "100.00 %"), (1, 0, "100 %"),
      (1, 1, "100.0 %"),
      // Less than all is never said to be all.
      (0.99999, 2, "99.99 %"), (0.99995, 2, "99.99 %"), (0.9999, 2, "99.99 %"), (0.9999, 1, "99.9 %"),
      (0.9999, 0, "99 %"),
      (1.0.nextDown, 4, "99.9999 %"), (0.995, 0, "99 %"), (1.5, 1, "150.0 %"), (.nan, 2, "not a number"),
    ] as [(Double, Int, String)])
  func `a share in percent`(share: Double, decimals: Int, text: String) {
    #expect(NumberText.percent(share, decimals: decimals) == text)
  }

  @Test(
    arguments: [
      (0, 3, "0"), (-0.0, 3, "0"), (1, 3, "1.00"), (0.5, 1, "0.5"), (0.0123456, 3, "0.0123"), (12.3456, 3, "12.3"),
      (123456, 3, "123000"), (999_999, 3, "1.00×10⁶"), (999_999, 6, "999999"), (0.000999999, 3, "0.00100"),
      (0.00012345, 3, "0.000123"), (0.000099996, 4, "0.0001000"), (0.00001, 2, "1.0×10⁻⁵"), (1.25, 2, "1.3"),
      (-1.25, 2, "-1.3"), (9.99, 1, "10"), (9.99, 2, "10"), (99.96, 3, "100"), (.leastNonzeroMagnitude, 1, "5×10⁻³²⁴"),
      (.greatestFiniteMagnitude, 4, "1.798×10³⁰⁸"), (1e16, 3, "1.00×10¹⁶"), (-2e-10, 2, "-2.0×10⁻¹⁰"),
      (.infinity, 2, "infinity"), (.nan, 2, "not a number"),
    ] as [(Double, Int, String)])
  func `a number to a given number of significant digits`(value: Double, digits: Int, text: String) {
    #expect(NumberText.significant(value, digits: digits) == text)
  }

  @Test(
    arguments: [
      (3, "3"), (0.3, "0.3"), (0.030000000000000002, "0.03"), (3e-8, "3×10⁻⁸"), (1.5e-7, "1.5×10⁻⁷"), (100, "100"),
      (0, "0"), (-0.25, "-0.25"), (1e30, "1×10³⁰"),
    ] as [(Double, String)])
  func `a number without zeros at its end`(value: Double, text: String) {
    #expect(NumberText.shortest(value) == text)
  }

  @Test(arguments: [(0.25, "+0.25"), (-0.25, "-0.25"), (0, "0.00"), (0.001, "0.00")] as [(Double, String)])
  func `a number with its sign`(value: Double, text: String) {
    #expect(NumberText.signed(value, decimals: 2) == text)
  }

  @Test func `a sign on request, and the minus of print`() {
    #expect(NumberText.significant(0.5, digits: 2, signed: true) == "+0.50")
    #expect(NumberText.significant(-0.5, digits: 2, signed: true) == "-0.50")
    #expect(NumberText.significant(0, digits: 2, signed: true) == "0")
    #expect(NumberText.typographic("-0.50 and (-3)") == "−0.50 and (−3)")
    #expect(NumberText.typographic("784-16-10, cross-entropy, L-2, -x") == "784-16-10, cross-entropy, L-2, -x")
  }

  @Test func `percent has two decimals of itself`() { #expect(NumberText.percent(0.25) == "25.00 %") }

  @Test(
    arguments: [
      (0, "0"), (7, "7"), (-7, "-7"), (999, "999"), (1_000, "1,000"), (-1_000, "-1,000"), (13_002, "13,002"),
      (100_000, "100,000"), (-999_999, "-999,999"), (1_000_000, "1,000,000"), (.max, "9,223,372,036,854,775,807"),
      (.min, "-9,223,372,036,854,775,808"),
    ] as [(Int, String)])
  func `thousands apart`(value: Int, text: String) {
    #expect(NumberText.grouped(value) == text)
  }

  @Test(
    arguments: [
      (0, "0.00 s"), (-3, "0.00 s"), (0.42, "0.42 s"), (9.99, "9.99 s"), (9.996, "10.0 s"), (12.34, "12.3 s"),
      (99.94, "99.9 s"), (99.96, "1 min 40 s"), (185, "3 min 05 s"), (3599.4, "59 min 59 s"), (3599.6, "1 h 00 min"),
      (7800, "2 h 10 min"), (360_000, "100 h 00 min"), (1e9, "ages"), (.infinity, "ages"), (.nan, "ages"),
    ] as [(Double, String)])
  func `a time as people say it`(seconds: Double, text: String) {
    #expect(NumberText.duration(seconds) == text)
  }

  @Test(
    arguments: [
      (0, "0 bytes"), (1, "1 byte"), (812, "812 bytes"), (999, "999 bytes"), (1_000, "1.0 KB"), (4_632, "4.6 KB"),
      (9_949, "9.9 KB"), (9_999, "10 KB"), (10_000, "10 KB"), (53_056, "53 KB"), (999_499, "999 KB"),
      (9_950, "10 KB"), (999_500, "1.0 MB"), (999_949_999, "999.9 MB"), (999_950_000, "1.0 GB"), (1_000_000, "1.0 MB"),
      (11_274_000, "11.3 MB"), (5_000_000_000, "5.0 GB"),
    ] as [(Int, String)])
  func `a file's size`(count: Int, text: String) {
    #expect(NumberText.bytes(count) == text)
  }

  @Test func `things counted`() {
    #expect(
      [0, 1, 2, 10_000].map { NumberText.counted($0, "epoch") } == ["0 epochs", "1 epoch", "2 epochs", "10,000 epochs"])
  }

  @Test func `classes with the article that they are spoken with`() {
    for (label, text) in [
      (0, "a 0"), (1, "a 1"), (7, "a 7"), (8, "an 8"), (9, "a 9"), (10, "a 10"), (11, "an 11"), (17, "a 17"),
      (18, "an 18"), (80, "an 80"), (110, "a 110"), (180, "a 180"), (811, "an 811"), (1_100, "a 1100"),
      (8_000, "an 8000"), (11_000, "an 11000"), (18_999, "an 18999"), (48_000, "a 48000"),
    ] { #expect(NumberText.article(label) == text) }
  }

  @Test func `texts of one width`() {
    #expect(padded("7", to: 3) == "  7" && padded("7", to: 2, with: "0") == "07")
    #expect(filled("7", to: 3) == "7  ")
    #expect(padded("long", to: 3) == "long" && filled("long", to: 3) == "long")
    #expect(padded("−", to: 2) == " −", "width counts characters, not bytes")
    #expect(padded("", to: -1) == "" && filled("", to: 0) == "")
  }
}
