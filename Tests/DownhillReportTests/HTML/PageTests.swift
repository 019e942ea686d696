import DownhillExplain
import Testing

@testable import Downhill
@testable import DownhillReport

@Suite struct PageTests {
  private static let hostile = "</title><script>alert('x')</script>\"&\u{1B}[2J"

  @Test func `a page is one file that keeps to itself`() throws {
    let page = ReportPage(
      title: Self.hostile, subtitle: Self.hostile,
      sections: (1...5).map { number in
        ReportSection(id: "part-\(number)", title: Self.hostile) { Markup.paragraph(Self.hostile) }
      }, footer: Self.hostile)
    #expect(page.html.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">"))
    try expectSound(page.html)
    let parsed = try ParsedPage(page.html).root
    #expect(parsed.all("nav").first?.all("a").count == 5)
    #expect(parsed.all("title").first?.text == "</title><script>alert('x')</script>\"&\u{FFFD}[2J")
  }

  @Test func `a short page has no list of contents`() throws {
    let page = ReportPage(title: "t", sections: [ReportSection(id: "a", title: "A") { Markup.paragraph("p") }])
    #expect(try ParsedPage(page.html).root.all("nav").isEmpty)
  }

  // MARK: An example

  private func story(
    _ architecture: String, cost: Cost = .quadratic, hidden: Activation = .sigmoid,
    output: OutputActivation = .elementwise(.sigmoid), label: Int = 1
  ) throws -> ExampleStory {
    let architecture = try Architecture(architecture, hiddenActivation: hidden, outputActivation: output)
    var random = RandomSource(seed: 3)
    let network = Network(architecture, initializer: .suited(to: hidden), random: &random)
    let inputs = (0..<architecture.inputCount).map { Float($0 % 4) / 4 }
    let explainer = try Explainer(network, cost: cost)
    let target = (0..<architecture.outputCount).map { $0 == label ? 1.0 : 0 }
    let explanation = try explainer.explain(inputs: inputs.map(Double.init), target: target)
    let example = try Examples(
      inputs: inputs, inputCount: inputs.count, labels: [label], classCount: architecture.outputCount)
    let gradient = try network.gradient(of: example, cost: cost, kernels: .reference).gradient
    return explainer.story(
      of: explanation, layer: architecture.layerCount, neuron: label, limit: 10, learningRates: [1, 0.1],
      engineGradient: gradient)
  }

  @Test(
    arguments: [
      ("12-5-4-3", .quadratic, .sigmoid, .elementwise(.sigmoid)), ("12-3", .crossEntropy, .sigmoid, .softmax),
      ("12-40-30-2", .crossEntropy, .relu, .elementwise(.sigmoid)), ("12-5-3", .quadratic, .tanh, .elementwise(.tanh)),
      ("1-1-2", .quadratic, .gelu, .elementwise(.identity)),
    ] as [(String, Cost, Activation, OutputActivation)])
  func `the page of an example is sound for any network`(
    architecture: String, cost: Cost, hidden: Activation, output: OutputActivation
  ) throws {
    let story = try story(architecture, cost: cost, hidden: hidden, output: output)
    for shape in [nil, PictureShape(rows: 3, columns: 4), PictureShape(rows: 7, columns: 7)] {
      let report = ExplanationReport(
        exampleName: Self.hostile, networkName: Self.hostile, story: story, isLabelled: shape == nil,
        inputs: shape.map { .picture($0) }, footer: Self.hostile)
      try expectSound(report.page.html)
    }
  }

