import Downhill

/// How a picture file is prepared before a network sees it.
public enum PicturePreparation: String, CaseIterable, Sendable {
  /// Whatever makes it like the pictures that the model was trained on.
  case auto
  /// The digit is found, scaled to 20/28 of the field and centred by its mass, as MNIST's were.
  case mnist
  /// Nothing but the size.
  case none
}

/// A picture as a network sees it.
public struct PreparedPicture: Equatable, Sendable {
  /// Row-major, as the network's pictures are.
  public let pixels: [UInt8]
  /// What was done: `as it is`, `resized`, `inverted`, `resized and inverted` or `placed`.
  public let preparation: String
  /// Where picture and model disagree, each in one sentence without the file's name.
  public let notes: [String]

  /// Prepares a picture. Throws ``PictureError``; `file` names the picture in it.
  public init(
    _ image: GreyImage, shape: PictureShape, manner: PictureManner, by preparation: PicturePreparation, file: String
  ) throws(PictureError) {
    let hasShape = image.width == shape.columns && image.height == shape.rows
    switch preparation {
    case .none: self.init(resizing: image, shape, manner, mayInvert: false)
    case .auto where !manner.isPlaced: self.init(resizing: image, shape, manner, mayInvert: true)
    case .auto where hasShape && manner.holds(for: image.pixels, shape):
      self.init(pixels: image.pixels, preparation: "as it is", notes: [])
    case .auto, .mnist: try self.init(placing: image, shape, manner, file: file)
    }
  }

  /// Prepares a drawing: 0 for no ink, 255 for full ink, and nothing else on the sheet. Nil if it is blank.
  public init?(
    drawing: GreyImage, shape: PictureShape, manner: PictureManner, by preparation: PicturePreparation
  ) {
    // A drawing's ground is dark.
    let isOpposite = manner.ground == .light
    let isInverted = isOpposite && preparation != .none
    // Needed in any case, to find out whether the drawing is blank.
    let digit: NormalizedDigit
    do throws(FormatError) {
      digit = try DigitNormalization.normalize(drawing, rows: shape.rows, columns: shape.columns)
    } catch {
      return nil
    }
    let isPlaced = preparation == .mnist || preparation == .auto && manner.isPlaced
    let upright = isPlaced ? digit.pixels : drawing.resized(to: shape).pixels
    self.init(
      pixels: isInverted ? upright.map { 255 - $0 } : upright,
      preparation: isPlaced ? "placed" : isInverted ? "resized and inverted" : "resized",
      notes: isOpposite && preparation == .none ? [Self.groundNote(manner)] : [])
  }

  private init(pixels: [UInt8], preparation: String, notes: [String]) {
    self.pixels = pixels
    self.preparation = preparation
    self.notes = notes
  }

  private init(
    placing image: GreyImage, _ shape: PictureShape, _ manner: PictureManner, file: String
  ) throws(PictureError) {
    let digit: DigitFinder
    do throws(DigitFinder.Trouble) { digit = try DigitFinder(image) } catch {
      throw PictureError(file: file, problem: error)
    }
    let placed = digit.ink.placed(rows: shape.rows, columns: shape.columns)
    pixels = manner.ground == .light ? placed.map { 255 - $0 } : placed
    preparation = "placed"
    notes = []
  }

  private init(resizing image: GreyImage, _ shape: PictureShape, _ manner: PictureManner, mayInvert: Bool) {
    let hasShape = image.width == shape.columns && image.height == shape.rows
    let resized = image.resized(to: shape).pixels
    var notes: [String] = []
    if !hasShape {
      notes.append(
        "\(image.height)×\(image.width) pixels, brought to the \(shape.rows)×\(shape.columns) of the model's pictures")
    }
    let isOpposite = PictureManner.isOpposite(resized, shape, to: manner.ground)
    if isOpposite { notes.append(Self.groundNote(manner) + (mayInvert ? ": inverted" : "")) }
    let isInverted = isOpposite && mayInvert
    let preparation =
      switch (hasShape, isInverted) {
      case (true, false): "as it is"
      case (true, true): "inverted"
      case (false, false): "resized"
      case (false, true): "resized and inverted"
      }
    self.init(pixels: isInverted ? resized.map { 255 - $0 } : resized, preparation: preparation, notes: notes)
  }

  /// The note that a picture's ground is not that of the model's pictures.
  private static func groundNote(_ manner: PictureManner) -> String {
    manner.ground == .dark
      ? "it has a light ground, the model's pictures a dark one"
      : "it has a dark ground, the model's pictures a light one"
  }
}

/// Why no digit could be found in a picture.
public struct PictureError: Error, Equatable, CustomStringConvertible {
  /// The file's name as the caller gave it.
  public let file: String
  let problem: DigitFinder.Trouble

  /// What is wrong, and what to do.
  public var description: String {
    switch problem {
    case .blank:
      "\(file): the picture is blank: nothing on it stands out from the paper. "
        + "Use a picture with one dark digit on light paper, or a light one on dark."
    case .noDigit:
      "\(file): no digit was found: what stands out from the paper is too small for the picture, reaches its edge or has "
        + "another shape. Cut out the digit, with some paper around it."
    case .severalDigits:
      "\(file): the picture shows two digits or more. Cut out one, with some paper around it."
    case .touchesEdge:
      "\(file): the digit touches the edge of the picture, so that a part of it may be missing. "
        + "Use a picture with some paper around the digit, or cut it out tightly on all sides."
    }
  }
}
