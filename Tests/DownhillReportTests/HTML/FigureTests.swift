import Testing

@testable import DownhillReport

/// Drawings of a few values, and of values that cannot be drawn.
@Suite struct FigureTests {
  private let bad: [Double] = [.nan, .infinity, -.infinity, .greatestFiniteMagnitude, -Double.leastNonzeroMagnitude, 0]

  /// One figure of every kind, made from numbers of every kind.
  private func figures(_ values: [Double]) -> [Markup] {
    let raster = Raster(rows: 2, columns: values.count / 2, values: values)
    let scale = RasterStyle.signed(SignedScale(values))
    let bars = values.map { SignedBars.Bar(label: "a", value: $0, note: "b", group: "c") }
    let outputs = values.map {
      OutputChart.Output(name: "1", activation: $0, target: $0, cost: $0, desiredChange: $0, note: "label")
    }
    let layer = NetworkDiagram.Layer(name: "a", activations: values, lines: values.map { [$0, $0] })
    let tracks = values.map {
      OutputTracks.Output(name: "1", activation: $0, target: $0, arrowEnd: -$0, number: $0, note: "label")
    }
    let names = values.map { _ in "n" }
    let matrix = values.map { _ in values }
    let points = values.map { LineChart.Point($0, $0) }
    let series = [LineChart.Series(name: "s", points: points), LineChart.Series(name: "none", points: [])]
    let grid = SurfaceMap.Grid(rows: 2, columns: values.count / 2, x: -1...1, y: 0...1, values: values)
    return [
      RasterFigure(title: "t", raster: raster, style: .ink).figure(),
      RasterFigure(title: "t", raster: raster, style: scale).figure(),
      Gallery(title: "t", items: [Gallery.Item(title: "a", raster: raster)], style: .ink).figure(),
      Gallery(title: "t", signed: [Gallery.Item(title: "a", raster: raster)]).figure(),
      SignedBars(title: "t", quantity: "q", bars: bars).figure(), OutputChart(title: "t", outputs: outputs).figure(),
      NetworkDiagram(
        title: "t", layers: [NetworkDiagram.Layer(name: "i", activations: [1, .nan]), layer], neuronLimit: 3
      ).figure(),
      NetworkDiagram(title: "t", input: raster, layers: [layer]).figure(),
      RequestRibbons(title: "t", askers: names, wishes: values, asked: names, requests: matrix, sums: values, limit: 3)
        .figure(),
      AdaptiveFigure(
        narrow: RequestRibbons(
          title: "t", askers: names, wishes: values, asked: names, requests: matrix, sums: values, isNarrow: true),
        wide: RequestRibbons(title: "t", askers: names, wishes: values, asked: names, requests: matrix, sums: values)
      ).figure(),
      SignedMatrix(
        title: "t", rowTitle: "r", columnTitle: "c", rows: names, columns: names, values: matrix, sums: values, limit: 4
      ).figure(),
      OutputTracks(title: "t", numberTitle: "n", isSigned: true, outputs: tracks).figure(),
      OutputTracks(title: "t", numberTitle: "n", outputs: tracks).figure(),
      TangentChart(
        title: "t", xTitle: "x", curve: points, present: points[0], slope: values[0], moved: points[1]
      ).figure(),
      NetworkDiagram(
        title: "t", input: raster,
        layers: [NetworkDiagram.Layer(name: "a", activations: values, lines: values.map { [$0] }, wishes: values)],
        size: .narrow
      ).figure(),
      SignedBars(title: "t", quantity: "q", noteTitle: "n", isNarrow: true, bars: bars).figure(),
      LineChart(title: "t", x: .init("x"), y: .init("y"), series: series).figure(),
      LineChart(
        title: "t", x: .init("x", isLogarithmic: true), y: .init("y", isLogarithmic: true, including: [0]),
        series: series
      ).figure(),
      SurfaceMap(title: "t", quantity: "q", xTitle: "x", yTitle: "y", grid: grid, paths: series).figure(),
      RangeChart(
        title: "t",
        ranges: values.map { RangeChart.Range(label: "r", minimum: $0, maximum: $0, mean: $0, deviation: $0) }
      ).figure(),
    ]
  }

  @Test func `numbers that have no position are drawn nowhere`() throws {
    for figure in figures(bad) { expectSoundFigures(try ParsedPage(figure.source).root) }
  }

