import Downhill
import DownhillFormats
import DownhillReport

/// The tab Draw: a digit is drawn, and the network answers meanwhile.
final class DrawTab {
  /// The present network for predictions: by the engine, and by the textbook, which has the hidden neurons, too.
  private struct Ready {
    let modelVersion: Int
    let predictor: Predictor
    let textbook: Backpropagation<Double>
  }

  /// Kept from stroke to stroke.
  private var ready: Ready?

  /// `draw`: a canvas of one grey byte or four bytes of colour for each pixel; of colours only the last byte counts,
  /// the amount of ink.
  func draw(_ call: Call, _ session: Session) throws(CallError) -> Reply {
    let model = try session.currentModel()
    let shape = try Drawing.shape(model)
    let width = try call.required("width", call.integer("width", in: 1...4096))
    let height = try call.required("height", call.integer("height", in: 1...4096))
    let grey = try Self.grey(try call.attachments(1)[0], count: width * height)
    let name = try call.string("prepare") ?? PicturePreparation.auto.rawValue
    guard let preparation = PicturePreparation(rawValue: name) else {
      throw CallError("no way to prepare a drawing is \"\(name)\"")
    }
    let drawing = Drawing(image: GreyImage(width: width, height: height, pixels: grey), preparation: preparation)
    guard let picture = drawing.prepared(for: model, shape) else {
      session.drawing = nil
      return DrawnDigit.blank(
        shape, classes: model.network.architecture.outputCount, firstLabel: model.firstLabel)
    }
    session.drawing = drawing
    let ready = ready(model, session)
    let outputs = try engine { () throws(EngineError) in try ready.predictor.outputs(picture.pixels) }
    guard let prediction = model.network.architecture.outputActivation.answer(outputs) else {
      throw CallError(.overflow)
    }
    return DrawnDigit(
      shape: shape, picture: picture, outputs: outputs, prediction: prediction, network: ready.textbook,
      firstLabel: model.firstLabel
    ).reply
  }

  private static func grey(_ bytes: [UInt8], count: Int) throws(CallError) -> [UInt8] {
    if bytes.count == count { return bytes }
    guard bytes.count == 4 * count else {
      throw CallError("the drawing has \(bytes.count) bytes, which are not \(count) pixels", status: .internalError)
    }
    var grey = [UInt8](repeating: 0, count: count)
    for index in 0..<count { grey[index] = bytes[4 * index + 3] }
    return grey
  }

  private func ready(_ model: Model, _ session: Session) -> Ready {
    if let ready, ready.modelVersion == session.modelVersion { return ready }
    let made = Ready(
      modelVersion: session.modelVersion, predictor: Predictor(model.network),
      textbook: Backpropagation<Double>(model.network))
    ready = made
    return made
  }
}

/// A drawing as the canvas has it. What a network sees of it depends on the network.
struct Drawing {
  /// 0 is paper, 255 is ink.
  let image: GreyImage
  let preparation: PicturePreparation

  /// As `model` sees it; nil for blank paper.
  func prepared(for model: Model, _ shape: PictureShape) -> PreparedPicture? {
    PreparedPicture(drawing: image, shape: shape, manner: model.pictureManner, by: preparation)
  }

  /// The shape of the pictures that `model` reads.
  static func shape(_ model: Model) throws(CallError) -> PictureShape {
    let count = model.network.architecture.inputCount
    if let shape = model.pictureShape, shape.pixelCount == count { return shape }
    guard count == 784 else {
      throw CallError("the network reads \(NumberText.grouped(count)) numbers, which are no picture", status: .badData)
    }
    return PictureShape(rows: 28, columns: 28)
  }
}
