import DownhillExplain

/// What the neurons of one layer ask of those before them.
extension ExplanationReport {
  /// What the layer after `number` asks of it.
  func requestSection(_ number: Int) -> ReportSection {
    let layer = explanation.layer(number)
    let next = explanation.layer(number + 1)
    let askers = (0..<next.count).map { label(layer: number + 1, neuron: $0) }
    let asked = (0..<layer.count).map { "\($0)" }
    let isCut = max(layer.count, next.count) > 16
    let most = largestPlace(layer.desiredActivations)
    return ReportSection(
      id: "requests-\(number)",
      title: "What \(narrative.plural(layer: number + 1)) ask of \(narrative.plural(layer: number))"
    ) {
      Markup.paragraph(narrative.requestRule(layer: number))
      Markup.paragraph(
        [narrative.wish(layer: number, neuron: most), narrative.loudestRequest(layer: number, neuron: most)]
          .joined(separator: " "))
      RequestRibbons(
        title: "Requests to \(narrative.plural(layer: number)) and their sums",
        summary: "Ribbons lead from the neurons that ask, on the right, to those asked, on the left.",
        askers: askers, wishes: next.desiredBiases, asked: asked, requests: layer.requests,
        sums: layer.desiredActivations
      ).figure(
        caption: "The width of a ribbon is the size of the request: blue and solid asks to grow, orange and hollow to "
          + "shrink. At the right is each asking neuron's own wish, −δ. Point at a ribbon to see all requests to "
          + "its neuron."
          + (isCut ? " The sums include the requests that are not drawn." : ""))
      SignedMatrix(
        title: "The same requests as numbers", summary: "A row for each of \(narrative.plural(layer: number)).",
        rowTitle: "asked: \(heading(number))", columnTitle: "asked by: \(heading(number + 1))", rows: asked,
        columns: labels(number + 1, next.count),
        values: (0..<layer.count).map { i in layer.requests.map { $0[i] } }, sums: layer.desiredActivations
      ).figure(
        caption: "Request by request, −w·δ. Each row shows who asks that neuron to grow, +, or to shrink, −. A dot "
          + "rounds to zero.")
      askedList(number)
    }
  }

  /// Neuron by neuron, who asked it to grow and who to shrink.
  private func askedList(_ number: Int) -> Markup {
    let cut = Cut(explanation.layer(number).desiredActivations, limit: 32)
    return .element("details") {
      Markup.element("summary", text: "Who asked which neuron, in words")
      if let text = cut.text("that are asked most") { Markup.note("Shown for \(text).") }
      Markup.element("ul") {
        for neuron in cut.indices {
          Markup.element("li") {
            NumberText.typographic(narrative.wish(layer: number, neuron: neuron))
            askers(number, neuron, isGrowing: true)
            askers(number, neuron, isGrowing: false)
          }
        }
      }
    }
  }

  /// ` To grow: output 3 (+0.2), output 8 (+0.1) and 2 with less.`
  private func askers(_ number: Int, _ neuron: Int, isGrowing: Bool) -> String {
    let asking = narrative.requests(layer: number, neuron: neuron).filter {
      isGrowing ? $0.request > 0 : $0.request < 0
    }
    guard !asking.isEmpty else { return "" }
    let named = asking.prefix(3).map { "\(label(layer: number + 1, neuron: $0.from)) (\(signedText($0.request)))" }
    let rest = asking.count > 3 ? " and \(asking.count - 3) with less" : ""
    return " \(isGrowing ? "To grow" : "To shrink"): \(named.joined(separator: ", "))\(rest)."
  }

  private func largestPlace(_ numbers: [Double]) -> Int {
    numbers.indices.reduce(0) { numbers[$1].magnitude > numbers[$0].magnitude ? $1 : $0 }
  }
}