  @Test(arguments: [0, 1, -1, 1e-12, 1e12, 1e-300] as [Double])
  func `a single number, however small or large, has its position`(value: Double) throws {
    for figure in figures([value, value, value, value]) { expectSoundFigures(try ParsedPage(figure.source).root) }
    for figure in figures([value, -value, value / 3, 0]) { expectSoundFigures(try ParsedPage(figure.source).root) }
  }

  @Test func `nothing at all is drawn as nothing`() throws {
    let figures = [
      SignedBars(title: "t", quantity: "q", bars: []).figure(), OutputChart(title: "t", outputs: []).figure(),
      RequestRibbons(title: "t", askers: [], wishes: [], asked: [], requests: [], sums: []).figure(),
      SignedMatrix(title: "t", rowTitle: "r", columnTitle: "c", rows: [], columns: [], values: []).figure(),
      LineChart(title: "t", x: .init("x"), y: .init("y"), series: []).figure(),
      RangeChart(title: "t", ranges: []).figure(), ConfusionFigure(title: "t", counts: [], names: []).figure(),
    ]
    for figure in figures { expectSoundFigures(try ParsedPage(figure.source).root) }
  }

  @Test func `bars go to the side of their sign`() {
    let bars = SignedBars(
      title: "Two", summary: "One up, one down.", quantity: "size",
      bars: [.init(label: "up", value: 1), .init(label: "down", value: -0.5)])
    #expect(
      bars.svg.source == """
        <svg class="least-280" viewBox="0 0 368.62 80" width="368.62" height="80" role="img"><title>Two</title>\
        <desc>One up, one down.</desc><text class="soft small middle" x="208.97" y="12">size</text>\
        <text class="end" x="41.96" y="42">up</text>\
        <rect class="p5" x="208.97" y="30" width="110" height="16"/>\
        <text class="plus small" x="324.97" y="42.5">+1.00</text>\
        <text class="end" x="41.96" y="66">down</text>\
        <rect class="n5" x="153.97" y="54" width="55" height="16"/>\
        <text class="minus small end" x="147.97" y="66.5">−0.500</text>\
        <line class="axis" x1="208.97" y1="22" x2="208.97" y2="76"/></svg>
        """)
  }

  @Test func `pixels of one colour are one box, and those below zero are striped`() {
    let raster = Raster(rows: 2, columns: 3, values: [1, 1, 0, -1, 0.5, 0])
    let figure = RasterFigure(title: "t", raster: raster, style: .signed(SignedScale(raster.values)), width: 30)
    let source = figure.svg.source
    #expect(source.contains("<path class=\"p6\" d=\"M0 0h2v1h-2z\"/>"))
    #expect(source.contains("<path class=\"n6\" d=\"M0 1.16h1v0.68h-1z\"/>"))
    #expect(source.contains("<path class=\"p3\" d=\"M1 1h1v1h-1z\"/>"))
    #expect(source.components(separatedBy: "<path").count == 4)
  }

  @Test func `a picture of 28 by 28 random numbers takes little room`() {
    var seed = 1.0
    let values = (0..<784).map { _ in
      seed = (seed * 16807).truncatingRemainder(dividingBy: 2_147_483_647)
      return seed / 1_073_741_823.5 - 1
    }
    let raster = Raster(rows: 28, columns: 28, values: values)
    let figure = RasterFigure(title: "t", raster: raster, style: .signed(SignedScale(values)))
    #expect(figure.svg.source.utf8.count < 18_000, "\(figure.svg.source.utf8.count)")
  }

  @Test func `what can be chosen answers to pointer and keyboard, and is named`() throws {
    let touch = Touch("the first", call: #"{"do":"explain"}"#, formula: "1 + 1 = 2", isChosen: true)
    let figures = [
      SignedBars(title: "t", quantity: "q", bars: [.init(label: "a", value: 1, touch: touch)]).figure(),
      OutputTracks(
        title: "t", numberTitle: "n", outputs: [.init(name: "0", activation: 1, number: 1, touch: touch)]
      ).figure(),
      NetworkDiagram(title: "t", layers: [.init(name: "a", activations: [1], touches: [touch])]).figure(),
      RequestRibbons(
        title: "t", askers: ["a"], wishes: [1], asked: ["b"], requests: [[1]], sums: [1], touches: [touch]
      ).figure(),
      Gallery(
        title: "t", signed: [.init(title: "a", raster: Raster(rows: 1, columns: 1, values: [1]), touch: touch)]
      ).figure(),
    ]
    for figure in figures {
      let page = try ParsedPage(figure.source).root
      let touched = try #require(page.all.first { $0.attributes["data-call"] != nil })
      #expect(touched.attributes["data-call"] == touch.call && touched.attributes["data-formula"] == touch.formula)
      #expect(touched.attributes["role"] == "button" && touched.attributes["tabindex"] == "0")
      #expect(touched.attributes["aria-label"] == touch.name && touched.attributes["aria-pressed"] == "true")
      // Within a picture nothing could be chosen.
      let around = page.all("svg").filter { $0.all.contains { $0.attributes["data-call"] != nil } }
      #expect(around.allSatisfy { $0.attributes["role"] == "group" && $0.attributes["aria-label"] == "t" })
    }
  }

  @Test func `an arrow leads from where an output is to where it should be`() throws {
    let tracks = OutputTracks(
      title: "t", numberTitle: "n",
      outputs: [
        .init(name: "0", activation: 0.25, arrowEnd: 1, number: 0.75),
        .init(name: "1", activation: 0.5, arrowEnd: 0, number: -0.5),
      ])
    let page = try ParsedPage(tracks.svg.source).root
    func xs(_ direction: String) throws -> [Double] {
      let arrow = try #require(page.all("path").first { $0.attributes["class"] == "arrow \(direction)" })
      return try #require(arrow.attributes["d"]).split { "MLz".contains($0) }.map {
        Double($0.split(separator: " ")[0])!
      }
    }
    let ticks = page.all("text").compactMap { text in
      ["0.0", "1.0"].contains(text.text) ? Double(text.attributes["x"] ?? "") : nil
    }
    try #require(ticks.count == 2)
    let width = ticks[1] - ticks[0]
    let (rises, falls) = (try xs("rises"), try xs("falls"))
    // Positions are written to a hundredth.
    func isAt(_ position: Double?, _ share: Double) -> Bool {
      abs((position ?? .nan) - ticks[0] - width * share) < 0.011
    }
    #expect(isAt(rises.min(), 0.25) && isAt(rises.max(), 1))
    #expect(isAt(falls.min(), 0) && isAt(falls.max(), 0.5))
  }

  @Test func `what is left out of a wide layer is mentioned`() {
    let diagram = NetworkDiagram(
      title: "t", layers: [.init(name: "a", activations: (0..<50).map { Double($0) })], neuronLimit: 5)
    #expect(diagram.svg.source.contains("the 5 most active of 50"))
    #expect(diagram.svg.source.contains(">49<") && !diagram.svg.source.contains(">44<"))
    let ribbons = RequestRibbons(
      title: "t", askers: ["a"], wishes: [1], asked: (0..<40).map { "\($0)" }, requests: [(0..<40).map { Double($0) }],
      sums: (0..<40).map { Double($0) }, limit: 6)
    #expect(ribbons.svg.source.contains("the 6 that are asked most of 40"))
  }

  @Test func `ticks are round numbers`() {
    func labels(_ chart: LineChart) -> [String] {
      chart.svg.source.components(separatedBy: "soft small end\"").dropFirst(2).map {
        String($0.drop { $0 != ">" }.dropFirst().prefix { $0 != "<" })
      }
    }
    func chart(_ low: Double, _ high: Double, isLogarithmic: Bool = false) -> LineChart {
      LineChart(
        title: "t", x: .init("x"), y: .init("y", isLogarithmic: isLogarithmic),
        series: [.init(name: "s", points: [.init(0, low), .init(1, high)])])
    }
    #expect(labels(chart(0, 1)) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(labels(chart(-3, 12)) == ["−2", "0", "2", "4", "6", "8", "10", "12"])
    #expect(labels(chart(0, 60_000)) == ["0", "10,000", "20,000", "30,000", "40,000", "50,000", "60,000"])
    #expect(labels(chart(0.001, 100, isLogarithmic: true)) == ["0.001", "0.01", "0.1", "1", "10", "100"])
    #expect(labels(chart(0.02, 0.9, isLogarithmic: true)) == ["0.02", "0.05", "0.1", "0.2", "0.5"])
  }
}
