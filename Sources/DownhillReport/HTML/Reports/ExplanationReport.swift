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
  /// Rows and columns of the picture that the inputs are the pixels of; nil if they are none.
  public var pictureShape: PictureShape?
  /// How the page was made.
  public var footer: String
  let narrative: Narrative

  /// The page of a story.
  public init(
    exampleName: String, networkName: String, story: ExampleStory, isLabelled: Bool = true,
    pictureShape: PictureShape? = nil, footer: String = "", firstLabel: Int = 0
  ) {
    self.exampleName = exampleName
    self.networkName = networkName
    self.story = story
    self.isLabelled = isLabelled
    self.pictureShape = pictureShape
    self.footer = footer
    narrative = Narrative(story.explanation, isLabelled: isLabelled, firstLabel: firstLabel)
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
    guard let shape = pictureShape, shape.pixelCount == explanation.inputs.count else { return nil }
    return Raster(rows: shape.rows, columns: shape.columns, values: explanation.inputs)
  }

  /// The heading of a layer in a drawing.
  func heading(_ layer: Int) -> String { names.heading(layer: layer) }

  /// The label of a neuron in a drawing.
  package func label(layer: Int, neuron: Int) -> String {
    names.label(layer: layer, neuron: neuron, pictureColumns: input?.columns)
  }

  private var names: NeuronNames { NeuronNames(layerCount: explanation.layers.count) }
}
