import Downhill
import DownhillExplain

/// The page of one example: what it asks of a network, from the outputs back to the first weights, with the checks of
/// the numbers. It draws values computed elsewhere; sentences about the network come from ``Narrative``.
public struct ExplanationReport: Sendable {
  /// The example as the user named it: `test:17`.
  public var exampleName: String
  /// The network in a line: `784-16-16-10, sigmoid, sigmoid outputs`.
  public var networkName: String
  /// The wishes of the example, and the proof of its numbers.
  public var story: ExampleStory
  /// Whether the class of the example is known.
  public var isLabelled: Bool
  /// What the inputs are; nil for numbers without names.
  public var inputs: DataSet.Inputs?
  /// The columns of a row of a table, of which the inputs are made.
  public var columns: [ExampleColumn]
  /// How the page was made.
  public var footer: String
  let narrative: Narrative

  /// The page of a story.
  public init(
    exampleName: String, networkName: String, story: ExampleStory, isLabelled: Bool = true,
    inputs: DataSet.Inputs? = nil, outputs: OutputNames = .numbers(first: 0), columns: [ExampleColumn] = [],
    footer: String = ""
  ) {
    self.exampleName = exampleName
    self.networkName = networkName
    self.story = story
    self.isLabelled = isLabelled
    let fitting = inputs.flatMap { $0.count == story.explanation.inputs.count ? $0 : nil }
    self.inputs = fitting
    self.columns = columns
    self.footer = footer
    narrative = Narrative(story.explanation, isLabelled: isLabelled, inputs: fitting, outputs: outputs)
  }

  /// The page.
  public var page: ReportPage {
    var sections = [exampleSection, networkSection, outputSection, leverSection]
    for number in (1..<explanation.layers.count).reversed() { sections.append(requestSection(number)) }
    if let section = firstWeightSection { sections.append(section) }
    if !story.nudges.isEmpty { sections.append(nudgeSection) }
    sections.append(proofSection)
    return ReportPage(
      title: "What \(exampleName) wishes of the network", subtitle: networkName, sections: sections, footer: footer)
  }

  var explanation: Explanation { story.explanation }

  /// The inputs as a picture, if they are one.
  var input: Raster? {
    guard case .picture(let shape)? = inputs else { return nil }
    return Raster(rows: shape.rows, columns: shape.columns, values: explanation.inputs)
  }

  /// The heading of a layer in a drawing.
  func heading(_ layer: Int) -> String { names.heading(layer: layer) }

  /// The label of a neuron in a drawing.
  package func label(layer: Int, neuron: Int) -> String {
    names.label(layer: layer, neuron: neuron)
  }

  var names: NeuronNames { narrative.names }
}
