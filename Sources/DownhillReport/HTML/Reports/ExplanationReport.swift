import Downhill
import DownhillExplain

/// The page of one example: what it asks of a network, from the outputs back to the first weights, and how one knows that
/// the numbers are true. It draws values that others have computed.
public struct ExplanationReport: Sendable {
  /// The example: `test:17`.
  public var exampleName: String
  /// The network in a line: `784-16-16-10, sigmoid, sigmoid outputs`.
  public var networkName: String
  /// All that the example asks for.
  public var explanation: Explanation
  /// Whether anybody knows the class of the example; where nobody does, its target is the network's own answer.
  public var isLabelKnown: Bool
  /// Rows and columns of its picture; nil if its inputs are no pixels.
  public var pictureShape: (rows: Int, columns: Int)?
  /// The levers of a chosen neuron.
  public var levers: Levers?
  /// The weights and biases that the example wants to change most, the first most of all.
  public var nudges: [Nudge]
  /// What one step on this example alone does to it.
  public var step: StepOutcome?
  /// The same numbers by other ways.
  public var checks: [ReportCheck]
  /// How the page came to be.
  public var footer: String

  /// A page of an explanation; what else is known of it may be added.
  public init(
    exampleName: String, networkName: String, explanation: Explanation, isLabelKnown: Bool = true,
    pictureShape: (rows: Int, columns: Int)? = nil, levers: Levers? = nil, nudges: [Nudge] = [],
    step: StepOutcome? = nil, checks: [ReportCheck] = [], footer: String = ""
  ) {
    self.exampleName = exampleName
    self.networkName = networkName
    self.explanation = explanation
    self.isLabelKnown = isLabelKnown
    self.pictureShape = pictureShape
    self.levers = levers
    self.nudges = nudges
    self.step = step
    self.checks = checks
    self.footer = footer
  }

  /// The page.
  public var page: ReportPage {
    var sections = [exampleSection, networkSection, outputSection]
    if let levers { sections.append(leverSection(levers)) }
    for number in stride(from: explanation.layers.count - 1, through: 1, by: -1) {
      sections.append(requestSection(number))
    }
    if let section = firstWeightSection { sections.append(section) }
    if !nudges.isEmpty { sections.append(nudgeSection) }
    if step != nil || !checks.isEmpty { sections.append(proofSection) }
    return ReportPage(
      title: "What \(exampleName) asks of the network", subtitle: networkName, sections: sections, footer: footer)
  }

  /// The inputs as a picture, if they are one.
  var input: Raster? {
    guard let shape = pictureShape, shape.rows * shape.columns == explanation.inputs.count else { return nil }
    return Raster(rows: shape.rows, columns: shape.columns, values: explanation.inputs)
  }

  /// How a layer is called: `the input`, `hidden layer 2`, `the outputs`.
  func layerName(_ number: Int) -> String {
    if number == 0 { return "input" }
    if number == explanation.layers.count { return "outputs" }
    return explanation.layers.count == 2 ? "hidden layer" : "hidden layer \(number)"
  }

  /// How a neuron is called where its layer is not known from the place: `output 7`, `hidden 2·5`, `pixel (12, 7)`.
  func neuronName(_ layer: Int, _ neuron: Int) -> String {
    if layer == explanation.layers.count { return "output \(neuron)" }
    if layer > 0 { return explanation.layers.count == 2 ? "hidden \(neuron)" : "hidden \(layer)·\(neuron)" }
    guard let input else { return "input \(neuron)" }
    return "pixel (\(neuron / input.columns), \(neuron % input.columns))"
  }
}

/// A number that was found in two ways.
public struct ReportCheck: Equatable, Sendable {
  /// What should be equal, as a sentence or a formula.
  public var claim: String
  /// What the first way gave.
  public var one: String
  /// What the other gave.
  public var other: String
  /// How far they are apart.
  public var difference: String

  /// A check with its numbers as they are to be read.
  public init(claim: String, one: String, other: String, difference: String) {
    self.claim = claim
    self.one = one
    self.other = other
    self.difference = difference
  }
}
