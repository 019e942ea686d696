import Downhill
import DownhillFormats
import DownhillReport

/// The first place: a digit is drawn, and the network answers while it is.
final class DrawPlace {
  /// The network at hand, ready to be asked: by the engine, and by the textbook, which tells of hidden neurons too.
  private struct Ready {
    let modelVersion: Int
    let predictor: Predictor
    let textbook: Backpropagation<Double>
  }

  /// Kept from stroke to stroke.
  private var ready: Ready?

  /// `draw`: a canvas as it is, one grey byte or four bytes of colour for each pixel; of colours the last byte counts,
  /// which says how much ink there is.
  func draw(_ ask: Ask, _ session: Session) throws(AskError) -> Answer {
    let model = try session.currentModel()
    let shape = try Self.shape(model)
    let width = try ask.required("width", ask.integer("width", in: 1...4096))
    let height = try ask.required("height", ask.integer("height", in: 1...4096))
    let grey = try Self.grey(try ask.attachments(1)[0], count: width * height)
    let ready = ready(model, session)
    let digit: NormalizedDigit
    do {
      digit = try DigitNormalization.normalize(
        GreyImage(width: width, height: height, pixels: grey), rows: shape.rows, columns: shape.columns, file: "drawing"
      )
    } catch {
      guard error.problem == .blankPicture else { throw AskError(error) }
      session.drawing = nil
      return DrawnDigit.blank(shape, classes: model.network.architecture.outputCount)
    }
    session.drawing = digit
    let outputs = try engine { () throws(EngineError) in try ready.predictor.outputs(digit.pixels) }
    guard let prediction = model.network.architecture.outputActivation.answer(outputs) else {
      throw AskError(.overflow)
    }
    return DrawnDigit(
      shape: shape, pixels: digit.pixels, outputs: outputs, prediction: prediction, network: ready.textbook
    ).answer
  }

  private static func grey(_ bytes: [UInt8], count: Int) throws(AskError) -> [UInt8] {
    if bytes.count == count { return bytes }
    guard bytes.count == 4 * count else {
      throw AskError("the drawing has \(bytes.count) bytes, which are not \(count) pixels", status: .internalError)
    }
    var grey = [UInt8](repeating: 0, count: count)
    for index in 0..<count { grey[index] = bytes[4 * index + 3] }
    return grey
  }

  /// The pictures that the network reads.
  private static func shape(_ model: Model) throws(AskError) -> PictureShape {
    let count = model.network.architecture.inputCount
    if let shape = model.pictureShape, shape.rows * shape.columns == count { return shape }
    guard count == 784 else {
      throw AskError("the network reads \(NumberText.grouped(count)) numbers, which are no picture", status: .badData)
    }
    return PictureShape(rows: 28, columns: 28)
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