  @Test(arguments: [3, 12, 60])
  func `the page of a row is sound, and names its columns and outputs`(inputs: Int) throws {
    let story = try story("\(inputs)-5-4-3")
    let names = (0..<inputs).map { "\(Self.hostile) \($0)" }
    let classes = OutputNames.Classes(column: Self.hostile, names: ["Adelie", "Gentoo", "K"], areNumbers: false)
    let report = ExplanationReport(
      exampleName: "row 1", networkName: Self.hostile, story: story, inputs: .columns(names),
      outputs: .classes(classes),
      columns: names.enumerated().map { ExampleColumn(name: $1, value: "7", input: $0, kind: .standardized) })
    try expectSound(report.page.html)
    let page = try ParsedPage(report.page.html).root
    #expect(page.text.contains("output Gentoo") && !page.text.contains("output 1"))
    #expect(!page.text.contains("pixel") && !page.text.contains("picture"))
    let matrix = page.all("figure").filter { $0.text.contains("Desired changes of the weights from the inputs") }
    #expect(matrix.count == 1)
    // Of many columns the largest.
    #expect(page.text.contains("the 16 largest of 60") == (inputs == 60))
    #expect(page.text.contains("Shown are the 32 of 60 columns with the largest inputs.") == (inputs == 60))
  }

  @Test func `the page of an example answers who, what and why`() throws {
    let story = try story("12-5-4-3")
    let report = ExplanationReport(
      exampleName: "test:1", networkName: "12-5-4-3", story: story,
      inputs: .picture(PictureShape(rows: 3, columns: 4)))
    let page = try ParsedPage(report.page.html).root
    let text = page.text
    let narrative = Narrative(story.explanation, isLabelled: true)
    // Which output wanted to change most and why; which weight moved most and why; how we know.
    let weight = try #require(story.nudges.first { $0.parameter.input != nil })
    for sentence in [narrative.outputWish, narrative.reason(weight)] + narrative.sentences(story.proof) {
      #expect(text.contains(NumberText.typographic(sentence)), "\(sentence)")
    }
    // Who asked a hidden neuron to grow: its row in the matrix has every request, and their sum.
    let matrices = page.all("figure").filter { $0.text.contains("The same requests as numbers") }
    #expect(matrices.count == 2)
    let layer = story.explanation.layer(2)
    let row = try #require(matrices[0].all("tr").dropFirst().first)
    let cells = row.children.map(\.text)
    #expect(cells.count == 1 + 3 + 1 && cells[0] == "0")
    for (cell, value) in zip(cells.dropFirst(), layer.requests.map { $0[0] } + [layer.desiredActivations[0]]) {
      #expect(cell == NumberText.typographic(NumberText.significant(value, digits: 3, signed: true)))
    }
    #expect(page.all("section").map { $0.attributes["id"] }.contains("first-weights"))
  }

  // MARK: A model

  private func evaluation(classes: Int) -> Evaluation {
    let outcomes = (0..<classes).map { index in
      Evaluation.Outcome(label: index, prediction: (index + 1) % classes, activation: 0.5, cost: .nan)
    }
    let confusion = (0..<classes).map { row in (0..<classes).map { $0 == (row + 1) % classes ? 1 : 0 } }
    return Evaluation(
      summary: EvaluationSummary(examples: classes, cost: .infinity, score: Score(.accuracy, 0)), confusion: confusion,
      outcomes: outcomes, deadNeurons: [3])
  }

  @Test(arguments: [1, 2, 10, 26, 27, 60])
  func `the page of a model is sound for any number of classes`(classes: Int) throws {
    var random = RandomSource(seed: 3)
    let network = Network(try Architecture(sizes: [12, 40, classes]), initializer: .lecun, random: &random)
    for shape in [nil, PictureShape(rows: 3, columns: 4)] {
      let evaluation = evaluation(classes: classes)
      let report = ModelReport(
        name: Self.hostile, network: network, networkName: Self.hostile, dataName: Self.hostile,
        evaluation: evaluation,
        mistakes: evaluation.mistakes.map { index in
          ModelReport.Mistake(
            name: Self.hostile, outcome: evaluation.outcomes[index], inputs: [Double](repeating: .nan, count: 12))
        }, pictureShape: shape,
        ranges: [.init(label: Self.hostile, minimum: -1, maximum: 2, mean: 0, deviation: .nan)],
        settings: [(Self.hostile, Self.hostile)], footer: Self.hostile)
      try expectSound(report.page.html)
    }
  }
}
