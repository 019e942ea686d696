import Testing

@testable import DownhillReport

/// What drawings are computed from: scales, levels, cuts, slots.
@Suite struct GeometryTests {
  @Test func `a line is broken where it has no position`() {
    let path = PathData(through: [(0, 0), (1, 1), (.nan, 2), (3, 3), (4, .infinity), (5, 5), (6, 6)])
    #expect(path.text == "M0 0L1 1M3 3M5 5L6 6")
  }

  @Test func `signed numbers fall into six steps on each side, symmetrically`() {
    let scale = SignedScale(largest: 12)
    #expect([0, 0.9, 1, 1.1, 2, 3.1, 11, 12, 99].map { scale.level($0) } == [0, 0, 1, 1, 1, 2, 6, 6, 6])
    for value in stride(from: 0.05, through: 13, by: 0.1) { #expect(scale.level(-value) == -scale.level(value)) }
    #expect(scale.level(.nan) == 0 && scale.level(.infinity) == 0)
    #expect(SignedScale([.nan, -3, 2]).largest == 3)
    #expect(SignedScale([Double]()).largest == 1 && SignedScale([0]).largest == 1)
    #expect(SignedScale((1...100).map(Double.init), covering: 0.9).largest == 91)
  }

  @Test func `numbers of drawings agree with those of sentences`() {
    #expect(
      [0.5, -0.0125, 0.00012345, 0].map { signedText($0, digits: 3) } == ["+0.500", "−0.0125", "+0.000123", "0"])
    #expect([0.00601, 0.996, 0.9996, 1, -1].map(activationText) == ["0.00601", "0.996", "0.9996", "1.00", "−1.00"])
    #expect(activationText(1 - 1e-12) == "<1")
    #expect([1e-9, -1e-9, 0].map(signClass) == ["plus", "minus", "soft"])
  }

  @Test func `longer texts take more room`() {
    #expect(TextStyle.small.width("+4.35×10⁻⁵") > 50 && TextStyle.small.width("+4.35×10⁻⁵") < 80)
    #expect(TextStyle.strong.width("1078") > TextStyle.plain.width("1078"))
    #expect(TextStyle.plain.width([]) == 0 && TextStyle.plain.width(["7", "1078"]) == TextStyle.plain.width("1078"))
  }

  @Test func `the largest are kept in their order, the first of equals before others`() {
    #expect(Cut([1, -5, 3, 2], limit: 2).indices == [1, 2])
    #expect(Cut([1, 1, 1, 1], limit: 2).indices == [0, 1])
    #expect(Cut([.nan, 0, 1], limit: 2).indices == [1, 2])
    #expect(Cut([1, 2], limit: 2).text("largest") == nil)
    #expect(Cut([Double](repeating: 0, count: 1200), limit: 3).text("largest") == "the 3 largest of 1,200")
  }

  @Test func `ribbons are as wide as their requests are large, and fill their slots`() throws {
    let requests = [[1.0, -2, 0.5], [-4, 0, 3]]
    let plan = RibbonPlan(requests, asked: 3, limit: 10)
    #expect(plan.ribbons.count == 5)
    let scale = try #require(plan.ribbons.first).width / 1
    for ribbon in plan.ribbons {
      let request = requests[ribbon.asker][ribbon.asked]
      #expect(abs(ribbon.width - scale * abs(request)) < 1e-9 && ribbon.isPositive == (request > 0))
      let (out, into) = (plan.askerSlots[ribbon.asker], plan.askedSlots[ribbon.asked])
      #expect(ribbon.leaves >= out.start - 1e-9 && ribbon.leaves + ribbon.width <= out.end + 1e-9)
      #expect(ribbon.arrives >= into.start - 1e-9 && ribbon.arrives + ribbon.width <= into.end + 1e-9)
    }
    for i in 0..<3 {
      let arriving = plan.ribbons.filter { $0.asked == i }.sorted { $0.arrives < $1.arrives }
      #expect(zip(arriving, arriving.dropFirst()).allSatisfy { $0.arrives + $0.width <= $1.arrives + 1e-9 })
      // Those that ask to grow are above those that ask to shrink.
      #expect(arriving.map(\.isPositive) == arriving.map(\.isPositive).sorted { $0 && !$1 })
      let slot = plan.askedSlots[i]
      #expect(abs(arriving.reduce(0) { $0 + $1.width } - (slot.end - slot.start)) < 1e-9)
    }
  }

  @Test func `contours of a slope are straight, and areas lie above them`() {
    // z = x on a grid of 2 rows and 4 columns.
    let contours = Contours(rows: 2, columns: 4, values: [0, 1, 2, 3, 0, 1, 2, 3])
    #expect(contours.line(at: 1.5).text == "M1.5 0L1.5 1")
    #expect(contours.area(from: 1.5).text == "M1.5 0L2 0L2 1L1.5 1zM2 0h1v1h-1z")
    #expect(contours.area(from: 0).text == "M0 0h3v1h-3z")
    #expect(contours.area(from: 9).isEmpty && contours.line(at: 9).isEmpty)
    let torn = Contours(rows: 2, columns: 4, values: [0, .nan, 2, 3, 0, 1, 2, .infinity])
    #expect(torn.area(from: 0).isEmpty && torn.line(at: 1.5).isEmpty)
  }

  @Test func `axes give every number its position`() {
    let linear = Axis(low: 0, high: 10, from: 100, to: 200)
    #expect(linear.position(0) == 100 && linear.position(5) == 150 && linear.position(10) == 200)
    let logarithmic = Axis(low: 1, high: 100, from: 0, to: 100, isLogarithmic: true)
    #expect(
      abs(logarithmic.position(10) - 50) < 1e-12 && logarithmic.position(0).isNaN && logarithmic.position(-1).isNaN)
    for value in [0.0, 7, -3, 1e300, -1e300, 1e-300] {
      let axis = Axis(low: value, high: value, from: 0, to: 1)
      #expect(axis.low < axis.high && axis.position(value) > 0 && axis.position(value) < 1)
      #expect(!axis.ticks(about: 5).isEmpty)
    }
  }
}
