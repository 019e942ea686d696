import Downhill
import DownhillDocuments
import DownhillExplain
import DownhillFormats
import DownhillReport

/// A drawing and the network's answer.
struct DrawnDigit {
  let shape: PictureShape
  /// What the network sees.
  let picture: PreparedPicture
  /// The engine's outputs.
  let outputs: [Float]
  /// The predicted class.
  let prediction: Int
  /// The textbook, for the hidden neurons.
  let network: Backpropagation<Double>
  /// The number that class 0 is called by.
  let firstLabel: Int

  /// The reply to the page.
  var reply: Reply {
    let inputs = picture.pixels.map { Double($0) / 255 }
    let said = outputs.map(Double.init)
    let sentence = NumberText.typographic(Narrative.answer(to: said, firstLabel: firstLabel))
    return Reply(
      document: .array([
        predictionJSON(input: "drawing", label: nil, prediction: prediction, activations: outputs)
          .adding(preparation: picture.preparation, notes: picture.notes)
      ]),
      html: [
        (
          "sees",
          .joined(
            [Self.sees(inputs, shape, picture.preparation)]
              + picture.notes.map { .note(NumberText.typographic("\($0).")) })
        ),
        ("outputs", Self.tracks(said, isBlank: false, sentence, firstLabel)),
        ("network", diagram(inputs, sentence)),
      ],
      state: [("isBlank", .bool(false)), ("sentence", .string(sentence))])
  }

  /// Blank paper: an invitation, no error.
  static func blank(_ shape: PictureShape, classes: Int, firstLabel: Int) -> Reply {
    let nothing = [Double](repeating: 0, count: classes)
    return Reply(
      html: [
        ("sees", sees([Double](repeating: 0, count: shape.pixelCount), shape, nil)),
        ("outputs", tracks(nothing, isBlank: true, Narrative.blankPaper, firstLabel)), ("network", .empty),
      ],
      state: [("isBlank", .bool(true)), ("sentence", .string(Narrative.blankPaper))])
  }

  // MARK: Parts

  /// `preparation` is that of a drawing; nil for blank paper.
  private static func sees(_ inputs: [Double], _ shape: PictureShape, _ preparation: String?) -> Markup {
    RasterFigure(
      title: "What the network sees",
      summary: "The drawing in \(shape.rows) by \(shape.columns) grey pixels"
        + (preparation == "placed"
          ? ", scaled and centred as MNIST’s digits were." : preparation.map { ", \($0)." } ?? "."),
      raster: Raster(rows: shape.rows, columns: shape.columns, values: inputs), style: .ink, width: 168
    ).picture
  }

  private static let outputLimit = 16

  private static func tracks(_ outputs: [Double], isBlank: Bool, _ summary: String, _ firstLabel: Int)
    -> Markup
  {
    let largest = outputs.indices.reduce(0) { outputs[$1] > outputs[$0] ? $1 : $0 }
    let shown = indicesOfLargest(outputs, outputLimit).sorted()
    return OutputTracks(
      title: "What the outputs say", summary: summary, trackTitle: "output", numberTitle: "activation",
      outputs: shown.map { j in
        OutputTracks.Output(
          name: "\(j + firstLabel)", activation: outputs[j], number: isBlank ? nil : outputs[j],
          note: !isBlank && j == largest ? "answer" : "")
      }
    ).picture
  }

  private func diagram(_ inputs: [Double], _ summary: String) -> Markup {
    let pass = network.forward(inputs)
    let last = network.layers.count - 1
    let layers = network.layers.indices.map { index in
      NetworkDiagram.Layer(
        name: index == last ? "outputs" : "layer \(index + 1)",
        activations: index == last ? outputs.map(Double.init) : pass.activations[index + 1],
        lines: contributions(network.layers[index], carrying: pass.activations[index], added: index == 0))
    }
    return .joined([
      NetworkDiagram(
        title: "The network at work", summary: summary,
        input: Raster(rows: shape.rows, columns: shape.columns, values: inputs), layers: layers, neuronLimit: 16,
        size: .narrow
      ).picture,
      .note(
        "Discs are activations. Lines are what each neuron contributes to the next, w·a: blue and solid up, orange and dashed "
          + "down."),
    ])
  }
}
